package org.musicfs.cas.store;

import java.util.concurrent.atomic.AtomicLongArray;
import org.musicfs.cas.chunk.ChunkId;

/**
 * Remembers which chunk files have verified since the start: a table of 1 MiB with one place per
 * chunk; a chunk that loses its place to another is verified again. Lock-free.
 */
final class VerifiedChunks {
  private static final int PLACES = 1 << 17;
  private final AtomicLongArray table = new AtomicLongArray(PLACES);

  boolean contains(ChunkId id) {
    return table.get(place(id)) == mark(id);
  }

  void add(ChunkId id) {
    table.set(place(id), mark(id));
  }

  void remove(ChunkId id) {
    table.compareAndSet(place(id), mark(id), 0);
  }

  private static int place(ChunkId id) {
    return (int) id.high() & (PLACES - 1);
  }

  /** With the place, 81 bits of the hash and the length; never 0. */
  private static long mark(ChunkId id) {
    long mark = id.low() ^ ((long) id.length() << 40);
    return mark == 0 ? 1 : mark;
  }
}
