package org.musicfs.cas.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.musicfs.cas.chunk.ChunkId;

/**
 * The open chunk files: a hit finds its descriptor here, without a lock and without an open.
 * Opening and removing a chunk's file exclude each other per chunk (they run inside the map's
 * {@code compute}, which holds one bin), so no reader can open what is being deleted, and nothing
 * is deleted that is being read or {@link #lend lent}. Uses are collected until {@link
 * #takeTouches}. Thread-safe.
 */
final class OpenChunks {
  private final ChunkFiles files;
  private final VerifiedChunks verified = new VerifiedChunks();
  private final int most;
  private final Map<ChunkId, OpenChunk> open = new ConcurrentHashMap<>();
  private final Map<ChunkId, OpenChunk.Touch> touches = new ConcurrentHashMap<>();

  /** How often each file is lent. Not counted by {@link OpenChunk}, which an interrupt can end. */
  private final Map<ChunkId, Integer> lent = new ConcurrentHashMap<>();

  /** A chunk, and when it was used last as of now: readers go on, and an order must hold. */
  private record Used(OpenChunk chunk, long millis) {}

  /**
   * @param most files kept open when nobody reads them
   */
  OpenChunks(ChunkFiles files, int most) {
    this.files = files;
    this.most = most;
  }

  /** The chunk, to be released after reading; null if it is not stored. */
  @Nullable OpenChunk acquire(ChunkId id) throws IOException {
    while (true) {
      OpenChunk chunk = open.get(id);
      if (chunk == null) {
        chunk = openFile(id);
        if (chunk == null) {
          return null;
        }
      }
      if (chunk.acquire()) {
        if (!chunk.isBroken()) {
          return chunk;
        }
        chunk.release();
        forget(chunk);
      }
    }
  }

  private @Nullable OpenChunk openFile(ChunkId id) throws IOException {
    if (open.size() >= most) {
      closeOldest(most);
    }
    try {
      return open.computeIfAbsent(id, this::openUnchecked);
    } catch (UncheckedIOException e) {
      if (!(e.getCause() instanceof NoDescriptorException) || open.isEmpty()) {
        throw e.getCause();
      }
    }
    closeOldest(open.size()); // others have taken the descriptors: make do with fewer
    try {
      return open.computeIfAbsent(id, this::openUnchecked);
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  @SuppressWarnings("NullAway") // null from the mapping function means: no mapping
  private OpenChunk openUnchecked(ChunkId id) {
    try {
      FileChannel channel = files.open(id);
      return channel == null ? null : new OpenChunk(id, channel, verified.contains(id));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Drops a chunk whose descriptor was closed under its readers by an interrupt. */
  void forget(OpenChunk chunk) {
    if (open.remove(chunk.id, chunk)) {
      remember(chunk);
    }
  }

  /** The file of this name is another one now. */
  void replaced(ChunkId id) {
    open.computeIfPresent(
        id,
        (key, chunk) -> {
          verified.remove(id);
          chunk.retire();
          return null;
        });
  }

  void markVerified(ChunkId id) {
    verified.add(id);
  }

  boolean isOpen(ChunkId id) {
    return open.containsKey(id);
  }

  /** Notes a use of a chunk that was not read through a descriptor. */
  void touch(ChunkId id, OpenChunk.Touch touch) {
    touches.merge(id, touch, OpenChunk.Touch::and);
  }

  /** Uses since the last call. */
  Map<ChunkId, OpenChunk.Touch> takeTouches() {
    open.values().forEach(this::remember);
    Map<ChunkId, OpenChunk.Touch> taken = new HashMap<>();
    for (ChunkId id : List.copyOf(touches.keySet())) {
      OpenChunk.Touch touch = touches.remove(id);
      if (touch != null) {
        taken.put(id, touch);
      }
    }
    return taken;
  }

  private void remember(OpenChunk chunk) {
    if (chunk.usedMillis() != 0) {
      touch(chunk.id, chunk.touch());
    }
  }

  /** Forgets the uses of a chunk that are not in the index yet. */
  void forgetUses(ChunkId id) {
    OpenChunk chunk = open.get(id);
    if (chunk != null) {
      chunk.forgetUse();
    }
    touches.remove(id);
  }

  /** Keeps a file from being removed until it is given back; called by who has acquired it. */
  void lend(ChunkId id) {
    lent.merge(id, 1, Integer::sum);
  }

  /** Takes back one {@link #lend}; it was in use until now. */
  void giveBack(ChunkId id, OpenChunk.Touch lastUse) {
    touch(id, lastUse);
    lent.computeIfPresent(id, (key, times) -> times == 1 ? null : times - 1);
  }

  /** Bytes of all files that are lent. */
  long lentBytes() {
    return lent.keySet().stream().mapToLong(ChunkId::length).sum();
  }

  /** What to do with the file of a chunk that nobody reads. */
  @FunctionalInterface
  interface Removal {
    void run(ChunkId id) throws IOException;
  }

  /**
   * Runs {@code removal} with the chunk closed and nobody able to open it.
   *
   * @return false, and nothing done, if it is being read, or lent, or {@code unless} says so
   */
  boolean remove(ChunkId id, Predicate<ChunkId> unless, Removal removal) throws IOException {
    boolean[] done = new boolean[1];
    try {
      open.compute(
          id,
          (key, chunk) -> {
            if (unless.test(id)
                || lent.containsKey(id)
                || (chunk != null && !chunk.closeIfIdle())) {
              return chunk;
            }
            verified.remove(id);
            try {
              removal.run(id);
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
            done[0] = true;
            return null;
          });
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    if (done[0]) {
      touches.remove(id);
    }
    return done[0];
  }

  /** Makes room for an eighth of {@code bound} more, so that the search is rare. */
  private void closeOldest(int bound) {
    List<Used> all = new ArrayList<>();
    open.values().forEach(chunk -> all.add(new Used(chunk, chunk.usedMillis())));
    all.sort(Comparator.comparingLong(Used::millis));
    int excess = all.size() - bound + Math.max(1, bound / 8);
    for (Used used : all.subList(0, Math.clamp(excess, 0, all.size()))) {
      if (used.chunk.closeIfIdle()) {
        forget(used.chunk);
      }
    }
  }

  void closeAll() {
    for (OpenChunk chunk : List.copyOf(open.values())) {
      chunk.retire();
      forget(chunk);
    }
  }

  int size() {
    return open.size();
  }
}
