package org.musicfs.index.catalogue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Set;
import org.musicfs.core.tree.TreeChange;

/**
 * What a transaction changes in the tree, noted where it writes nodes and told when it is
 * committed. Of a directory it makes, only the name is told: nobody can know its id, hence nothing
 * in it, so a first scan tells of an album once and not of its tracks. Confined to its transaction.
 */
public final class TreeChanges {
  /**
   * More names and directories than this are told as everything. Each is a call into the kernel of
   * some 2 us before the commit is reported, so this many take about 10 ms; a batch of sync or of
   * another template (500 tracks) comes to about a thousand. What is dropped instead costs a walk
   * one request for each directory and each name in use.
   */
  static final int MOST = 4_096;

  private final Set<TreeChange.Entry> entries = new LinkedHashSet<>();
  private final Set<Long> directories = new LinkedHashSet<>();
  private final Set<Long> made = new HashSet<>();
  private boolean everything;

  TreeChanges() {}

  /**
   * A name leads somewhere else, or its file shows another version.
   *
   * @param name as listed; at a place that was left, as it was listed there
   */
  public void entry(long directory, String name) {
    if (!everything && !made.contains(directory)) {
      entries.add(new TreeChange.Entry(directory, name));
      bound();
    }
  }

  /** A directory has other members, another mtime or another link count. */
  public void directory(long id) {
    if (!everything && !made.contains(id)) {
      directories.add(id);
      bound();
    }
  }

  /** A directory was made under this name. */
  public void directoryMade(long id, long parent, String name) {
    entry(parent, name);
    made.add(id);
  }

  /** A directory was removed; whoever stands in it must see that it is empty. */
  public void directoryRemoved(long id, long parent, String name) {
    entry(parent, name);
    directory(id);
  }

  private void bound() {
    if (entries.size() + directories.size() > MOST) {
      everything = true;
      entries.clear();
      directories.clear();
    }
  }

  /** Whether the tree changes at all. */
  boolean any() {
    return everything || !entries.isEmpty() || !directories.isEmpty();
  }

  /** What to tell. */
  TreeChange told() {
    return everything
        ? new TreeChange.Everything()
        : new TreeChange.Listed(new ArrayList<>(entries), new ArrayList<>(directories));
  }
}
