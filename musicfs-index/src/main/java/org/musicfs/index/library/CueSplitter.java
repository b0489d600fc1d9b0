package org.musicfs.index.library;

import java.io.IOException;
import java.nio.charset.Charset;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.musicfs.core.audio.AudioFormat;
import org.musicfs.core.audio.AudioProperties;
import org.musicfs.core.audio.CompanionKind;
import org.musicfs.core.audio.Tags;
import org.musicfs.core.cut.UncuttableException;
import org.musicfs.core.origin.FileStamp;
import org.musicfs.core.origin.OriginException;
import org.musicfs.core.origin.OriginId;
import org.musicfs.core.origin.OriginPath;
import org.musicfs.core.origin.OriginReader;
import org.musicfs.index.catalogue.Catalogue;
import org.musicfs.index.catalogue.CatalogueException;
import org.musicfs.index.catalogue.IdKind;
import org.musicfs.index.catalogue.Overrides;
import org.musicfs.index.catalogue.Session;
import org.musicfs.index.catalogue.TagsCodec;
import org.musicfs.index.catalogue.TrackPlace;
import org.musicfs.index.catalogue.Transaction;
import org.musicfs.index.playlist.CueSheet;
import org.musicfs.index.playlist.CueSheetException;
import org.musicfs.index.tree.DerivedVersions;
import org.musicfs.index.tree.OriginFile;
import org.musicfs.index.tree.PathMatcher;
import org.musicfs.index.tree.Placement;
import org.musicfs.index.tree.PlacementBatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lists albums that are one file with a cue sheet as their tracks. A FLAC file is read once for it,
 * from its start to its end; until that is done, and where it cannot be, file and sheet are listed.
 * Each sheet is looked at once for each state of it and of its file. One thread at a time.
 */
public final class CueSplitter {
  private static final Logger log = LoggerFactory.getLogger(CueSplitter.class);

  private static final String PENDING =
      "SELECT l.id, l.version, l.mtime_ns, d.origin, d.path, l.name, s.track FROM texts x"
          + " JOIN locations l ON l.id = x.location JOIN directories d ON d.id = l.directory"
          + " LEFT JOIN splits s ON s.sheet = l.id LEFT JOIN tracks t ON t.id = s.track"
          + " WHERE (s.sheet IS NULL OR s.sheet_version <> l.version OR t.id IS NULL"
          + " OR t.version <> s.version)";

  private final Catalogue catalogue;
  private final Placement placement;
  private final TreeBuilder builder;
  private final Overrides overrides;
  private final Files files;
  private final Charset legacy;
  private final InstantSource clock;

  /** Opens the originals that can be read from start to end at once. */
  @FunctionalInterface
  public interface Files {
    /** Empty if the file is far away, and may be asked for again. */
    Optional<OriginReader> open(OriginId origin, OriginPath path) throws OriginException;
  }

  /** A cue sheet that was not looked at in this state. */
  private record Sheet(
      long location, long version, long mtimeNanos, OriginFile file, boolean known) {}

  /** The file a sheet is of. */
  private record Album(
      long track,
      long version,
      long location,
      OriginFile file,
      FileStamp stamp,
      AudioFormat format,
      Tags tags,
      AudioProperties properties,
      long addedMillis,
      boolean isSplit) {}

  CueSplitter(
      Catalogue catalogue,
      Placement placement,
      TreeBuilder builder,
      Overrides overrides,
      Files files,
      Charset legacy,
      InstantSource clock) {
    this.catalogue = catalogue;
    this.placement = placement;
    this.builder = builder;
    this.overrides = overrides;
    this.files = files;
    this.legacy = legacy;
    this.clock = clock;
  }

  /**
   * Looks at every sheet there is need to look at.
   *
   * @param stop asked between files; true ends it early, to be resumed by another call
   */
  public void run(BooleanSupplier stop) throws CatalogueException {
    for (Sheet sheet : catalogue.read(CueSplitter::pending)) {
      if (stop.getAsBoolean()) {
        return;
      }
      split(sheet);
    }
  }

  /** Lists files and sheets again, all of them. */
  public void undo() throws CatalogueException {
    List<Long> split =
        catalogue.read(
            session -> {
              List<Long> tracks = new ArrayList<>();
              try (ResultSet rows =
                  session.query("SELECT track FROM splits WHERE reason IS NULL")) {
                while (rows.next()) {
                  tracks.add(rows.getLong(1));
                }
              }
              return tracks;
            });
    for (long track : split) {
      catalogue.write(
          transaction -> {
            PlacementBatch tree = placement.begin(transaction, builder.latecomers(transaction));
            Splits splits = new Splits(transaction, tree, clock.millis());
            splits.joinTrack(track);
            splits.finish(Set.of());
            tree.finish();
            return true;
          });
    }
  }

  private static List<Sheet> pending(Session session) throws SQLException {
    List<Sheet> sheets = new ArrayList<>();
    try (ResultSet rows = session.query(PENDING)) {
      while (rows.next()) {
        if (CompanionKind.ofName(rows.getBytes(6)).equals(Optional.of(CompanionKind.CUE))) {
          sheets.add(
              new Sheet(
                  rows.getLong(1),
                  rows.getLong(2),
                  rows.getLong(3),
                  new OriginFile(new OriginId(rows.getInt(4)), Rows.path(rows, 5)),
                  rows.getString(7) != null));
        }
      }
    }
    return sheets;
  }

  private void split(Sheet sheet) throws CatalogueException {
    @Nullable Album album = null;
    try {
      CueSheet.AudioFile file = onlyFile(CueSheet.parse(content(sheet), legacy));
      album = catalogue.read(session -> album(session, sheet, file.name())).orElse(null);
      if (album == null) {
        refuse(sheet, null, "there is no file " + file.name());
        return;
      }
      if (album.isSplit) {
        throw new UncuttableException("another cue sheet cuts the same file");
      }
      Optional<List<CuePart>> parts = cut(file, album);
      if (parts.isPresent()) {
        write(sheet, album, parts.get());
      }
    } catch (CueSheetException | UncuttableException e) {
      refuse(sheet, album, String.valueOf(e.getMessage()));
    } catch (OriginException | IOException e) {
      log.info("{} is not cut now: {}", sheet.file.path(), e.getMessage());
    }
  }

  private byte[] content(Sheet sheet) throws CatalogueException {
    return catalogue.read(
        session -> {
          try (ResultSet row =
              session.query("SELECT content FROM texts WHERE location = ?", sheet.location)) {
            return row.next() ? row.getBytes(1) : new byte[0]; // gone since: empty fits no file
          }
        });
  }

  private static CueSheet.AudioFile onlyFile(CueSheet sheet) throws UncuttableException {
    if (sheet.files().size() != 1 || sheet.files().getFirst().tracks().size() < 2) {
      throw new UncuttableException("its tracks are files of their own");
    }
    return sheet.files().getFirst();
  }

  private static Optional<Album> album(Session session, Sheet sheet, String name)
      throws SQLException, CatalogueException {
    long track = new PathMatcher(session, sheet.file, true).track(name);
    try (ResultSet row =
        session.query(
            "SELECT t.version, t.location, d.origin, d.path, l.name, v.size, v.mtime_ns,"
                + " v.ctime_ns, v.device, v.inode, v.etag, t.format,"
                + " coalesce(t.effective, t.tags), t.sample_rate_hz, t.channels, t.bit_depth,"
                + " t.added_ms, t.split FROM tracks t JOIN locations l ON l.id = t.location"
                + " JOIN directories d ON d.id = l.directory JOIN versions v ON v.id = t.version"
                + " WHERE t.id = ?",
            track)) {
      if (!row.next()) {
        return Optional.empty();
      }
      return Optional.of(
          new Album(
              track,
              row.getLong(1),
              row.getLong(2),
              new OriginFile(new OriginId(row.getInt(3)), Rows.path(row, 4)),
              Rows.stamp(row, 6),
              AudioFormat.valueOf(row.getString(12)),
              TagsCodec.decode(row.getBytes(13)),
              new AudioProperties(0, 0, row.getInt(14), row.getInt(15), row.getInt(16)),
              row.getLong(17),
              row.getInt(18) != 0));
    }
  }

  /** Empty if the file cannot be read now. */
  private Optional<List<CuePart>> cut(CueSheet.AudioFile file, Album album)
      throws CueSheetException, UncuttableException, OriginException, IOException {
    if (album.format != AudioFormat.FLAC && album.format != AudioFormat.WAV) {
      throw new UncuttableException(
          album.format.key() + " cannot be cut without coding it anew: only flac and wav can");
    }
    Optional<OriginReader> opened = files.open(album.file.origin(), album.file.path());
    if (opened.isEmpty()) {
      return Optional.empty();
    }
    try (OriginReader reader = opened.get()) {
      if (!reader.stamp().equals(album.stamp)) {
        return Optional.empty(); // the next sync tells what it is now
      }
      List<CuePart> parts =
          CuePart.cut(file, reader, album.stamp.sizeBytes(), album.tags, album.properties);
      return reader.stamp().equals(album.stamp) ? Optional.of(parts) : Optional.empty();
    }
  }

  private void write(Sheet sheet, Album album, List<CuePart> parts) throws CatalogueException {
    catalogue.write(
        transaction -> {
          if (!isAsItWas(transaction.session(), sheet, album)) {
            return false; // the next call looks again
          }
          PlacementBatch tree = placement.begin(transaction, builder.latecomers(transaction));
          for (CuePart part : parts) {
            long track = insert(transaction, sheet, album, part);
            tree.place(TrackRows.placed(transaction.session(), track).orElseThrow());
            tree.forgetKept(track);
          }
          tree.keepNodes(album.track);
          transaction.session().update("UPDATE tracks SET split = 1 WHERE id = ?", album.track);
          remember(transaction.session(), sheet, album, null);
          tree.place(TrackRows.placed(transaction.session(), album.track).orElseThrow());
          tree.changed(sheet.file.origin(), sheet.file.path());
          tree.finish();
          return true;
        });
    log.info("{} is listed as its {} tracks", album.file.path(), parts.size());
  }

  private static boolean isAsItWas(Session session, Sheet sheet, Album album) throws SQLException {
    return session.number(
            0,
            "SELECT count(*) FROM tracks t, locations l WHERE t.id = ? AND t.version = ?"
                + " AND t.split = 0 AND l.id = ? AND l.version = ?",
            album.track,
            album.version,
            sheet.location,
            sheet.version)
        == 1;
  }

  private long insert(Transaction transaction, Sheet sheet, Album album, CuePart part)
      throws SQLException, CatalogueException {
    Optional<KeptParts.Part> kept =
        KeptParts.take(transaction.session(), album.track, part.number());
    long version = kept.isPresent() ? sameVersion(transaction, kept.get(), album, part) : 0;
    if (version == 0) {
      long mtimeNanos = Math.max(album.stamp.mtimeNanos(), sheet.mtimeNanos);
      version =
          DerivedVersions.excerpt(
              transaction, album.location, mtimeNanos, album.version, part.cut());
    }
    long track = kept.isPresent() ? kept.get().track() : transaction.nextId(IdKind.TRACK);
    TrackRows.putPart(
        transaction.session(),
        track,
        album.location,
        version,
        part.number(),
        album.format,
        part.tags(),
        overrides.find(
            new TrackPlace(album.file.origin(), album.file.path(), part.number()),
            Optional.empty()),
        part.properties(),
        kept.isPresent() ? kept.get().addedMillis() : album.addedMillis);
    Rows.trackChanged(transaction, track);
    return track;
  }

  /** The version that a track had, if its bytes are those it has now; else 0. */
  private static long sameVersion(
      Transaction transaction, KeptParts.Part kept, Album album, CuePart part) throws SQLException {
    Session session = transaction.session();
    boolean same =
        session.number(
                0,
                "SELECT count(*) FROM versions WHERE id = ? AND base = ? AND cut = ?",
                kept.version(),
                album.version,
                part.cut().encode())
            == 1;
    if (!same) {
      return 0;
    }
    session.update("DELETE FROM retired WHERE version = ?", kept.version());
    return kept.version();
  }

  private void refuse(Sheet sheet, @Nullable Album album, String reason) throws CatalogueException {
    if (album == null && sheet.known) {
      return; // as it was
    }
    log.info("{} is not followed: {}", sheet.file.path(), reason);
    catalogue.write(
        transaction -> {
          remember(transaction.session(), sheet, album, reason);
          return true;
        });
  }

  private static void remember(
      Session session, Sheet sheet, @Nullable Album album, @Nullable String reason)
      throws SQLException {
    session.update(
        "INSERT OR REPLACE INTO splits (sheet, sheet_version, track, version, reason)"
            + " VALUES (?, ?, ?, ?, ?)",
        sheet.location,
        sheet.version,
        album == null ? 0 : album.track,
        album == null ? 0 : album.version,
        reason);
  }
}
