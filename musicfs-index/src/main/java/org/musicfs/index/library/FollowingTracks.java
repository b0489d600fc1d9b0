package org.musicfs.index.library;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.OptionalLong;
import java.util.function.LongSupplier;
import org.musicfs.core.content.ContentException;
import org.musicfs.core.content.NextTrack;
import org.musicfs.index.catalogue.Catalogue;
import org.musicfs.index.catalogue.CatalogueException;
import org.musicfs.index.catalogue.Session;

/**
 * The next track of the same directory of the mounted view, in the order of names, which players
 * show a directory in. No index has that order: the children of the directory are looked at, in a
 * directory with very many none. Thread-safe.
 */
final class FollowingTracks implements NextTrack {
  /** About a millisecond's worth; an album has less, and a heap of tracks has no order. */
  private static final int MOST_CHILDREN = 1_000;

  private static final String PLACE =
      "SELECT n.parent, n.name FROM versions v JOIN locations l ON l.id = v.location"
          + " JOIN nodes n ON n.track = l.track WHERE v.id = ? AND n.view = ? AND n.version = v.id"
          + " ORDER BY n.id LIMIT 1";
  private static final String CHILDREN =
      "SELECT name, version, track IS NOT NULL FROM nodes INDEXED BY nodes_children"
          + " WHERE parent = ? LIMIT ?";

  private final Catalogue catalogue;
  private final LongSupplier view;

  /**
   * @param view the id of the mounted view, asked each time
   */
  FollowingTracks(Catalogue catalogue, LongSupplier view) {
    this.catalogue = catalogue;
    this.view = view;
  }

  @Override
  public OptionalLong after(long versionId) throws ContentException {
    try {
      return catalogue.read(
          session -> {
            try (ResultSet place = session.query(PLACE, versionId, view.getAsLong())) {
              return place.next()
                  ? next(session, place.getLong(1), place.getString(2))
                  : OptionalLong.empty();
            }
          });
    } catch (CatalogueException e) {
      throw new ContentException(
          ContentException.Reason.UNAVAILABLE, "version " + versionId + ": " + e.getMessage(), e);
    }
  }

  private static OptionalLong next(Session session, long directory, String name)
      throws SQLException {
    String nearest = "";
    OptionalLong version = OptionalLong.empty();
    int children = 0;
    try (ResultSet rows = session.query(CHILDREN, directory, MOST_CHILDREN + 1)) {
      while (rows.next()) {
        children++;
        String other = rows.getString(1);
        if (rows.getBoolean(3)
            && other.compareTo(name) > 0
            && (version.isEmpty() || other.compareTo(nearest) < 0)) {
          nearest = other;
          version = OptionalLong.of(rows.getLong(2));
        }
      }
    }
    return children > MOST_CHILDREN ? OptionalLong.empty() : version;
  }
}
