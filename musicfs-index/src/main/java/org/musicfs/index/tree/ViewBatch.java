package org.musicfs.index.tree;

import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.musicfs.core.origin.OriginId;
import org.musicfs.core.origin.OriginPath;
import org.musicfs.index.catalogue.CatalogueException;
import org.musicfs.index.catalogue.IdKind;
import org.musicfs.index.tree.Directories.Child;
import org.musicfs.index.tree.Directories.Directory;
import org.musicfs.index.tree.FileNodes.Shown;
import org.musicfs.index.tree.FileNodes.Standing;

/**
 * The changes of one transaction to one view; see {@link Placement} for the rules. A track has one
 * node, or one for each value of the field the view lists its tracks under; none if the view does
 * not want it.
 */
final class ViewBatch {
  private final TreeRules rules;
  private final Directories directories;
  private final Placement.Latecomers latecomers;
  private final AuniqueHolders holders;
  private final Companions companions;
  private final EmbeddedCovers covers;
  private final FileNodes nodes;
  private final Deque<Move> moves = new ArrayDeque<>();
  private final Set<Long> seen = new HashSet<>();

  /** A track on its way to a place, with the number of its node, which may not exist yet. */
  private record Move(
      PlacedTrack track, String value, DesiredPath path, long node, boolean exists) {}

  ViewBatch(Directories directories, MadeTexts texts, Placement.Latecomers latecomers) {
    this.rules = directories.view().rules();
    this.directories = directories;
    this.latecomers = latecomers;
    this.holders = new AuniqueHolders(directories.transaction(), directories.view().id());
    this.nodes = new FileNodes(directories, FileNodes.Kind.TRACK);
    this.covers = new EmbeddedCovers(rules.companions(), directories);
    this.companions = new Companions(rules, directories, covers, texts);
  }

  void companionsChanged(OriginId origin, OriginPath directory) {
    companions.changed(origin, directory);
  }

  void removeCompanion(long location) throws SQLException, CatalogueException {
    companions.remove(location);
  }

  void remove(long track) throws SQLException, CatalogueException {
    for (Standing standing : nodes.standing(track)) {
      takeOut(standing);
    }
    holders.release(track);
  }

  private void takeOut(Standing standing) throws SQLException, CatalogueException {
    nodes.delete(standing);
    left(standing);
  }

  /** Starts a track towards its places; it is there when {@link #finish} returns. */
  void place(PlacedTrack track) throws SQLException, CatalogueException {
    if (!seen.add(track.track())) {
      throw new IllegalArgumentException("track " + track.track() + " twice in one batch");
    }
    Map<String, Standing> standing = new HashMap<>();
    if (!track.isNew()) {
      nodes.standing(track.track()).forEach(node -> standing.put(node.value(), node));
    }
    AuniqueHolders.Uses uses = holders.of(track);
    if (track.isListed() && rules.wants(track)) {
      for (String value : rules.valuesOf(track)) {
        place(track, value, DesiredPath.of(rules, track, value, uses), standing.remove(value));
      }
    }
    uses.save();
    for (Standing unwanted : standing.values()) {
      takeOut(unwanted);
    }
  }

  private void place(PlacedTrack track, String value, DesiredPath path, @Nullable Standing standing)
      throws SQLException, CatalogueException {
    if (standing == null) {
      moves.add(new Move(track, value, path, number(track, value), false));
    } else if (stays(standing, path)) {
      show(standing, track);
      covers.changed(standing.parent());
    } else {
      nodes.park(standing);
      left(standing);
      moves.add(new Move(track, value, path, standing.id(), true));
    }
  }

  /** The number of the node that a track has not yet: the one it had, or a new one. */
  private long number(PlacedTrack track, String value) throws SQLException, CatalogueException {
    long kept =
        track.isNew()
            ? 0
            : directories
                .session()
                .number(
                    0,
                    "SELECT node FROM missing_nodes WHERE track = ? AND view = ? AND value = ?",
                    track.track(),
                    directories.view().id(),
                    value);
    return kept != 0 ? kept : directories.transaction().nextId(IdKind.NODE);
  }

  void keepNodes(long track) throws SQLException {
    directories
        .session()
        .update(
            "INSERT OR REPLACE INTO missing_nodes (track, view, value, node)"
                + " SELECT track, view, value, id FROM nodes WHERE track = ? AND view = ?",
            track,
            directories.view().id());
  }

  void forgetKept(long track) throws SQLException {
    directories
        .session()
        .update(
            "DELETE FROM missing_nodes WHERE track = ? AND view = ?",
            track,
            directories.view().id());
  }

  void finish() throws SQLException, CatalogueException {
    while (!moves.isEmpty()) {
      settle(moves.remove());
    }
    companions.settle();
    covers.settle();
    directories.settle();
  }

  /** Whether the track already stands where its path leads, with or without a suffix. */
  private boolean stays(Standing standing, DesiredPath path)
      throws SQLException, CatalogueException {
    Directory directory = directories.get(standing.parent());
    for (int depth = path.directories().size() - 1; depth >= 0; depth--) {
      if (directory.isRoot() || !isNameOf(directory, path, depth)) {
        return false;
      }
      directory = directories.get(directory.parent);
    }
    return directory.isRoot() && isNameOf(standing.name(), path);
  }

  private static boolean isNameOf(Directory directory, DesiredPath path, int depth) {
    String bare = path.directoryName(depth);
    if (directory.name.equals(bare) || directory.key == NameKey.of(bare)) {
      return true;
    }
    Suffix suffix = path.directorySuffix(depth);
    return Suffix.DIGITS.stream()
        .map(digits -> path.directoryName(depth, suffix.text(digits)))
        .anyMatch(name -> directory.key == NameKey.of(name));
  }

  private static boolean isNameOf(String name, DesiredPath path) {
    if (name.equals(path.fileName(""))) {
      return true;
    }
    Suffix suffix = path.fileSuffix();
    return Suffix.DIGITS.stream()
        .map(digits -> path.fileName(suffix.text(digits)))
        .anyMatch(name::equals);
  }

  private void show(Standing standing, PlacedTrack track) throws SQLException {
    if (standing.version() != track.version()) {
      nodes.show(standing, shown(track));
      directories.totals().bytes += track.sizeBytes() - standing.sizeBytes();
    }
  }

  private static Shown shown(PlacedTrack track) {
    return new Shown(track.version(), track.sizeBytes(), track.mtimeNanos());
  }

  private void left(Standing standing) throws SQLException, CatalogueException {
    covers.changed(standing.parent());
    directories.tracksChanged(directories.get(standing.parent()), -1);
    directories.totals().files--;
    directories.totals().bytes -= standing.sizeBytes();
  }

  private void settle(Move move) throws SQLException, CatalogueException {
    Directory directory = directories.root();
    for (int depth = 0; depth < move.path().directories().size(); depth++) {
      directory = enter(directory, move.path(), depth);
    }
    String name = move.path().fileName("");
    if (!take(move, directory, name)
        && !(makeRoom(directory, name) && take(move, directory, name))) {
      takeSuffixed(move, directory);
    }
    covers.changed(directory.id);
    directories.tracksChanged(directory, 1);
    directories.totals().files++;
    directories.totals().bytes += move.track().sizeBytes();
  }

  private void takeSuffixed(Move move, Directory directory)
      throws SQLException, CatalogueException {
    Suffix suffix = move.path().fileSuffix();
    for (int digits : Suffix.DIGITS) {
      if (take(move, directory, move.path().fileName(suffix.text(digits)))) {
        return;
      }
    }
    // A title that spells out this very hash, or two values that make one name.
    for (int n = 2; ; n++) {
      if (take(move, directory, move.path().fileName(suffix.text(32) + "-" + n))) {
        return;
      }
    }
  }

  /** Puts the track under this name; false if the name is taken. */
  private boolean take(Move move, Directory directory, String name)
      throws SQLException, CatalogueException {
    return move.exists()
        ? nodes.move(move.node(), directory, name, shown(move.track()))
        : nodes.insert(
            move.node(), directory, name, move.value(), move.track().track(), shown(move.track()));
  }

  /** If a track holds this name that does not belong here any more, sends it on its way. */
  private boolean makeRoom(Directory directory, String name)
      throws SQLException, CatalogueException {
    Optional<Child> holder = directories.child(directory, NameKey.of(name));
    if (holder.isEmpty() || holder.get().isDirectory() || seen.contains(holder.get().track())) {
      return false;
    }
    PlacedTrack late = latecomers.find(directories.view(), holder.get().track());
    if (late == null) {
      return false;
    }
    companions.changed(late.origin(), late.path().parent());
    place(late);
    return directories.child(directory, NameKey.of(name)).isEmpty();
  }

  /** The directory this path goes through, made if there is none. */
  private Directory enter(Directory parent, DesiredPath path, int depth)
      throws SQLException, CatalogueException {
    String bare = path.directoryName(depth);
    long key = NameKey.of(bare);
    Optional<Child> holder = directories.child(parent, key);
    if (holder.isPresent() && !holder.get().isDirectory() && makeRoom(parent, bare)) {
      holder = Optional.empty();
    }
    if (holder.isPresent() && holder.get().isDirectory()) {
      return directories.get(holder.get().id());
    }
    Suffix suffix = path.directorySuffix(depth);
    for (int digits : Suffix.DIGITS) {
      String name = path.directoryName(depth, suffix.text(digits));
      Optional<Child> other = directories.child(parent, NameKey.of(name));
      if (other.isPresent() && other.get().isDirectory()) {
        return directories.get(other.get().id()); // made when a file held the bare name
      }
      if (holder.isEmpty()) {
        return directories.create(parent, bare, key);
      }
      if (other.isEmpty()) {
        return directories.create(parent, name, NameKey.of(name));
      }
    }
    throw new CatalogueException("no name left for directory " + bare, null);
  }
}
