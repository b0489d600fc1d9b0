package org.musicfs.fuse.handover;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/**
 * How each open kernel inode is read: by the kernel itself from a backing file, or through us. The
 * kernel refuses to mix the two in one inode, and another backing file while one is in use, also
 * when the second open is answered by another process; so it is written down where that process
 * finds it. Thread-safe.
 *
 * <p>Format: {@value #SLOTS} slots of 16 bytes: kernel node id u64, 0 for a free slot; backing id
 * s32, 0 for none; number of opens s32.
 */
public final class OpenInodes {
  /** More open files than any process may have by default, several times over. */
  private static final int SLOTS = 65_536;

  private static final int SLOT_BYTES = 16;

  /** Memory they take; pages that were never used take none. */
  static final long BYTES = (long) SLOTS * SLOT_BYTES;

  /** Returned by {@link #opened} when it cannot be written down: the file must not be opened. */
  public static final int NO_ROOM = -1;

  private final MemorySegment memory;

  @GuardedBy("this")
  private final Map<Long, Integer> slots = new HashMap<>();

  @GuardedBy("this")
  private final Deque<Integer> freed = new ArrayDeque<>();

  @GuardedBy("this")
  private int used;

  /** Takes up what the process before has written. */
  OpenInodes(MemorySegment memory) {
    this.memory = memory;
    int last = -1;
    for (int slot = 0; slot < SLOTS; slot++) {
      long id = id(slot);
      if (id != 0) {
        slots.put(id, slot);
        for (int gap = last + 1; gap < slot; gap++) {
          freed.add(gap);
        }
        last = slot;
      }
    }
    used = last + 1;
  }

  /** Gives a backing id for an inode that is opened first. */
  @FunctionalInterface
  public interface Backing {
    /** A backing id, or 0 to read through us. */
    int register();
  }

  /**
   * Notes an open.
   *
   * @param first asked if the inode is not open yet
   * @return the inode's backing id, 0 if it has none, or {@link #NO_ROOM}
   */
  public synchronized int opened(long kernelId, Backing first) {
    Integer known = slots.get(kernelId);
    if (known != null) {
      setOpens(known, opens(known) + 1);
      return backing(known);
    }
    Integer slot = freed.poll();
    if (slot == null) {
      if (used == SLOTS) {
        return NO_ROOM;
      }
      slot = used++;
    }
    int backing = first.register();
    memory.set(JAVA_INT, at(slot) + 8, backing);
    setOpens(slot, 1);
    memory.set(JAVA_LONG, at(slot), kernelId);
    slots.put(kernelId, slot);
    return backing;
  }

  /**
   * Takes an open back.
   *
   * @return the backing id that is not used any more; 0 if there is none
   */
  public synchronized int released(long kernelId) {
    Integer slot = slots.get(kernelId);
    if (slot == null) {
      return 0;
    }
    int opens = opens(slot) - 1;
    setOpens(slot, opens);
    if (opens > 0) {
      return 0;
    }
    memory.set(JAVA_LONG, at(slot), 0);
    slots.remove(kernelId);
    freed.add(slot);
    return backing(slot);
  }

  /** Inodes that are open. */
  public synchronized int size() {
    return slots.size();
  }

  private static long at(int slot) {
    return (long) slot * SLOT_BYTES;
  }

  private long id(int slot) {
    return memory.get(JAVA_LONG, at(slot));
  }

  private int backing(int slot) {
    return memory.get(JAVA_INT, at(slot) + 8);
  }

  private int opens(int slot) {
    return memory.get(JAVA_INT, at(slot) + 12);
  }

  private void setOpens(int slot, int opens) {
    memory.set(JAVA_INT, at(slot) + 12, opens);
  }
}
