package org.musicfs.index.tree;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.musicfs.core.name.NameRules;
import org.musicfs.core.origin.OriginPath;
import org.musicfs.index.catalogue.CatalogueException;
import org.musicfs.index.catalogue.Session;

/**
 * Where the tracks in a directory of an origin, and in the directories of single discs in it, stand
 * in a view. Confined to one transaction.
 */
final class Neighbourhood {
  /** Tracks that are cut from a file have no name of their own there. */
  private static final String NEIGHBOURS =
      "SELECT l.name, n.parent, n.name, n.value FROM locations l"
          + " JOIN nodes n ON n.track = l.track AND n.view = ? WHERE l.directory = ?"
          + " AND l.kind = 0"
          + " UNION ALL SELECT NULL, n.parent, n.name, n.value FROM locations l"
          + " JOIN tracks t ON t.location = l.id AND t.part > 0"
          + " JOIN nodes n ON n.track = t.id AND n.view = ? WHERE l.directory = ?"
          + " AND l.kind = 0";

  private final Directories directories;

  /** A directory in a directory of an origin. */
  private record Child(long id, OriginPath path) {}

  /** A track, by where it stands. */
  record Neighbour(long directory, String name) {}

  /**
   * The tracks of a directory that the view lists under one value: by the stem of their files'
   * names, and where they stand.
   */
  record Neighbours(Map<String, Neighbour> byStem, Set<Long> homes) {
    static Neighbours none() {
      return new Neighbours(new HashMap<>(), new HashSet<>());
    }
  }

  Neighbourhood(Directories directories) {
    this.directories = directories;
  }

  private Session session() {
    return directories.session();
  }

  /** By the value they are listed under; with one of its own for none if there is no track. */
  Map<String, Neighbours> of(long directory) throws SQLException {
    Map<String, Neighbours> byValue = new LinkedHashMap<>();
    addNeighbours(directory, byValue, true);
    for (Child child : children(directory)) {
      if (DiscDirectory.is(child.path)) {
        addNeighbours(child.id, byValue, false);
      }
    }
    if (byValue.isEmpty()) {
      byValue.put("", Neighbours.none());
    }
    return byValue;
  }

  /** Read at once: a query cannot be asked again while its answer is read. */
  private List<Child> children(long directory) throws SQLException {
    List<Child> children = new ArrayList<>();
    try (ResultSet rows =
        session().query("SELECT id, path FROM directories WHERE parent = ?", directory)) {
      while (rows.next()) {
        children.add(new Child(rows.getLong(1), OriginPath.of(rows.getBytes(2))));
      }
    }
    return children;
  }

  private void addNeighbours(long directory, Map<String, Neighbours> byValue, boolean named)
      throws SQLException {
    try (ResultSet rows =
        session()
            .query(
                NEIGHBOURS,
                directories.view().id(),
                directory,
                directories.view().id(),
                directory)) {
      while (rows.next()) {
        Neighbours neighbours =
            byValue.computeIfAbsent(rows.getString(4), value -> Neighbours.none());
        neighbours.homes.add(rows.getLong(2));
        byte @Nullable [] name = rows.getBytes(1);
        if (named && name != null) {
          neighbours.byStem.put(
              key(FileName.of(OriginPath.display(name)).stem()),
              new Neighbour(rows.getLong(2), rows.getString(3)));
        }
      }
    }
  }

  static String key(String stem) {
    return NameRules.collisionKey(stem);
  }

  /**
   * The directories of the tree that are the artist's whose albums lie below a directory of an
   * origin, by the value they are listed under: that which the directories of all their tracks
   * stand in. There is none where there is no single one, or where there are tracks beside the
   * albums.
   */
  Map<String, Long> artistHomes(long directory, Map<String, Neighbours> beside)
      throws SQLException, CatalogueException {
    Map<String, Set<Long>> homes = new HashMap<>();
    for (Child child : children(directory)) {
      for (Map.Entry<String, Neighbours> album : of(child.id).entrySet()) {
        homes.computeIfAbsent(album.getKey(), v -> new HashSet<>()).addAll(album.getValue().homes);
      }
    }
    Map<String, Long> artists = new HashMap<>();
    for (Map.Entry<String, Set<Long>> albums : homes.entrySet()) {
      Set<Long> above = new HashSet<>();
      for (long home : albums.getValue()) {
        above.add(directories.get(home).parent);
      }
      long only = above.size() == 1 ? above.iterator().next() : 0;
      boolean hasTracks = !beside.getOrDefault(albums.getKey(), Neighbours.none()).homes.isEmpty();
      if (only != 0 && only != directories.view().root() && !hasTracks) {
        artists.put(albums.getKey(), only);
      }
    }
    return artists;
  }
}
