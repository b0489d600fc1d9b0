package org.musicfs.index.tree;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;
import org.musicfs.core.tree.Node;

/**
 * Answers by id, each in the one slot its id ends in, where the latest wins: neighbours in the tree
 * were mostly made one after the other and do not meet. A hit allocates nothing. What {@link
 * NodeCache} says of generations holds here. Thread-safe without locks.
 */
final class NodesById {
  private final AtomicReferenceArray<@Nullable Entry> slots;
  private final int mask;

  /** An answer; empty if there is no such node. */
  record Entry(long generation, long id, Optional<Node> node) {}

  /**
   * @param slots a power of two; each holds about 200 bytes
   */
  NodesById(int slots) {
    if (Integer.bitCount(slots) != 1) {
      throw new IllegalArgumentException(slots + " slots");
    }
    this.slots = new AtomicReferenceArray<>(slots);
    this.mask = slots - 1;
  }

  /** What this id led to at this generation; null if that is not known. */
  @Nullable Entry get(long generation, long id) {
    Entry entry = slots.get((int) id & mask);
    return entry != null && entry.generation == generation && entry.id == id ? entry : null;
  }

  /**
   * @param generation the catalogue's from before the node was read
   */
  void put(long generation, long id, Optional<Node> node) {
    slots.set((int) id & mask, new Entry(generation, id, node));
  }
}
