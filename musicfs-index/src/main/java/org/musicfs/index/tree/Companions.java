package org.musicfs.index.tree;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.musicfs.core.audio.CompanionKind;
import org.musicfs.core.name.NameRules;
import org.musicfs.core.origin.OriginId;
import org.musicfs.core.origin.OriginPath;
import org.musicfs.index.catalogue.CatalogueException;
import org.musicfs.index.catalogue.IdKind;
import org.musicfs.index.catalogue.LocationKind;
import org.musicfs.index.catalogue.Session;
import org.musicfs.index.tree.Directories.Directory;

/**
 * Puts files that are no tracks beside those they belong to. All files of one directory of an
 * origin are looked at together, whenever one of them changes; so it costs as much as a directory
 * holds.
 *
 * <p>If all tracks of the directory, and of directories of single discs in it, stand in one
 * directory of the tree, its companions stand there under their own names, the folder's picture as
 * {@code cover}; a picture of the artist beside the directories of albums stands beside those of
 * the tree. In a mixed directory only those are listed that are named like a track, beside that
 * track. Lyrics named like a track follow its name. Confined to one transaction.
 */
final class Companions {
  /** The number stands in the text, or the index of companions alone would not be used. */
  private static final String COMPANIONS =
      "SELECT id, name, version, size, mtime_ns FROM locations WHERE directory = ? AND kind = "
          + LocationKind.COMPANION.number()
          + " ORDER BY name";

  /** What programs call an album's picture, the most particular first. */
  private static final List<String> COVERS =
      List.of("cover", "folder", "front", "albumart", "albumartlarge", "album");

  private final NameRules rules;
  private final Set<CompanionKind> kinds;
  private final Directories directories;
  private final EmbeddedCovers covers;
  private final MadeTexts texts;
  private final Set<Place> changed = new LinkedHashSet<>();

  /** What programs call an artist's picture, beside the albums. */
  private static final List<String> ARTISTS = List.of("artist", "folder");

  private static final String ARTIST_STEM = "artist.";

  /** A directory of an origin. */
  private record Place(OriginId origin, OriginPath path) {}

  /** A directory in a directory of an origin. */
  private record Child(long id, OriginPath path) {}

  /** A file beside the tracks. */
  private record Companion(
      long location, OriginPath path, CompanionKind kind, long version, long size, long mtime) {
    String name() {
      return OriginPath.display(path.name());
    }
  }

  /** Where a companion is to stand. */
  private record Target(long directory, String name) {}

  /** A track, by where it stands. */
  private record Neighbour(long directory, String name) {}

  /** The tracks of a directory: by the stem of their files' names, and where they stand. */
  private record Neighbours(Map<String, Neighbour> byStem, Set<Long> homes) {}

  Companions(
      NameRules rules,
      Set<CompanionKind> kinds,
      Directories directories,
      EmbeddedCovers covers,
      MadeTexts texts) {
    this.rules = rules;
    this.kinds = kinds;
    this.directories = directories;
    this.covers = covers;
    this.texts = texts;
  }

  private Session session() {
    return directories.session();
  }

  /** Something in this directory of an origin is not what it was. */
  void changed(OriginId origin, OriginPath directory) {
    OriginPath album = directory;
    if (changed.add(new Place(origin, directory)) && DiscDirectory.is(directory)) {
      album = directory.parent();
      changed.add(new Place(origin, album));
    }
    if (!album.isRoot()) {
      changed.add(new Place(origin, album.parent()));
    }
  }

  /** Places what belongs to the changed directories anew. To be called when all tracks stand. */
  void settle() throws SQLException, CatalogueException {
    for (Place place : changed) {
      settle(place);
    }
    changed.clear();
  }

  private void settle(Place place) throws SQLException, CatalogueException {
    long directory =
        session()
            .number(
                0,
                "SELECT id FROM directories WHERE origin = ? AND path = ?",
                place.origin.value(),
                place.path.toBytes());
    List<Companion> companions = directory == 0 ? List.of() : companions(directory, place.path);
    if (companions.isEmpty()) {
      return;
    }
    Neighbours neighbours = neighbours(directory);
    long cover = picture(companions, COVERS, EmbeddedCovers.STEM);
    long artist = neighbours.homes.isEmpty() ? picture(companions, ARTISTS, ARTIST_STEM) : 0;
    long artistHome = artist == 0 ? 0 : artistHome(directory);
    for (Companion companion : companions) {
      Optional<Target> target = Optional.empty();
      if (kinds.contains(companion.kind)) {
        target =
            artistHome != 0 && companion.location == artist
                ? Optional.of(
                    new Target(artistHome, ARTIST_STEM + imageExtension(companion.name())))
                : target(companion, neighbours, companion.location == cover);
      }
      if (target.isPresent()) {
        put(place.origin, companion, target.get());
      } else {
        remove(companion.location);
      }
    }
  }

  private List<Companion> companions(long directory, OriginPath path) throws SQLException {
    List<Companion> companions = new ArrayList<>();
    try (ResultSet rows = session().query(COMPANIONS, directory)) {
      while (rows.next()) {
        OriginPath file = path.resolve(rows.getBytes(2));
        Optional<CompanionKind> kind = CompanionKind.ofName(file.name());
        if (kind.isPresent()) {
          companions.add(
              new Companion(
                  rows.getLong(1),
                  file,
                  kind.get(),
                  rows.getLong(3),
                  rows.getLong(4),
                  rows.getLong(5)));
        }
      }
    }
    return companions;
  }

  private Neighbours neighbours(long directory) throws SQLException {
    Neighbours neighbours = new Neighbours(new HashMap<>(), new HashSet<>());
    addNeighbours(directory, neighbours, true);
    for (Child child : children(directory)) {
      if (DiscDirectory.is(child.path)) {
        addNeighbours(child.id, neighbours, false);
      }
    }
    return neighbours;
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

  private void addNeighbours(long directory, Neighbours neighbours, boolean named)
      throws SQLException {
    try (ResultSet rows =
        session()
            .query(
                "SELECT l.name, n.parent, n.name FROM locations l"
                    + " JOIN nodes n ON n.track = l.track AND n.view = ?"
                    + " WHERE l.directory = ? AND l.kind = ?",
                Placement.MAIN_VIEW,
                directory,
                LocationKind.TRACK.number())) {
      while (rows.next()) {
        neighbours.homes.add(rows.getLong(2));
        if (named) {
          neighbours.byStem.put(
              key(FileName.of(OriginPath.display(rows.getBytes(1))).stem()),
              new Neighbour(rows.getLong(2), rows.getString(3)));
        }
      }
    }
  }

  private static String key(String stem) {
    return NameRules.collisionKey(stem);
  }

  /**
   * The directory of the tree that is the artist's whose albums lie below a directory of an origin:
   * that which the directories of all their tracks stand in; 0 if there is no single one.
   */
  private long artistHome(long directory) throws SQLException, CatalogueException {
    Set<Long> homes = new HashSet<>();
    for (Child child : children(directory)) {
      homes.addAll(neighbours(child.id).homes);
    }
    Set<Long> above = new HashSet<>();
    for (long home : homes) {
      above.add(directories.get(home).parent);
    }
    long only = above.size() == 1 ? above.iterator().next() : 0;
    return only == Directories.ROOT ? 0 : only;
  }

  /**
   * The location of the picture that is shown under a certain name; 0 if there is none. Which it is
   * it stays while it exists: a picture that comes later renames none.
   *
   * @param stems names of files that may be it, the best first
   * @param shownStem of the name it is shown under, with its dot
   */
  private long picture(List<Companion> companions, List<String> stems, String shownStem)
      throws SQLException {
    List<Companion> pictures =
        companions.stream()
            .filter(c -> c.kind == CompanionKind.IMAGE && rank(c, stems) < stems.size())
            .sorted(Comparator.comparingInt(c -> rank(c, stems)))
            .toList();
    for (Companion picture : pictures) {
      Standing standing = standing(picture.location);
      if (standing != null && standing.name().startsWith(shownStem)) {
        return picture.location;
      }
    }
    return pictures.isEmpty() ? 0 : pictures.getFirst().location;
  }

  private static int rank(Companion companion, List<String> stems) {
    int rank = stems.indexOf(FileName.of(companion.name()).stem().toLowerCase(Locale.ROOT));
    return rank < 0 ? stems.size() : rank;
  }

  private static Optional<Target> target(
      Companion companion, Neighbours neighbours, boolean isCover) {
    String name = companion.name();
    @Nullable Neighbour track = neighbours.byStem.get(key(FileName.of(name).stem()));
    if (track != null && companion.kind.isNamedLikeATrack()) {
      return Optional.of(
          new Target(
              track.directory,
              FileName.of(track.name).stem() + "." + FileName.of(name).extension()));
    }
    if (neighbours.homes.size() == 1) {
      String own = isCover ? EmbeddedCovers.STEM + imageExtension(name) : name;
      return Optional.of(new Target(neighbours.homes.iterator().next(), own));
    }
    if (track != null) {
      return Optional.of(new Target(track.directory, name));
    }
    return companion.kind == CompanionKind.PLAYLIST
        ? Optional.of(new Target(Directories.ROOT, name))
        : Optional.empty();
  }

  private static String imageExtension(String name) {
    String extension = FileName.of(name).extension().toLowerCase(Locale.ROOT);
    return extension.equals("jpeg") ? "jpg" : extension;
  }

  /** A companion's node as it stands. */
  private record Standing(long id, long parent, String name, long version) {}

  private @Nullable Standing standing(long location) throws SQLException {
    try (ResultSet row =
        session()
            .query("SELECT id, parent, name, version FROM nodes WHERE companion = ?", location)) {
      return row.next()
          ? new Standing(row.getLong(1), row.getLong(2), row.getString(3), row.getLong(4))
          : null;
    }
  }

  /** Takes a companion out of the tree, if it stands there. */
  void remove(long location) throws SQLException, CatalogueException {
    Standing standing = standing(location);
    if (standing != null) {
      texts.retire(standing.version());
      takeOut(standing);
    }
  }

  private void takeOut(Standing standing) throws SQLException, CatalogueException {
    session().update("DELETE FROM nodes WHERE id = ?", standing.id());
    changed(standing);
  }

  private void changed(Standing standing) throws SQLException, CatalogueException {
    covers.changed(standing.parent());
    directories.transaction().changes().entry(standing.parent(), standing.name());
    directories.companionsChanged(directories.get(standing.parent()));
  }

  private void put(OriginId origin, Companion original, Target target)
      throws SQLException, CatalogueException {
    Standing standing = standing(original.location);
    Companion companion =
        original.kind.isText() ? made(origin, original, target, standing) : original;
    Suffix suffix = Suffix.of(origin, companion.path);
    List<String> names = new ArrayList<>();
    names.add(fileName(target, companion, ""));
    Suffix.DIGITS.forEach(digits -> names.add(fileName(target, companion, suffix.text(digits))));
    if (standing != null
        && standing.parent() == target.directory
        && names.contains(standing.name())) {
      show(standing, companion);
      return;
    }
    long id = standing != null ? standing.id() : directories.transaction().nextId(IdKind.NODE);
    if (standing != null) {
      takeOut(standing);
    }
    if (target.name.startsWith(EmbeddedCovers.STEM)) {
      covers.giveWay(target.directory);
      covers.changed(target.directory);
    }
    Directory directory = directories.get(target.directory);
    for (String name : names) {
      if (insert(id, directory, name, companion)) {
        directories.transaction().changes().entry(directory.id, name);
        directories.companionsChanged(directory);
        return;
      }
    }
    throw new CatalogueException("no name left for " + companion.path, null);
  }

  /** As it is shown: with a version and a size of its own. */
  private Companion made(
      OriginId origin, Companion original, Target target, @Nullable Standing standing)
      throws SQLException, CatalogueException {
    MadeTexts.Made made =
        texts.make(
            original.location,
            new OriginFile(origin, original.path),
            original.kind,
            target.directory,
            standing == null ? 0 : standing.version(),
            original.mtime);
    return new Companion(
        original.location,
        original.path,
        original.kind,
        made.version(),
        made.sizeBytes(),
        made.mtimeNanos());
  }

  private String fileName(Target target, Companion companion, String suffix) {
    return rules.file(
        target.name,
        FileName.of(target.name).extension(),
        suffix,
        FileName.of(companion.name()).stem());
  }

  private void show(Standing standing, Companion companion) throws SQLException {
    if (standing.version() != companion.version) {
      session()
          .update(
              "UPDATE nodes SET version = ?, size = ?, mtime_ns = ? WHERE id = ?",
              companion.version,
              companion.size,
              companion.mtime,
              standing.id());
      directories.transaction().changes().entry(standing.parent(), standing.name());
    }
  }

  private boolean insert(long id, Directory directory, String name, Companion companion)
      throws SQLException {
    return session()
            .update(
                "INSERT INTO nodes (id, view, parent, name, name_key, mtime_ns, companion, version,"
                    + " size) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
                    + " ON CONFLICT (parent, name_key) DO NOTHING",
                id,
                Placement.MAIN_VIEW,
                directory.id,
                name,
                NameKey.of(name),
                companion.mtime,
                companion.location,
                companion.version,
                companion.size)
        == 1;
  }
}
