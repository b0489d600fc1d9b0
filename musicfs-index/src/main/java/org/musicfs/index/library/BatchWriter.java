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
import org.musicfs.core.audio.CompanionKind;
import org.musicfs.core.audio.CoverPicture;
import org.musicfs.core.audio.Layout;
import org.musicfs.core.audio.TagField;
import org.musicfs.core.audio.TrackMetadata;
import org.musicfs.core.origin.FileStamp;
import org.musicfs.core.origin.OriginId;
import org.musicfs.core.origin.OriginPath;
import org.musicfs.index.catalogue.AddedDates;
import org.musicfs.index.catalogue.CatalogueException;
import org.musicfs.index.catalogue.FoundContent;
import org.musicfs.index.catalogue.IdKind;
import org.musicfs.index.catalogue.LocationKind;
import org.musicfs.index.catalogue.Overrides;
import org.musicfs.index.catalogue.PinnedPaths;
import org.musicfs.index.catalogue.Session;
import org.musicfs.index.catalogue.SyncStore.FoundFile;
import org.musicfs.index.catalogue.SyncStore.ListedDirectory;
import org.musicfs.index.catalogue.SyncStore.SyncBatch;
import org.musicfs.index.catalogue.TrackPlace;
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
  private final MissingTracks missing;
  private final Added added;
  private final Splits splits;
  private final Set<Long> placed = new HashSet<>();
  private final long nowMillis;
  private final Map<Long, Location> moved = new HashMap<>();
  private long tracks;
  private long problems;

  /** A location as it was before this batch. */
  private record Location(long id, long track, long version, LocationKind kind, OriginPath path) {}

  BatchWriter(
      Transaction transaction,
      OriginId origin,
      OriginDirectories directories,
      Overrides overrides,
      PlacementBatch tree,
      MissingTracks missing,
      AddedDates dates,
      PinnedPaths pins,
      InstantSource clock)
      throws SQLException, CatalogueException {
    this.transaction = transaction;
    this.session = transaction.session();
    this.origin = origin;
    this.directories = directories;
    this.overrides = overrides;
    this.tree = tree;
    this.missing = missing;
    this.nowMillis = clock.millis();
    this.splits = new Splits(transaction, tree, nowMillis);
    this.added = new Added(dates, pins, origin, transaction.session(), nowMillis);
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
    splits.finish(placed);
    added.save();
    tree.finish();
    count();
  }

  /** Takes a file that moved off its old path. */
  private void leave(FoundFile file, long previous) throws SQLException, CatalogueException {
    Location old = location(previous);
    if (old != null && !old.path().equals(file.path()) && !moved.containsKey(previous)) {
      moved.put(previous, old);
      tree.changed(origin, old.path());
      session.update("UPDATE locations SET directory = ? WHERE id = ?", -previous, previous);
    }
  }

  private @Nullable Location location(long id) throws SQLException, CatalogueException {
    try (ResultSet row =
        session.query(
            "SELECT l.track, l.version, l.kind, d.path, l.name FROM locations l"
                + " JOIN directories d ON d.id = l.directory WHERE l.id = ? AND d.origin = ?",
            id,
            origin.value())) {
      return row.next()
          ? new Location(
              id, row.getLong(1), row.getLong(2), LocationKind.of(row.getInt(3)), Rows.path(row, 4))
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
    retire(gone);
    session.update("DELETE FROM locations WHERE id = ?", gone.id());
    if (gone.kind() == LocationKind.TRACK && missing.areKept()) {
      missing.put(session, origin, gone.path(), gone.track(), nowMillis);
      tree.keepNodes(gone.track());
    }
    takeOut(gone);
  }

  /** What stands in the tree for a file goes, for it is gone or something else now. */
  private void takeOut(Location gone) throws SQLException, CatalogueException {
    switch (gone.kind()) {
      case TRACK -> removeTrack(gone.track());
      case COMPANION -> {
        splits.joinSheet(gone.id());
        tree.removeCompanion(gone.id());
      }
      case NO_MUSIC -> {}
    }
    tree.changed(origin, gone.path());
  }

  private void retire(Location old) throws SQLException {
    if (old.version() != 0) {
      TrackRows.retireVersion(session, old.version(), origin, old.path().toBytes(), nowMillis);
    }
  }

  private void removeTrack(long track) throws SQLException, CatalogueException {
    splits.joinTrack(track);
    TrackRows.Before before = TrackRows.before(session, track);
    session.update("DELETE FROM tracks WHERE id = ?", track);
    tree.remove(track);
    Rows.trackChanged(transaction, track);
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
      added.move(from.path(), file.path());
    }
    long location = old != null ? old.id() : transaction.nextId(IdKind.LOCATION);
    long kept = old == null ? 0 : keptVersion(old, file);
    if (old != null) {
      if (kept == 0) {
        retire(old);
      }
      if (old.kind() != file.content().kind()) {
        takeOut(old);
      }
    }
    long knownTrack = old != null && old.kind() == LocationKind.TRACK ? old.track() : 0;
    if (knownTrack != 0 && kept == 0) {
      splits.joinTrack(knownTrack);
    }
    switch (file.content()) {
      case FoundContent.Audio(TrackMetadata metadata) -> {
        Optional<MissingTracks.Missing> returned =
            knownTrack != 0
                ? Optional.empty()
                : missing.take(session, origin, file.path(), nowMillis);
        long track =
            knownTrack != 0
                ? knownTrack
                : returned.isPresent() ? returned.get().track() : transaction.nextId(IdKind.TRACK);
        long version = kept;
        if (kept == 0) {
          version = version(location, file, metadata.layout(), metadata.cover());
        } else {
          TrackRows.updateCover(session, kept, metadata.cover());
        }
        putLocation(old != null, location, directory, name, track, version, file);
        putTrack(file, metadata, location, track, version, knownTrack != 0, returned);
      }
      case FoundContent.Companion companion -> {
        long version =
            version(location, file, Layout.unknown(file.stamp().sizeBytes()), Optional.empty());
        putLocation(old != null, location, directory, name, 0, version, file);
        if (companion.text().isPresent()) {
          splits.joinSheet(location);
          tree.putText(
              location,
              origin,
              file.path(),
              CompanionKind.ofName(name).orElseThrow(),
              companion.text().get());
        }
        tree.changed(origin, file.path());
      }
      case FoundContent.NoMusic _ ->
          putLocation(old != null, location, directory, name, 0, 0, file);
    }
  }

  /**
   * The version of a track that was read again where it was and is what it was, so that what the
   * store has of it stays known; else 0.
   */
  private long keptVersion(Location old, FoundFile file) throws SQLException {
    if (old.kind() != LocationKind.TRACK
        || !old.path().equals(file.path())
        || file.metadata().isEmpty()) {
      return 0;
    }
    return TrackRows.isVersion(session, old.version(), file.stamp(), file.metadata().get().layout())
        ? old.version()
        : 0;
  }

  private long version(long location, FoundFile file, Layout layout, Optional<CoverPicture> cover)
      throws SQLException, CatalogueException {
    long version = transaction.nextId(IdKind.VERSION);
    TrackRows.insertVersion(session, version, location, file.stamp(), layout, cover);
    return version;
  }

  private void putTrack(
      FoundFile file,
      TrackMetadata metadata,
      long location,
      long track,
      long version,
      boolean exists,
      Optional<MissingTracks.Missing> returned)
      throws SQLException, CatalogueException {
    TrackRows.Before before = exists ? TrackRows.before(session, track) : null;
    Map<TagField, List<String>> set =
        overrides.find(new TrackPlace(origin, file.path()), Optional.empty());
    long addedMillis =
        before != null
            ? before.addedMillis()
            : returned.isPresent() ? returned.get().addedMillis() : added.of(file.path());
    if (TrackRows.put(session, track, location, version, metadata, set, before, addedMillis)) {
      Rows.trackChanged(transaction, track);
    }
    placed.add(track);
    tree.place(
        new PlacedTrack(
            track,
            before == null && returned.isEmpty(),
            origin,
            file.path(),
            metadata.tags().with(set),
            metadata.format(),
            version,
            file.stamp().sizeBytes(),
            file.stamp().mtimeNanos(),
            addedMillis,
            before == null || !before.split()));
    if (returned.isPresent()) {
      tree.forgetKept(track);
    }
    tracks += before == null ? 1 : 0;
    problems += metadata.problem().isPresent() ? 1 : 0;
    problems -= before != null && before.problem() ? 1 : 0;
  }

  private @Nullable Location locationAt(long directory, byte[] name, OriginPath path)
      throws SQLException, CatalogueException {
    try (ResultSet row =
        session.query(
            "SELECT id, track, version, kind FROM locations WHERE directory = ? AND name = ?",
            directory,
            name)) {
      return row.next()
          ? new Location(
              row.getLong(1), row.getLong(2), row.getLong(3), LocationKind.of(row.getInt(4)), path)
          : null;
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
                + " mtime_ns = ?, ctime_ns = ?, device = ?, inode = ?, etag = ?, provisional = ?,"
                + " kind = ?, reason = ?, stale = 0 WHERE id = ?"
            : "INSERT INTO locations (directory, name, track, version, size, mtime_ns, ctime_ns,"
                + " device, inode, etag, provisional, kind, reason, id)"
                + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
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
        file.content().kind().number(),
        file.content() instanceof FoundContent.NoMusic(String reason) ? reason : null,
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
