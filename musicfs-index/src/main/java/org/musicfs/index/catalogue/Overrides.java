package org.musicfs.index.catalogue;

import java.nio.ByteBuffer;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.musicfs.core.audio.TagField;
import org.musicfs.core.hash.Hash128;
import org.musicfs.core.origin.OriginId;
import org.musicfs.core.origin.OriginPath;

/**
 * The tag values the user set, in the user state. Each change is committed there under a sequence
 * number before the catalogue hears of it; the catalogue remembers up to which number it has
 * followed, so a crash between the two loses nothing. Thread-safe.
 */
public final class Overrides {
  private final UserState user;

  /** False only when there is certainly none, which spares every scanned file a query. */
  private volatile boolean any;

  public Overrides(UserState user) throws CatalogueException {
    this.user = user;
    this.any = user.run(s -> s.number(0, "SELECT EXISTS (SELECT 1 FROM overrides)") != 0);
  }

  /** A track whose overrides changed, and the number of that change. */
  public record Change(long sequence, TrackPlace track) {}

  /** One field of one track. An empty list of values removes the field. */
  public record TagOverride(TrackPlace track, TagField field, List<String> values) {}

  /**
   * The audio itself, whatever its tags and place.
   *
   * @param lengthBytes of the audio region
   * @param head hash of its first 64 KiB
   */
  public record Fingerprint(long lengthBytes, Hash128 head) {
    byte[] toBytes() {
      return ByteBuffer.allocate(24)
          .putLong(lengthBytes)
          .putLong(head.high())
          .putLong(head.low())
          .array();
    }
  }

  /**
   * Sets fields of one track; the other fields' overrides stay.
   *
   * @param fingerprint of its audio, if known: the override is then found again wherever it goes
   */
  public void put(
      TrackPlace track, Optional<Fingerprint> fingerprint, Map<TagField, List<String>> values)
      throws CatalogueException {
    any = true;
    user.transact(
        s -> {
          long sequence = recordChange(s, track);
          for (Map.Entry<TagField, List<String>> entry : values.entrySet()) {
            s.update(
                "INSERT INTO overrides (origin, path, part, field, value, fingerprint, sequence)"
                    + " VALUES (?, ?, ?, ?, ?, ?, ?)"
                    + " ON CONFLICT (origin, path, part, field) DO UPDATE"
                    + " SET value = excluded.value, fingerprint = excluded.fingerprint,"
                    + " sequence = excluded.sequence",
                track.origin().value(),
                track.path().toBytes(),
                track.part(),
                entry.getKey().key(),
                TagsCodec.encodeValues(entry.getValue()),
                fingerprint.map(Fingerprint::toBytes).orElse(null),
                sequence);
          }
          return sequence;
        });
  }

  /** Takes overrides back: the track's own values show again. */
  public void remove(TrackPlace track, Set<TagField> fields) throws CatalogueException {
    user.transact(
        s -> {
          for (TagField field : fields) {
            s.update(
                "DELETE FROM overrides WHERE origin = ? AND path = ? AND part = ? AND field = ?",
                track.origin().value(),
                track.path().toBytes(),
                track.part(),
                field.key());
          }
          return recordChange(s, track);
        });
  }

  /**
   * Takes the overrides of a file and its parts along to its new path, replacing what another file
   * had there. The catalogue calls it before it moves the track: a crash between leaves them where
   * the file is.
   */
  public void move(OriginId origin, OriginPath from, OriginPath to) throws CatalogueException {
    if (!any) {
      return;
    }
    user.transact(
        s -> {
          if (s.number(0, COUNT_AT, origin.value(), from.toBytes()) == 0) {
            return 0;
          }
          s.update(
              "DELETE FROM overrides WHERE origin = ? AND path = ?", origin.value(), to.toBytes());
          return s.update(
              "UPDATE overrides SET path = ? WHERE origin = ? AND path = ?",
              to.toBytes(),
              origin.value(),
              from.toBytes());
        });
  }

  private static final String COUNT_AT =
      "SELECT count(*) FROM overrides WHERE origin = ? AND path = ?";

  /** What applies to a track: what was set at its place, else what was set for its audio. */
  public Map<TagField, List<String>> find(TrackPlace track, Optional<Fingerprint> fingerprint)
      throws CatalogueException {
    if (!any) {
      return Map.of();
    }
    return user.run(
        s -> {
          Map<TagField, List<String>> found =
              values(
                  s.query(
                      "SELECT field, value FROM overrides"
                          + " WHERE origin = ? AND path = ? AND part = ?",
                      track.origin().value(),
                      track.path().toBytes(),
                      track.part()));
          if (found.isEmpty() && fingerprint.isPresent()) {
            return values(
                s.query(
                    "SELECT field, value FROM overrides WHERE fingerprint = ? ORDER BY sequence",
                    fingerprint.get().toBytes()));
          }
          return found;
        });
  }

  private static Map<TagField, List<String>> values(ResultSet result)
      throws SQLException, CatalogueException {
    Map<TagField, List<String>> values = new EnumMap<>(TagField.class);
    try (ResultSet rows = result) {
      while (rows.next()) {
        Optional<TagField> field = TagField.find(rows.getString(1));
        if (field.isPresent()) {
          values.put(field.get(), TagsCodec.decodeValues(rows.getBytes(2)));
        }
      }
    }
    return values;
  }

  /** All overrides, by origin, path, part and field. */
  public List<TagOverride> list() throws CatalogueException {
    return user.run(
        s -> {
          List<TagOverride> all = new ArrayList<>();
          try (ResultSet rows =
              s.query(
                  "SELECT origin, path, part, field, value FROM overrides ORDER BY 1, 2, 3, 4")) {
            while (rows.next()) {
              Optional<TagField> field = TagField.find(rows.getString(4));
              if (field.isPresent()) {
                all.add(
                    new TagOverride(
                        place(rows, 1), field.get(), TagsCodec.decodeValues(rows.getBytes(5))));
              }
            }
          }
          return all;
        });
  }

  /** Changes after this number, in order. */
  public List<Change> changesAfter(long sequence) throws CatalogueException {
    return user.run(
        s -> {
          List<Change> changes = new ArrayList<>();
          try (ResultSet rows =
              s.query(
                  "SELECT sequence, origin, path, part FROM override_changes WHERE sequence > ?"
                      + " ORDER BY sequence",
                  sequence)) {
            while (rows.next()) {
              changes.add(new Change(rows.getLong(1), place(rows, 2)));
            }
          }
          return changes;
        });
  }

  /** Lets go of changes the catalogue has followed, and is sure to remember that it has. */
  public void forgetChanges(long upTo) throws CatalogueException {
    user.run(s -> s.update("DELETE FROM override_changes WHERE sequence <= ?", upTo));
  }

  /** A place in three columns from {@code column} on. */
  private static TrackPlace place(ResultSet rows, int column) throws SQLException {
    return new TrackPlace(
        new OriginId(rows.getInt(column)),
        OriginPath.of(rows.getBytes(column + 1)),
        rows.getInt(column + 2));
  }

  private static long recordChange(Session s, TrackPlace track) throws SQLException {
    s.update(
        "INSERT INTO override_changes (origin, path, part) VALUES (?, ?, ?)",
        track.origin().value(),
        track.path().toBytes(),
        track.part());
    return lastSequence(s);
  }

  /** The number of the newest change ever made. */
  static long lastSequence(Session s) throws SQLException {
    return s.number(0, "SELECT seq FROM sqlite_sequence WHERE name = 'override_changes'");
  }
}
