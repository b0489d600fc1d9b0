package org.musicfs.index.tree;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;
import org.musicfs.core.tree.Node;

/**
 * Answers of look-ups, each in the one slot its key hashes to, where the latest wins. Putting costs
 * one allocation and one write, whatever is there, so that a listing can put all its children in
 * advance: {@code ls -l} and every file manager ask for each of them next. An LRU would find a
 * little more and cost ten times as much.
 *
 * <p>An answer carries the catalogue's generation from before it was read, and counts only while
 * that has not changed: one read just before a commit and put just after it is never served.
 * Thread-safe without locks.
 */
final class NodeCache {
  private final AtomicReferenceArray<@Nullable Entry> slots;
  private final int mask;

  /** An answer; empty if there is no such name. */
  record Entry(long generation, long parent, String name, Optional<Node> node) {}

  /**
   * @param slots a power of two; each holds about 250 bytes
   */
  NodeCache(int slots) {
    if (Integer.bitCount(slots) != 1) {
      throw new IllegalArgumentException(slots + " slots");
    }
    this.slots = new AtomicReferenceArray<>(slots);
    this.mask = slots - 1;
  }

  /**
   * What was found under this name at this generation; null if that is not known.
   *
   * @param parent a directory's id
   */
  @Nullable Entry get(long generation, long parent, String name) {
    Entry entry = slots.get(slot(parent, name));
    return entry != null
            && entry.generation == generation
            && entry.parent == parent
            && entry.name.equals(name)
        ? entry
        : null;
  }

  void put(long generation, long parent, String name, Optional<Node> node) {
    slots.set(slot(parent, name), new Entry(generation, parent, name, node));
  }

  private int slot(long parent, String name) {
    long mixed = (parent * 0x9e3779b97f4a7c15L) ^ (name.hashCode() * 0xbf58476d1ce4e5b9L);
    return (int) (mixed >>> 40) & mask;
  }
}
