package org.musicfs.index.tree;

import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;
import org.musicfs.core.tree.Node;

/**
 * What listings have read and their callers had no room for, and where they ended: the kernel asks
 * once more to be told. Each in the one slot its place hashes to, where the latest wins. What
 * {@link NodeCache} says of generations holds here. Thread-safe without locks.
 */
final class ReadAhead {
  private final AtomicReferenceArray<@Nullable Page> slots;

  /**
   * A run of children.
   *
   * @param generation the catalogue's from before it was read
   * @param directory whose children they are
   * @param after the id of the child before, 0 if they are the first
   * @param last whether the directory ends with it
   */
  record Page(long generation, long directory, long after, List<Node> nodes, boolean last) {
    /** What is left behind {@code index} nodes of it, the last of which is {@code after}. */
    Page from(int index, long after) {
      return new Page(generation, directory, after, nodes.subList(index, nodes.size()), last);
    }
  }

  ReadAhead(int slots) {
    this.slots = new AtomicReferenceArray<>(slots);
  }

  /** The page at this place as it was at this generation; null if that is not known. */
  @Nullable Page get(long generation, long directory, long after) {
    Page page = slots.get(slot(directory, after));
    return page != null
            && page.generation == generation
            && page.directory == directory
            && page.after == after
        ? page
        : null;
  }

  void put(Page page) {
    slots.set(slot(page.directory, page.after), page);
  }

  private int slot(long directory, long after) {
    long mixed = (directory * 31 + after) * 0x9e3779b97f4a7c15L;
    return (int) ((mixed >>> 33) % slots.length());
  }
}
