package org.musicfs.index.library;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.musicfs.index.catalogue.Catalogue;
import org.musicfs.index.catalogue.CatalogueException;
import org.musicfs.index.catalogue.Session;

/**
 * Tracks that were cut from an album and are joined for now: where they are cut again they are the
 * tracks they were, with the nodes and the date they had. Stateless.
 */
final class KeptParts {
  /** Longer than anybody edits a cue sheet. */
  private static final long LEAST_MILLIS = TimeUnit.DAYS.toMillis(1);

  private static final int FORGOTTEN_AT_ONCE = 500;

  private KeptParts() {}

  /** A track that was cut, and the version it had. */
  record Part(long track, int number, long version, long addedMillis) {}

  /** Those that are cut now from the file of a track. */
  static List<Part> of(Session session, long album) throws SQLException {
    List<Part> parts = new ArrayList<>();
    try (ResultSet rows =
        session.query(
            "SELECT id, part, version, added_ms FROM tracks WHERE part > 0"
                + " AND location = (SELECT location FROM tracks WHERE id = ?)",
            album)) {
      while (rows.next()) {
        parts.add(read(rows));
      }
    }
    return parts;
  }

  private static Part read(ResultSet row) throws SQLException {
    return new Part(row.getLong(1), row.getInt(2), row.getLong(3), row.getLong(4));
  }

  /** Remembers one that is about to be removed. Its nodes are kept by whoever removes them. */
  static void put(Session session, long album, Part part, long nowMillis) throws SQLException {
    session.update(
        "INSERT OR REPLACE INTO kept_parts (album, part, track, version, added_ms, since_ms)"
            + " VALUES (?, ?, ?, ?, ?, ?)",
        album,
        part.number(),
        part.track(),
        part.version(),
        part.addedMillis(),
        nowMillis);
  }

  /** The track with this number that was cut from the album; it is kept no more. */
  static Optional<Part> take(Session session, long album, int number) throws SQLException {
    Part found;
    try (ResultSet row =
        session.query(
            "SELECT track, part, version, added_ms FROM kept_parts WHERE album = ? AND part = ?",
            album,
            number)) {
      if (!row.next()) {
        return Optional.empty();
      }
      found = read(row);
    }
    session.update("DELETE FROM kept_parts WHERE album = ? AND part = ?", album, number);
    return Optional.of(found);
  }

  /** Lets go of those that are kept since before a time, and for a day at least. */
  static void forget(Catalogue catalogue, long beforeMillis) throws CatalogueException {
    long before = Math.min(beforeMillis, System.currentTimeMillis() - LEAST_MILLIS);
    boolean more = true;
    while (more) {
      more =
          catalogue.write(
              transaction -> {
                Session session = transaction.session();
                session.update(
                    "DELETE FROM missing_nodes WHERE track IN (SELECT track FROM kept_parts"
                        + " WHERE since_ms < ? LIMIT ?)",
                    before,
                    FORGOTTEN_AT_ONCE);
                return session.update(
                        "DELETE FROM kept_parts WHERE (album, part) IN (SELECT album, part"
                            + " FROM kept_parts WHERE since_ms < ? LIMIT ?)",
                        before,
                        FORGOTTEN_AT_ONCE)
                    == FORGOTTEN_AT_ONCE;
              });
    }
  }
}
