package org.musicfs.index.library;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.musicfs.core.origin.OriginId;
import org.musicfs.core.origin.OriginPath;
import org.musicfs.index.catalogue.AddedDates;
import org.musicfs.index.catalogue.Catalogue;
import org.musicfs.index.catalogue.CatalogueException;
import org.musicfs.index.catalogue.Session;

/**
 * Tracks whose file vanished: not listed, and remembered for a grace, so that a file that comes
 * back to its path is the track it was, with the nodes and the date it had. Its overrides hang on
 * the path and need nothing. Thread-safe.
 */
final class MissingTracks {
  private static final int FORGOTTEN_AT_ONCE = 500;

  private volatile long graceMillis;

  /** A track that is missing. */
  record Missing(long track, long addedMillis) {}

  /** A place of one. */
  private record Place(OriginId origin, OriginPath path, long track) {}

  void keepFor(long millis) {
    graceMillis = millis;
  }

  long graceMillis() {
    return graceMillis;
  }

  boolean areKept() {
    return graceMillis > 0;
  }

  /** Remembers a track that is about to be removed. Its nodes are kept by whoever removes them. */
  void put(Session session, OriginId origin, OriginPath path, long track, long nowMillis)
      throws SQLException {
    session.update(
        "INSERT OR REPLACE INTO missing (origin, path, track, added_ms, since_ms)"
            + " SELECT ?, ?, id, added_ms, ? FROM tracks WHERE id = ?",
        origin.value(),
        path.toBytes(),
        nowMillis,
        track);
  }

  /** The track that was at this path, within the grace; it is missing no more. */
  Optional<Missing> take(Session session, OriginId origin, OriginPath path, long nowMillis)
      throws SQLException {
    Missing found;
    try (ResultSet row =
        session.query(
            "SELECT track, added_ms FROM missing WHERE origin = ? AND path = ? AND since_ms >= ?",
            origin.value(),
            path.toBytes(),
            nowMillis - graceMillis)) {
      if (!row.next()) {
        return Optional.empty();
      }
      found = new Missing(row.getLong(1), row.getLong(2));
    }
    session.update(
        "DELETE FROM missing WHERE origin = ? AND path = ?", origin.value(), path.toBytes());
    return Optional.of(found);
  }

  /** Lets go of those that are missing for longer than the grace. */
  void forget(Catalogue catalogue, AddedDates dates, long nowMillis) throws CatalogueException {
    List<Place> gone;
    do {
      gone =
          catalogue.write(
              transaction -> {
                Session session = transaction.session();
                List<Place> some = goneBefore(session, nowMillis - graceMillis);
                for (Place place : some) {
                  session.update(
                      "DELETE FROM missing WHERE origin = ? AND path = ?",
                      place.origin().value(),
                      place.path().toBytes());
                  session.update("DELETE FROM missing_nodes WHERE track = ?", place.track());
                  dates.remove(place.origin(), place.path());
                }
                return some;
              });
    } while (gone.size() == FORGOTTEN_AT_ONCE);
  }

  private static List<Place> goneBefore(Session session, long millis) throws SQLException {
    List<Place> some = new ArrayList<>();
    try (ResultSet rows =
        session.query(
            "SELECT origin, path, track FROM missing WHERE since_ms < ? LIMIT ?",
            millis,
            FORGOTTEN_AT_ONCE)) {
      while (rows.next()) {
        some.add(
            new Place(
                new OriginId(rows.getInt(1)), OriginPath.of(rows.getBytes(2)), rows.getLong(3)));
      }
    }
    return some;
  }
}
