package org.musicfs.index.tree;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.musicfs.index.catalogue.CatalogueException;
import org.musicfs.index.catalogue.IdKind;
import org.musicfs.index.catalogue.Session;
import org.musicfs.index.catalogue.Transaction;

/**
 * The directories of a view, as the writer sees them. Those in use are kept between transactions,
 * as neighbouring tracks share them; what a transaction changes in them is written once, when it
 * {@link #settle settles}: only then empty ones vanish, so that a directory whose last track leaves
 * and whose first arrives in one transaction stays what it is.
 */
final class Directories {
  /** About 2 MiB; a library of a million tracks has some 100,000 directories. */
  private static final int KEPT = 8_192;

  /** One directory. Changed only through {@link Directories}. */
  static final class Directory {
    final long id;
    final long parent;
    final String name;
    final long key;
    private long mtimeNanos;
    private int subdirectories;
    private int files;
    private boolean heldFiles;
    private final boolean root;

    private Directory(long id, long parent, String name, long key, boolean root) {
      this.id = id;
      this.parent = parent;
      this.name = name;
      this.key = key;
      this.root = root;
    }

    /** How many tracks stand in it. */
    int tracks() {
      return files;
    }

    boolean isRoot() {
      return root;
    }
  }

  /**
   * What holds a name in a directory: a directory of this view, a track, or something else, whose
   * track is 0.
   */
  record Child(long id, boolean isDirectory, long track) {}

  private record Place(long parent, long key) {}

  private final View view;
  private final InstantSource clock;
  private final Map<Long, Directory> byId = new HashMap<>();
  private final Map<Place, Directory> byPlace = new HashMap<>();
  private final Set<Directory> changed = new LinkedHashSet<>();
  private long discarded = -1;
  private ViewTotals totals = new ViewTotals();
  private Transaction transaction;

  Directories(View view, InstantSource clock, Transaction transaction) {
    this.view = view;
    this.clock = clock;
    this.transaction = transaction;
  }

  /** Starts with a transaction. */
  void begin(Transaction next) {
    if (discarded != next.discarded() || byId.size() > KEPT) {
      byId.clear();
      byPlace.clear();
      discarded = next.discarded();
    }
    changed.clear();
    totals = new ViewTotals();
    transaction = next;
  }

  View view() {
    return view;
  }

  Session session() {
    return transaction.session();
  }

  Transaction transaction() {
    return transaction;
  }

  ViewTotals totals() {
    return totals;
  }

  Directory root() throws SQLException, CatalogueException {
    return get(view.root());
  }

  Directory get(long id) throws SQLException, CatalogueException {
    Directory known = byId.get(id);
    if (known != null) {
      return known;
    }
    try (ResultSet row =
        session()
            .query(
                "SELECT parent, name, name_key, mtime_ns, subdirectories, files FROM nodes"
                    + " WHERE id = ?",
                id)) {
      if (!row.next()) {
        throw new CatalogueException("directory " + id + " is not in the tree", null);
      }
      Directory found =
          new Directory(id, row.getLong(1), row.getString(2), row.getLong(3), id == view.root());
      found.mtimeNanos = row.getLong(4);
      found.subdirectories = row.getInt(5);
      found.files = row.getInt(6);
      found.heldFiles = found.files > 0;
      keep(found);
      return found;
    }
  }

  private void keep(Directory directory) {
    byId.put(directory.id, directory);
    byPlace.put(new Place(directory.parent, directory.key), directory);
  }

  /** The directory known to be at this place, without asking the database. */
  Optional<Directory> known(Directory parent, long key) {
    return Optional.ofNullable(byPlace.get(new Place(parent.id, key)));
  }

  Optional<Child> child(Directory parent, long key) throws SQLException {
    Directory known = byPlace.get(new Place(parent.id, key));
    if (known != null) {
      return Optional.of(new Child(known.id, true, 0));
    }
    try (ResultSet row =
        session()
            .query(
                "SELECT id, version, track, view FROM nodes WHERE parent = ? AND name_key = ?",
                parent.id,
                key)) {
      if (!row.next()) {
        return Optional.empty();
      }
      boolean mine = row.getInt(4) == view.id(); // another view's root is nothing to enter
      return Optional.of(new Child(row.getLong(1), mine && row.getLong(2) == 0, row.getLong(3)));
    }
  }

  Directory create(Directory parent, String name, long key)
      throws SQLException, CatalogueException {
    Directory made = new Directory(transaction.nextId(IdKind.NODE), parent.id, name, key, false);
    session()
        .update(
            "INSERT INTO nodes (id, view, parent, name, name_key, mtime_ns)"
                + " VALUES (?, ?, ?, ?, ?, 0)",
            made.id,
            view.id(),
            made.parent,
            name,
            key);
    keep(made);
    transaction.changes().directoryMade(made.id, made.parent, name);
    parent.subdirectories++;
    changed.add(parent);
    changed.add(made);
    totals.directories++;
    return made;
  }

  /** A track came into this directory (+1) or left it (-1). */
  void tracksChanged(Directory directory, int by) {
    directory.files += by;
    changed.add(directory);
  }

  /** A companion came or left. A directory is there for its tracks' sake only. */
  void companionsChanged(Directory directory) {
    changed.add(directory);
  }

  /** Removes what is empty, upwards, and writes what changed. */
  void settle() throws SQLException, CatalogueException {
    Deque<Directory> toCheck = new ArrayDeque<>(changed);
    while (!toCheck.isEmpty()) {
      Directory directory = toCheck.remove();
      if (directory.files + directory.subdirectories == 0
          && !directory.isRoot()
          && byId.remove(directory.id) != null) {
        byPlace.remove(new Place(directory.parent, directory.key));
        session().update("DELETE FROM nodes WHERE id = ?", directory.id);
        transaction.changes().directoryRemoved(directory.id, directory.parent, directory.name);
        changed.remove(directory);
        totals.directories--;
        totals.albums -= directory.heldFiles ? 1 : 0;
        Directory parent = get(directory.parent);
        parent.subdirectories--;
        changed.add(parent);
        toCheck.add(parent);
      }
    }
    long nowNanos = nowNanos();
    for (Directory directory : changed) {
      write(directory, nowNanos);
    }
    changed.clear();
    totals.write(session(), view.id());
  }

  /** Nanoseconds since the epoch. */
  long nowNanos() {
    Instant now = clock.instant();
    return Math.addExact(Math.multiplyExact(now.getEpochSecond(), 1_000_000_000L), now.getNano());
  }

  private void write(Directory directory, long nowNanos) throws SQLException {
    // A clock that was set back must not make a change look older than the one before.
    directory.mtimeNanos = Math.max(nowNanos, directory.mtimeNanos + 1);
    session()
        .update(
            "UPDATE nodes SET mtime_ns = ?, subdirectories = ?, files = ? WHERE id = ?",
            directory.mtimeNanos,
            directory.subdirectories,
            directory.files,
            directory.id);
    transaction.changes().directory(directory.id);
    boolean holdsFiles = directory.files > 0;
    if (holdsFiles != directory.heldFiles) {
      totals.albums += holdsFiles ? 1 : -1;
      directory.heldFiles = holdsFiles;
    }
  }
}
