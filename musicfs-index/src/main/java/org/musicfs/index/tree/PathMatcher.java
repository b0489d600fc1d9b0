package org.musicfs.index.tree;

import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.musicfs.core.name.NameRules;
import org.musicfs.core.origin.FileUri;
import org.musicfs.core.origin.OriginId;
import org.musicfs.core.origin.OriginPath;
import org.musicfs.index.catalogue.LocationKind;
import org.musicfs.index.catalogue.Session;

/**
 * Finds the tracks that a file names: by a path from where the file lies, or an absolute path or
 * {@code file:} address below an origin of this machine; as it is written, else in any case and
 * Unicode normalisation. For one file; what it looked up it keeps.
 */
public final class PathMatcher {
  private final Session session;
  private final OriginFile file;
  private final boolean extensionsMayDiffer;
  private final Map<OriginFile, Long> directories = new HashMap<>();
  private final Map<Long, Map<String, Long>> tracks = new HashMap<>();

  /**
   * @param file that the names stand in
   * @param extensionsMayDiffer whether a track of the same name with another extension will do
   */
  public PathMatcher(Session session, OriginFile file, boolean extensionsMayDiffer) {
    this.session = session;
    this.file = file;
    this.extensionsMayDiffer = extensionsMayDiffer;
  }

  /** The places a name may mean: as it is written, and with the separators of Windows. */
  static List<OriginFile> places(Session session, OriginFile file, String name)
      throws SQLException {
    List<OriginFile> places = new ArrayList<>();
    byte @Nullable [] path =
        name.startsWith("file:") ? FileUri.path(name) : name.getBytes(StandardCharsets.UTF_8);
    if (path != null) {
      addPlace(session, file, new String(path, StandardCharsets.UTF_8), places);
    }
    if (name.indexOf('\\') >= 0) {
      addPlace(session, file, name.replace('\\', '/'), places);
    }
    return places;
  }

  private static void addPlace(
      Session session, OriginFile file, String path, List<OriginFile> places) throws SQLException {
    if (!path.startsWith("/")) {
      resolve(file.path().parent(), path)
          .ifPresent(p -> places.add(new OriginFile(file.origin(), p)));
      return;
    }
    try (ResultSet row = session.query("SELECT id, location FROM origins")) {
      while (row.next()) {
        byte @Nullable [] root = FileUri.path(row.getString(2));
        String prefix = root == null ? "" : new String(root, StandardCharsets.UTF_8) + "/";
        if (root != null && path.startsWith(prefix)) {
          OriginId origin = new OriginId(row.getInt(1));
          resolve(OriginPath.ROOT, path.substring(prefix.length()))
              .ifPresent(p -> places.add(new OriginFile(origin, p)));
        }
      }
    }
  }

  /** Goes along a path; empty if it leads out of the origin. */
  private static Optional<OriginPath> resolve(OriginPath from, String path) {
    OriginPath at = from;
    for (String component : path.split("/", -1)) {
      if (component.indexOf('\0') >= 0 || (component.equals("..") && at.isRoot())) {
        return Optional.empty();
      }
      if (component.equals("..")) {
        at = at.parent();
      } else if (!component.isEmpty() && !component.equals(".")) {
        at = at.resolve(component.getBytes(StandardCharsets.UTF_8));
      }
    }
    return at.isRoot() ? Optional.empty() : Optional.of(at);
  }

  /** The track a name means; 0 if it means none. */
  public long track(String name) throws SQLException {
    for (OriginFile place : places(session, file, name)) {
      long directory = directory(place.origin(), place.path().parent());
      long track = directory == 0 ? 0 : track(directory, place.path().name());
      if (track != 0) {
        return track;
      }
    }
    return 0;
  }

  private long track(long directory, byte[] name) throws SQLException {
    long exact =
        session.number(
            0,
            "SELECT track FROM locations WHERE directory = ? AND name = ? AND kind = ?",
            directory,
            name,
            LocationKind.TRACK.number());
    if (exact != 0) {
      return exact;
    }
    Map<String, Long> known = tracks.get(directory);
    if (known == null) {
      known = tracksByKey(directory);
      tracks.put(directory, known);
    }
    String key = key(name);
    long folded = known.getOrDefault(key, 0L);
    return folded == 0 && extensionsMayDiffer ? known.getOrDefault(stem(key), 0L) : folded;
  }

  /** The tracks of a directory by what is compared of their names, with extension and without. */
  private Map<String, Long> tracksByKey(long directory) throws SQLException {
    Map<String, Long> known = new HashMap<>();
    try (ResultSet rows =
        session.query(
            "SELECT name, track FROM locations WHERE directory = ? AND kind = ? ORDER BY name",
            directory,
            LocationKind.TRACK.number())) {
      while (rows.next()) {
        String key = key(rows.getBytes(1));
        known.putIfAbsent(key, rows.getLong(2));
        known.putIfAbsent(stem(key), rows.getLong(2));
      }
    }
    return known;
  }

  private static String key(byte[] name) {
    return NameRules.collisionKey(OriginPath.display(name));
  }

  /** Ends in a character that no name has. */
  private static String stem(String key) {
    return FileName.of(key).stem() + "/";
  }

  /** The number of a directory of an origin; 0 if there is none. */
  private long directory(OriginId origin, OriginPath path) throws SQLException {
    OriginFile place = new OriginFile(origin, path);
    Long known = directories.get(place);
    if (known == null) {
      known = findDirectory(origin, path);
      directories.put(place, known);
    }
    return known;
  }

  private long findDirectory(OriginId origin, OriginPath path) throws SQLException {
    long exact =
        session.number(
            0,
            "SELECT id FROM directories WHERE origin = ? AND path = ?",
            origin.value(),
            path.toBytes());
    long parent = exact != 0 || path.isRoot() ? 0 : directory(origin, path.parent());
    if (parent == 0) {
      return exact;
    }
    String wanted = key(path.name());
    try (ResultSet rows =
        session.query("SELECT id, path FROM directories WHERE parent = ?", parent)) {
      while (rows.next()) {
        if (key(OriginPath.of(rows.getBytes(2)).name()).equals(wanted)) {
          return rows.getLong(1);
        }
      }
    }
    return 0;
  }
}
