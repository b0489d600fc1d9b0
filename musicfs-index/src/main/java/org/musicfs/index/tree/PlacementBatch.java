package org.musicfs.index.tree;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.musicfs.core.audio.CompanionKind;
import org.musicfs.core.origin.OriginId;
import org.musicfs.core.origin.OriginPath;
import org.musicfs.index.catalogue.CatalogueException;
import org.musicfs.index.catalogue.IdKind;
import org.musicfs.index.catalogue.Session;
import org.musicfs.index.catalogue.TreeChanges;
import org.musicfs.index.tree.Directories.Child;
import org.musicfs.index.tree.Directories.Directory;

/** The changes of one transaction to the main view; see {@link Placement} for the rules. */
public final class PlacementBatch {
  private final TreeRules rules;
  private final Directories directories;
  private final Placement.Latecomers latecomers;
  private final AuniqueHolders holders;
  private final Companions companions;
  private final EmbeddedCovers covers;
  private final MadeTexts texts;
  private final Deque<Move> moves = new ArrayDeque<>();
  private final Set<Long> seen = new HashSet<>();

  /** A track on its way to its place. Its node is 0 while it has none. */
  private record Move(PlacedTrack track, DesiredPath path, long node) {}

  /** A track's node as it stands. */
  private record Standing(long id, long parent, String name, long version, long sizeBytes) {}

  PlacementBatch(TreeRules rules, Directories directories, Placement.Latecomers latecomers) {
    this.rules = rules;
    this.directories = directories;
    this.latecomers = latecomers;
    this.holders = new AuniqueHolders(directories.transaction(), Placement.MAIN_VIEW);
    this.covers = new EmbeddedCovers(rules.companions(), directories);
    this.texts = new MadeTexts(directories);
    this.companions = new Companions(rules.names(), rules.companions(), directories, covers, texts);
  }

  /**
   * A file came, changed, or left this place at an origin. To be told of everything but the tracks
   * that are {@link #place placed}.
   */
  public void changed(OriginId origin, OriginPath file) throws SQLException {
    companions.changed(origin, file.parent());
    for (OriginFile text : texts.mentioning(origin, file)) {
      companions.changed(text.origin(), text.path().parent());
    }
  }

  /** Remembers the text of a companion that names other files. */
  public void putText(
      long location, OriginId origin, OriginPath file, CompanionKind kind, byte[] content)
      throws SQLException, CatalogueException {
    texts.put(location, new OriginFile(origin, file), kind, content);
  }

  /** Takes a companion that is gone, or is none any more, out of the tree. */
  public void removeCompanion(long location) throws SQLException, CatalogueException {
    companions.remove(location);
    texts.remove(location);
  }

  /** Takes a track that is gone out of the tree. */
  public void remove(long track) throws SQLException, CatalogueException {
    Standing standing = standing(track);
    if (standing != null) {
      session().update("DELETE FROM nodes WHERE id = ?", standing.id());
      leave(standing);
    }
    holders.release(track);
  }

  /**
   * Places a track that is new or may have to move, and shows its version. It stands at its place
   * when {@link #finish} returns.
   */
  public void place(PlacedTrack track) throws SQLException, CatalogueException {
    if (!seen.add(track.track())) {
      throw new IllegalArgumentException("track " + track.track() + " twice in one batch");
    }
    changed(track.origin(), track.path());
    DesiredPath path = desired(track);
    Standing standing = track.isNew() ? null : standing(track.track());
    if (standing == null) {
      moves.add(new Move(track, path, 0));
    } else if (stays(standing, path)) {
      show(standing, track);
      covers.changed(standing.parent());
    } else {
      park(standing);
      moves.add(new Move(track, path, standing.id()));
    }
  }

  private DesiredPath desired(PlacedTrack track) throws SQLException, CatalogueException {
    AuniqueHolders.Uses uses = holders.of(track);
    DesiredPath path = DesiredPath.of(rules, track, uses);
    uses.save();
    return path;
  }

  /** Gives every track its place, companions theirs beside them, and writes the directories. */
  public void finish() throws SQLException, CatalogueException {
    while (!moves.isEmpty()) {
      settle(moves.remove());
    }
    companions.settle();
    covers.settle();
    directories.settle();
  }

  private @Nullable Standing standing(long track) throws SQLException {
    try (ResultSet row =
        session()
            .query(
                "SELECT id, parent, name, version, size FROM nodes WHERE track = ? AND view = ?",
                track,
                Placement.MAIN_VIEW)) {
      return row.next()
          ? new Standing(
              row.getLong(1), row.getLong(2), row.getString(3), row.getLong(4), row.getLong(5))
          : null;
    }
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

  private boolean isNameOf(String name, DesiredPath path) {
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
      session()
          .update(
              "UPDATE nodes SET version = ?, size = ?, mtime_ns = ? WHERE id = ?",
              track.version(),
              track.sizeBytes(),
              track.mtimeNanos(),
              standing.id());
      directories.totals().bytes += track.sizeBytes() - standing.sizeBytes();
      changes().entry(standing.parent(), standing.name());
    }
  }

  /** Frees the name, keeping the node under one that no look-up can ask for. */
  private void park(Standing standing) throws SQLException, CatalogueException {
    session()
        .update(
            "UPDATE nodes SET parent = 0, name_key = ? WHERE id = ?", standing.id(), standing.id());
    leave(standing);
  }

  private void leave(Standing standing) throws SQLException, CatalogueException {
    covers.changed(standing.parent());
    changes().entry(standing.parent(), standing.name());
    directories.tracksChanged(directories.get(standing.parent()), -1);
    directories.totals().files--;
    directories.totals().bytes -= standing.sizeBytes();
  }

  private void settle(Move move) throws SQLException, CatalogueException {
    Directory directory = directories.get(Directories.ROOT);
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
    // Only a title that spells out this very hash gets here.
    for (int n = 2; ; n++) {
      if (take(move, directory, move.path().fileName(suffix.text(32) + "-" + n))) {
        return;
      }
    }
  }

  /** Puts the track under this name; false if the name is taken. */
  private boolean take(Move move, Directory directory, String name)
      throws SQLException, CatalogueException {
    boolean free = write(move, directory, name);
    if (free) {
      changes().entry(directory.id, name);
    }
    return free;
  }

  private boolean write(Move move, Directory directory, String name)
      throws SQLException, CatalogueException {
    PlacedTrack track = move.track();
    if (move.node() != 0) {
      return session()
              .update(
                  "UPDATE OR IGNORE nodes SET parent = ?, name = ?, name_key = ?, mtime_ns = ?,"
                      + " version = ?, size = ? WHERE id = ?",
                  directory.id,
                  name,
                  NameKey.of(name),
                  track.mtimeNanos(),
                  track.version(),
                  track.sizeBytes(),
                  move.node())
          == 1;
    }
    return session()
            .update(
                "INSERT INTO nodes (id, view, parent, name, name_key, mtime_ns, track, version,"
                    + " size) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
                    + " ON CONFLICT (parent, name_key) DO NOTHING",
                directories.transaction().nextId(IdKind.NODE),
                Placement.MAIN_VIEW,
                directory.id,
                name,
                NameKey.of(name),
                track.mtimeNanos(),
                track.track(),
                track.version(),
                track.sizeBytes())
        == 1;
  }

  /** If a track holds this name that does not belong here any more, sends it on its way. */
  private boolean makeRoom(Directory directory, String name)
      throws SQLException, CatalogueException {
    Optional<Child> holder = directories.child(directory, NameKey.of(name));
    if (holder.isEmpty() || holder.get().isDirectory() || seen.contains(holder.get().track())) {
      return false;
    }
    PlacedTrack late = latecomers.find(holder.get().track());
    if (late == null) {
      return false;
    }
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

  private TreeChanges changes() {
    return directories.transaction().changes();
  }

  private Session session() {
    return directories.session();
  }
}
