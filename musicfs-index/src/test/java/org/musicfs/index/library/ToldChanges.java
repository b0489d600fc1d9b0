package org.musicfs.index.library;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.musicfs.core.tree.FileTree;
import org.musicfs.core.tree.TreeChange;
import org.musicfs.core.tree.TreeListener;

/** Notes what it is told of a tree. Thread-safe. */
final class ToldChanges implements TreeListener {
  private final List<TreeChange> told = new ArrayList<>();

  /** Told of this tree's changes from now on. */
  static ToldChanges of(FileTree tree) {
    ToldChanges changes = new ToldChanges();
    tree.onChange(changes);
    return changes;
  }

  @Override
  public synchronized void changed(TreeChange change) {
    told.add(change);
  }

  /** What was told since the last call. */
  synchronized List<TreeChange> take() {
    List<TreeChange> taken = List.copyOf(told);
    told.clear();
    return taken;
  }

  /** The one change told since the last call. */
  Told takeOne() {
    List<TreeChange> taken = take();
    if (taken.size() != 1 || !(taken.getFirst() instanceof TreeChange.Listed listed)) {
      throw new AssertionError("not one listed change: " + taken);
    }
    Told one = new Told(new HashSet<>(listed.entries()), new HashSet<>(listed.directories()));
    if (one.entries().size() != listed.entries().size()
        || one.directories().size() != listed.directories().size()) {
      throw new AssertionError("told twice: " + listed);
    }
    return one;
  }

  /** A listed change, whatever its order. */
  record Told(Set<TreeChange.Entry> entries, Set<Long> directories) {}
}
