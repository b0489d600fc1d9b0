package org.musicfs.cas.store;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.musicfs.cas.chunk.ChunkId;

/**
 * Chunks that were granted and are being written: they must not be evicted, and their bytes are not
 * on the disk yet. Changed under the monitor of {@link Space}, asked from any thread.
 */
final class Pending {
  private final Map<ChunkId, Holding> chunks = new ConcurrentHashMap<>();
  private final AtomicLong bytes = new AtomicLong();

  void add(ChunkId id, Holding holding) {
    chunks.put(id, holding);
    bytes.addAndGet(id.length());
  }

  /** Takes a chunk out; false if it was not in. */
  boolean remove(ChunkId id) {
    boolean was = chunks.remove(id) != null;
    if (was) {
      bytes.addAndGet(-id.length());
    }
    return was;
  }

  boolean contains(ChunkId id) {
    return chunks.containsKey(id);
  }

  /** Bytes of all of them. */
  long bytes() {
    return bytes.get();
  }

  Map<ChunkId, Holding> all() {
    return Map.copyOf(chunks);
  }
}
