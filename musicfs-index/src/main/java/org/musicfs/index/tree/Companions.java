package org.musicfs.index.tree;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
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
import org.musicfs.index.tree.FileNodes.Shown;
import org.musicfs.index.tree.FileNodes.Standing;
import org.musicfs.index.tree.Neighbourhood.Neighbour;
import org.musicfs.index.tree.Neighbourhood.Neighbours;

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
      "SELECT id, name, version, size, mtime_ns,"
          + " EXISTS (SELECT 1 FROM splits WHERE sheet = id AND reason IS NULL)"
          + " FROM locations WHERE directory = ? AND kind = "
          + LocationKind.COMPANION.number()
          + " ORDER BY name";

  /** What programs call an album's picture, the most particular first. */
  private static final List<String> COVERS =
      List.of("cover", "folder", "front", "albumart", "albumartlarge", "album");

  private final NameRules rules;
  private final Set<CompanionKind> kinds;
  private final Directories directories;
  private final FileNodes nodes;
  private final Neighbourhood neighbourhood;
  private final EmbeddedCovers covers;
  private final MadeTexts texts;
  private final Set<Place> changed = new LinkedHashSet<>();

  /** What programs call an artist's picture, beside the albums. */
  private static final List<String> ARTISTS = List.of("artist", "folder");

  private static final String ARTIST_STEM = "artist.";

  /** A directory of an origin. */
  private record Place(OriginId origin, OriginPath path) {}

  /**
   * A file beside the tracks.
   *
   * @param isListed whether it is, wherever that may be: a cue sheet that is followed is not
   */
  private record Companion(
      long location,
      OriginPath path,
      CompanionKind kind,
      long version,
      long size,
      long mtime,
      boolean isListed) {
    String name() {
      return OriginPath.display(path.name());
    }

    Shown shown() {
      return new Shown(version, size, mtime);
    }
  }

  /** Where a companion is to stand. */
  private record Target(long directory, String name) {}

  /**
   * @param texts of the main view: no other lists them
   */
  Companions(TreeRules rules, Directories directories, EmbeddedCovers covers, MadeTexts texts) {
    this.rules = rules.names();
    this.kinds = rules.companions();
    this.directories = directories;
    this.nodes = new FileNodes(directories, FileNodes.Kind.COMPANION);
    this.neighbourhood = new Neighbourhood(directories);
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
    Map<String, Neighbours> byValue = neighbourhood.of(directory);
    boolean mayBeArtist = companions.stream().anyMatch(c -> isPicture(c, ARTISTS));
    Map<String, Long> artistHomes =
        mayBeArtist
            ? neighbourhood.artistHomes(directory, byValue)
            : Map.of(); // looks into every album
    Map<Companion, Map<String, Target>> targets = new LinkedHashMap<>();
    companions.forEach(companion -> targets.put(companion, new LinkedHashMap<>()));
    Set<String> values = new LinkedHashSet<>(byValue.keySet());
    values.addAll(artistHomes.keySet());
    for (String value : values) {
      aim(
          companions,
          value,
          byValue.getOrDefault(value, Neighbours.none()),
          artistHomes.getOrDefault(value, 0L),
          targets);
    }
    for (Companion companion : companions) {
      Map<String, Standing> standing = new HashMap<>();
      nodes.standing(companion.location).forEach(node -> standing.put(node.value(), node));
      for (Map.Entry<String, Target> target :
          targets.getOrDefault(companion, Map.of()).entrySet()) {
        put(
            place.origin,
            companion,
            target.getKey(),
            target.getValue(),
            standing.remove(target.getKey()));
      }
      for (Standing unwanted : standing.values()) {
        remove(unwanted);
      }
    }
  }

  /** Finds where the companions of a directory are to stand beside the tracks of one value. */
  private void aim(
      List<Companion> companions,
      String value,
      Neighbours neighbours,
      long artistHome,
      Map<Companion, Map<String, Target>> targets)
      throws SQLException {
    long cover = picture(companions, value, COVERS, EmbeddedCovers.STEM);
    long artist = artistHome == 0 ? 0 : picture(companions, value, ARTISTS, ARTIST_STEM);
    for (Companion companion : companions) {
      if (!companion.isListed || !kinds.contains(companion.kind)) {
        continue;
      }
      Optional<Target> target =
          companion.location == artist
              ? Optional.of(new Target(artistHome, ARTIST_STEM + imageExtension(companion.name())))
              : target(companion, neighbours, companion.location == cover);
      target.ifPresent(
          found -> targets.computeIfAbsent(companion, c -> new HashMap<>()).put(value, found));
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
                  rows.getLong(5),
                  rows.getInt(6) == 0));
        }
      }
    }
    return companions;
  }

  /**
   * The location of the picture that is shown under a certain name; 0 if there is none. Which it is
   * it stays while it exists: a picture that comes later renames none.
   *
   * @param value that the tracks beside it are listed under
   * @param stems names of files that may be it, the best first
   * @param shownStem of the name it is shown under, with its dot
   */
  private long picture(
      List<Companion> companions, String value, List<String> stems, String shownStem)
      throws SQLException {
    List<Companion> pictures =
        companions.stream()
            .filter(c -> isPicture(c, stems))
            .sorted(Comparator.comparingInt(c -> rank(c, stems)))
            .toList();
    for (Companion picture : pictures) {
      if (nodes.standing(picture.location).stream()
          .anyMatch(node -> node.value().equals(value) && node.name().startsWith(shownStem))) {
        return picture.location;
      }
    }
    return pictures.isEmpty() ? 0 : pictures.getFirst().location;
  }

  private static boolean isPicture(Companion companion, List<String> stems) {
    return companion.kind == CompanionKind.IMAGE && rank(companion, stems) < stems.size();
  }

  private static int rank(Companion companion, List<String> stems) {
    int rank = stems.indexOf(FileName.of(companion.name()).stem().toLowerCase(Locale.ROOT));
    return rank < 0 ? stems.size() : rank;
  }

  private Optional<Target> target(Companion companion, Neighbours neighbours, boolean isCover) {
    String name = companion.name();
    @Nullable Neighbour track =
        neighbours.byStem().get(Neighbourhood.key(FileName.of(name).stem()));
    if (track != null && companion.kind.isNamedLikeATrack()) {
      return Optional.of(
          new Target(
              track.directory(),
              FileName.of(track.name()).stem() + "." + FileName.of(name).extension()));
    }
    if (neighbours.homes().size() == 1) {
      String own = isCover ? EmbeddedCovers.STEM + imageExtension(name) : name;
      return Optional.of(new Target(neighbours.homes().iterator().next(), own));
    }
    if (track != null) {
      return Optional.of(new Target(track.directory(), name));
    }
    return companion.kind == CompanionKind.PLAYLIST
        ? Optional.of(new Target(directories.view().root(), name))
        : Optional.empty();
  }

  private static String imageExtension(String name) {
    String extension = FileName.of(name).extension().toLowerCase(Locale.ROOT);
    return extension.equals("jpeg") ? "jpg" : extension;
  }

  /** Takes a companion out of the view, wherever it stands. */
  void remove(long location) throws SQLException, CatalogueException {
    for (Standing standing : nodes.standing(location)) {
      remove(standing);
    }
  }

  private void remove(Standing standing) throws SQLException, CatalogueException {
    texts.retire(standing.version());
    takeOut(standing);
  }

  private void takeOut(Standing standing) throws SQLException, CatalogueException {
    nodes.delete(standing);
    covers.changed(standing.parent());
    directories.companionsChanged(directories.get(standing.parent()));
  }

  private void put(
      OriginId origin, Companion original, String value, Target target, @Nullable Standing standing)
      throws SQLException, CatalogueException {
    Companion companion =
        original.kind.isText() ? made(origin, original, target, standing) : original;
    Suffix suffix = Suffix.of(origin, companion.path);
    List<String> names = new ArrayList<>();
    names.add(fileName(target, companion, ""));
    Suffix.DIGITS.forEach(digits -> names.add(fileName(target, companion, suffix.text(digits))));
    if (standing != null
        && standing.parent() == target.directory
        && names.contains(standing.name())) {
      if (standing.version() != companion.version) {
        nodes.show(standing, companion.shown());
      }
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
      if (nodes.insert(id, directory, name, value, companion.location, companion.shown())) {
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
        made.mtimeNanos(),
        original.isListed);
  }

  private String fileName(Target target, Companion companion, String suffix) {
    return rules.file(
        target.name,
        FileName.of(target.name).extension(),
        suffix,
        FileName.of(companion.name()).stem());
  }
}
