package org.musicfs.index.library;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.musicfs.core.audio.AudioFormat;
import org.musicfs.core.audio.AudioProperties;
import org.musicfs.core.audio.CoverPicture;
import org.musicfs.core.audio.Layout;
import org.musicfs.core.audio.TagField;
import org.musicfs.core.audio.Tags;
import org.musicfs.core.audio.TrackMetadata;
import org.musicfs.core.cut.Cut;
import org.musicfs.core.origin.FileStamp;
import org.musicfs.core.origin.OriginId;
import org.musicfs.index.catalogue.CatalogueException;
import org.musicfs.index.catalogue.LayoutCodec;
import org.musicfs.index.catalogue.Session;
import org.musicfs.index.catalogue.TagsCodec;
import org.musicfs.index.tree.PlacedTrack;

/** Statements on tracks and versions. Stateless. */
final class TrackRows {
  private static final String PLACED =
      "SELECT t.id, d.origin, d.path, l.name, coalesce(t.effective, t.tags), t.format, v.id,"
          + " v.size, v.mtime_ns, t.added_ms, t.split FROM tracks t JOIN locations l ON l.id = t.location"
          + " JOIN directories d ON d.id = l.directory JOIN versions v ON v.id = t.version";

  private TrackRows() {}

  /** What a track's tags and format were before a change. */
  record Before(Tags effective, String format, boolean problem, long addedMillis, boolean split) {}

  static void insertVersion(
      Session session,
      long id,
      long location,
      FileStamp stamp,
      Layout layout,
      Optional<CoverPicture> cover)
      throws SQLException {
    session.update(
        "INSERT INTO versions (id, location, size, mtime_ns, ctime_ns, device, inode, etag, layout,"
            + " cover_type, cover_offset, cover_length, cover_cut)"
            + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        id,
        location,
        stamp.sizeBytes(),
        stamp.mtimeNanos(),
        stamp.ctimeNanos(),
        stamp.device(),
        stamp.inode(),
        stamp.etag(),
        LayoutCodec.encode(layout),
        cover.map(c -> c.type().name()).orElse(null),
        cover.map(CoverPicture::offset).orElse(null),
        cover.map(CoverPicture::length).orElse(null),
        cover.flatMap(CoverPicture::cut).map(Cut::encode).orElse(null));
  }

  /** Whether a version is of a file that says this of itself. */
  static boolean isVersion(Session session, long id, FileStamp stamp, Layout layout)
      throws SQLException {
    try (ResultSet row =
        session.query(
            "SELECT size, mtime_ns, ctime_ns, device, inode, etag, layout FROM versions"
                + " WHERE id = ?",
            id)) {
      return row.next()
          && Rows.stamp(row, 1).equals(stamp)
          && Arrays.equals(row.getBytes(7), LayoutCodec.encode(layout));
    }
  }

  static void updateCover(Session session, long id, Optional<CoverPicture> cover)
      throws SQLException {
    session.update(
        "UPDATE versions SET cover_type = ?, cover_offset = ?, cover_length = ?, cover_cut = ?"
            + " WHERE id = ?",
        cover.map(c -> c.type().name()).orElse(null),
        cover.map(CoverPicture::offset).orElse(null),
        cover.map(CoverPicture::length).orElse(null),
        cover.flatMap(CoverPicture::cut).map(Cut::encode).orElse(null),
        id);
  }

  /** Keeps a version findable where it last was, until it is pruned. */
  static void retireVersion(
      Session session, long version, OriginId origin, byte[] path, long nowMillis)
      throws SQLException {
    session.update(
        "INSERT OR REPLACE INTO retired (version, origin, path, retired_ms) VALUES (?, ?, ?, ?)",
        version,
        origin.value(),
        path,
        nowMillis);
  }

  static @Nullable Before before(Session session, long track)
      throws SQLException, CatalogueException {
    try (ResultSet row =
        session.query(
            "SELECT coalesce(effective, tags), format, problem IS NOT NULL, added_ms,"
                + " split FROM tracks WHERE id = ?",
            track)) {
      return row.next()
          ? new Before(
              TagsCodec.decode(row.getBytes(1)),
              row.getString(2),
              row.getInt(3) != 0,
              row.getLong(4),
              row.getInt(5) != 0)
          : null;
    }
  }

  /**
   * Writes a track, new or not.
   *
   * @param addedMillis when it came into the library
   * @return whether what is searched of it differs from before
   */
  static boolean put(
      Session session,
      long track,
      long location,
      long version,
      TrackMetadata metadata,
      Map<TagField, List<String>> overrides,
      @Nullable Before before,
      long addedMillis)
      throws SQLException {
    byte[] tags = TagsCodec.encode(metadata.tags());
    Tags merged = metadata.tags().with(overrides);
    byte @Nullable [] effective = overrides.isEmpty() ? null : TagsCodec.encode(merged);
    String format = metadata.format().name();
    AudioProperties audio = metadata.properties();
    @Nullable String problem = metadata.problem().orElse(null);
    session.update(
        before == null
            ? "INSERT INTO tracks (location, version, format, tags, effective, duration_ms,"
                + " bitrate_bps, sample_rate_hz, channels, bit_depth, problem, added_ms,"
                + " id) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
            : "UPDATE tracks SET location = ?, version = ?, format = ?, tags = ?, effective = ?,"
                + " duration_ms = ?, bitrate_bps = ?, sample_rate_hz = ?, channels = ?,"
                + " bit_depth = ?, problem = ?, added_ms = ? WHERE id = ?",
        location,
        version,
        format,
        tags,
        effective,
        audio.durationMillis(),
        audio.bitrateBitsPerSecond(),
        audio.sampleRateHz(),
        audio.channels(),
        audio.bitDepth(),
        problem,
        addedMillis,
        track);
    return before == null || !format.equals(before.format()) || !before.effective().equals(merged);
  }

  /**
   * Writes a track that is cut from the file of another.
   *
   * @param number in its cue sheet, more than 0
   */
  static void putPart(
      Session session,
      long id,
      long location,
      long version,
      int number,
      AudioFormat format,
      Tags tags,
      Map<TagField, List<String>> overrides,
      AudioProperties audio,
      long addedMillis)
      throws SQLException {
    session.update(
        "INSERT INTO tracks (id, location, version, part, format, tags, effective, duration_ms,"
            + " bitrate_bps, sample_rate_hz, channels, bit_depth, added_ms)"
            + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        id,
        location,
        version,
        number,
        format.name(),
        TagsCodec.encode(tags),
        overrides.isEmpty() ? null : TagsCodec.encode(tags.with(overrides)),
        audio.durationMillis(),
        audio.bitrateBitsPerSecond(),
        audio.sampleRateHz(),
        audio.channels(),
        audio.bitDepth(),
        addedMillis);
  }

  /** A track as it is to be placed. */
  static Optional<PlacedTrack> placed(Session session, long track)
      throws SQLException, CatalogueException {
    try (ResultSet row = session.query(PLACED + " WHERE t.id = ?", track)) {
      return row.next() ? Optional.of(placed(row)) : Optional.empty();
    }
  }

  /**
   * Opens a result of tracks after this one, in order, to be read by {@link #placed(ResultSet)}.
   */
  static ResultSet placedAfter(Session session, long track, int limit) throws SQLException {
    return session.query(PLACED + " WHERE t.id > ? ORDER BY t.id LIMIT ?", track, limit);
  }

  static PlacedTrack placed(ResultSet row) throws SQLException, CatalogueException {
    return new PlacedTrack(
        row.getLong(1),
        false,
        new OriginId(row.getInt(2)),
        Rows.path(row, 3),
        TagsCodec.decode(row.getBytes(5)),
        AudioFormat.valueOf(row.getString(6)),
        row.getLong(7),
        row.getLong(8),
        row.getLong(9),
        row.getLong(10),
        row.getInt(11) == 0);
  }

  static Tags tagsAsRead(Session session, long track) throws SQLException, CatalogueException {
    try (ResultSet row = session.query("SELECT tags FROM tracks WHERE id = ?", track)) {
      if (!row.next()) {
        throw new CatalogueException("track " + track + " is gone", null);
      }
      return TagsCodec.decode(row.getBytes(1));
    }
  }
}
