package org.musicfs.core.tree;

import java.util.List;

/** What a commit has changed in a view. */
public sealed interface TreeChange {
  /**
   * These and nothing else.
   *
   * @param entries names that lead somewhere else now: appeared, vanished, another node, another
   *     version. As listed, now or before. Not those in a directory this commit made: nobody knew
   *     its id
   * @param directories ids of directories whose members, mtime or link count changed, also of those
   *     removed, not of those made
   */
  record Listed(List<Entry> entries, List<Long> directories) implements TreeChange {
    public Listed {
      entries = List.copyOf(entries);
      directories = List.copyOf(directories);
    }
  }

  /** More than is worth listing, or unknown: anything may have changed. */
  record Everything() implements TreeChange {}

  /** A name in a directory. */
  record Entry(long directoryId, String name) {}
}
