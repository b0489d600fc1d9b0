package org.musicfs.index.library;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.musicfs.core.audio.TagField;
import org.musicfs.core.origin.FileStamp;
import org.musicfs.core.origin.OriginId;
import org.musicfs.core.origin.OriginPath;
import org.musicfs.index.catalogue.CatalogueException;
import org.musicfs.index.catalogue.IdKind;
import org.musicfs.index.catalogue.Overrides;
import org.musicfs.index.catalogue.Session;
import org.musicfs.index.catalogue.SyncStore.FoundFile;
import org.musicfs.index.catalogue.SyncStore.ListedDirectory;
import org.musicfs.index.catalogue.SyncStore.SyncBatch;
import org.musicfs.index.catalogue.Transaction;
import org.musicfs.index.tree.PlacedTrack;
import org.musicfs.index.tree.PlacementBatch;

/**
 * Writes one batch of a sync's findings. Files that moved first leave their old paths, then what is
 * gone is removed, then what was found is written: so a batch may hold two files that changed
 * places, and the order within it does not matter. Confined to one transaction.
 */
final class BatchWriter {
  private final Transaction transaction;
  private final Session session;
  private final OriginId origin;
  private final OriginDirectories directories;
  private final Overrides overrides;
  private final PlacementBatch tree;
  private final long nowMillis;
  private final Map<Long, Location> moved = new HashMap<>();
  private long tracks;
  private long problems;

  /** A location as it was before this batch. */
  private record Location(long id, long track, long version, OriginPath path) {}

  BatchWriter(
      Transaction transaction,
      OriginId origin,
      OriginDirectories directories,
      Overrides overrides,
      PlacementBatch tree,
      InstantSource clock) {
    this.transaction = transaction;
    this.session = transaction.session();
    this.origin = origin;
    this.directories = directories;
    this.overrides = overrides;
    this.tree = tree;
    this.nowMillis = clock.millis();
  }

  void write(SyncBatch batch) throws SQLException, CatalogueException {
    directories.begin(transaction);
    Set<Long> kept = new HashSet<>();
    Map<OriginPath, FoundFile> found = new LinkedHashMap<>(); // of one path the last counts
    batch.found().forEach(file -> found.put(file.path(), file));
    for (FoundFile file : found.values()) {
      if (file.previous().isPresent()) {
        leave(file, file.previous().get());
        kept.add(file.previous().get());
      }
    }
    for (long directory : batch.removedDirectories()) {
      removeDirectory(directory, kept);
    }
    for (long id : batch.removed()) {
      Location gone = kept.contains(id) ? null : location(id);
      if (gone != null) {
        remove(gone);
      }
    }
    for (ListedDirectory listed : batch.listed()) {
      session.update(
          "UPDATE directories SET device = ? WHERE id = ?",
          listed.device(),
          directories.ensure(transaction, origin, listed.path()));
    }
    for (FoundFile file : found.values()) {
      put(file);
    }
    for (long id : batch.settled()) {
      session.update("UPDATE locations SET provisional = 0 WHERE id = ?", id);
    }
    tree.finish();
    count();
  }

  /** Takes a file that moved off its old path. */
  private void leave(FoundFile file, long previous) throws SQLException {
    Location old = location(previous);
    if (old != null && !old.path().equals(file.path()) && !moved.containsKey(previous)) {
      moved.put(previous, old);
      session.update("UPDATE locations SET directory = ? WHERE id = ?", -previous, previous);
    }
  }

  private @Nullable Location location(long id) throws SQLException {
    try (ResultSet row =
        session.query(
            "SELECT l.track, l.version, d.path, l.name FROM locations l"
                + " JOIN directories d ON d.id = l.directory WHERE l.id = ? AND d.origin = ?",
            id,
            origin.value())) {
      return row.next()
          ? new Location(id, row.getLong(1), row.getLong(2), Rows.path(row, 3))
          : null;
    }
  }

  private void removeDirectory(long id, Set<Long> kept) throws SQLException, CatalogueException {
    List<Long> all = OriginDirectories.subtree(session, id);
    for (long directory : all.reversed()) {
      List<Long> inside = new ArrayList<>();
      try (ResultSet rows =
          session.query("SELECT id FROM locations WHERE directory = ?", directory)) {
        while (rows.next()) {
          inside.add(rows.getLong(1));
        }
      }
      boolean empty = true;
      for (long location : inside) {
        Location gone = kept.contains(location) ? null : location(location);
        empty &= gone != null;
        if (gone != null) {
          remove(gone);
        }
      }
      if (empty
          && session.number(0, "SELECT count(*) FROM directories WHERE parent = ?", directory)
              == 0) {
        directories.delete(session, directory);
      }
    }
  }

  private void remove(Location gone) throws SQLException, CatalogueException {
    TrackRows.Before before = TrackRows.before(session, gone.track());
    TrackRows.retireVersion(session, gone.version(), origin, gone.path().toBytes(), nowMillis);
    session.update("DELETE FROM locations WHERE id = ?", gone.id());
    session.update("DELETE FROM tracks WHERE id = ?", gone.track());
    tree.remove(gone.track());
    Rows.trackChanged(transaction, gone.track());
    tracks--;
    problems -= before != null && before.problem() ? 1 : 0;
  }

  private void put(FoundFile file) throws SQLException, CatalogueException {
    long directory = directories.ensure(transaction, origin, file.path().parent());
    byte[] name = file.path().name();
    Location there = locationAt(directory, name, file.path());
    Location from = file.previous().map(moved::remove).orElse(null);
    if (from != null && there != null) {
      remove(there); // overwritten by the one that moved
    }
    Location old = from != null ? from : there;
    if (from != null) {
      overrides.move(origin, from.path(), file.path());
    }
    long version = transaction.nextId(IdKind.VERSION);
    long location = old != null ? old.id() : transaction.nextId(IdKind.LOCATION);
    long track = old != null ? old.track() : transaction.nextId(IdKind.TRACK);
    TrackRows.Before before = old == null ? null : TrackRows.before(session, track);
    if (old != null) {
      TrackRows.retireVersion(session, old.version(), origin, old.path().toBytes(), nowMillis);
    }
    putLocation(old != null, location, directory, name, track, version, file);
    TrackRows.insertVersion(session, version, location, file.stamp(), file.metadata());
    Map<TagField, List<String>> set = overrides.find(origin, file.path(), Optional.empty());
    if (TrackRows.put(session, track, location, version, file.metadata(), set, before)) {
      Rows.trackChanged(transaction, track);
    }
    tree.place(
        new PlacedTrack(
            track,
            before == null,
            origin,
            file.path(),
            file.metadata().tags().with(set),
            file.metadata().format(),
            version,
            file.stamp().sizeBytes(),
            file.stamp().mtimeNanos()));
    tracks += before == null ? 1 : 0;
    problems += file.metadata().problem().isPresent() ? 1 : 0;
    problems -= before != null && before.problem() ? 1 : 0;
  }

  private @Nullable Location locationAt(long directory, byte[] name, OriginPath path)
      throws SQLException {
    try (ResultSet row =
        session.query(
            "SELECT id, track, version FROM locations WHERE directory = ? AND name = ?",
            directory,
            name)) {
      return row.next() ? new Location(row.getLong(1), row.getLong(2), row.getLong(3), path) : null;
    }
  }

  private void putLocation(
      boolean exists,
      long id,
      long directory,
      byte[] name,
      long track,
      long version,
      FoundFile file)
      throws SQLException {
    FileStamp stamp = file.stamp();
    session.update(
        exists
            ? "UPDATE locations SET directory = ?, name = ?, track = ?, version = ?, size = ?,"
                + " mtime_ns = ?, ctime_ns = ?, device = ?, inode = ?, etag = ?, provisional = ?"
                + " WHERE id = ?"
            : "INSERT INTO locations (directory, name, track, version, size, mtime_ns, ctime_ns,"
                + " device, inode, etag, provisional, id)"
                + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        directory,
        name,
        track,
        version,
        stamp.sizeBytes(),
        stamp.mtimeNanos(),
        stamp.ctimeNanos(),
        stamp.device(),
        stamp.inode(),
        stamp.etag(),
        file.provisional(),
        id);
  }

  private void count() throws SQLException, CatalogueException {
    int rows =
        session.update(
            "UPDATE origins SET tracks = tracks + ?, problems = problems + ? WHERE id = ?",
            tracks,
            problems,
            origin.value());
    if (rows == 0) {
      throw new CatalogueException("origin " + origin.value() + " is not in the library", null);
    }
  }
}
