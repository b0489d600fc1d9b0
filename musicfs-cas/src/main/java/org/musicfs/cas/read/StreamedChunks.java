package org.musicfs.cas.read;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The last chunks that the store did not take, in memory: a reader asks for a chunk in several
 * pieces, and each would be a fetch of its own. Bounded in bytes and seconds. Thread-safe.
 */
final class StreamedChunks {
  private static final Duration KEPT = Duration.ofSeconds(5);

  private final Cache<Flight.Key, Flight.Landed> chunks;

  StreamedChunks(long mostBytes) {
    this.chunks =
        Caffeine.newBuilder()
            .maximumWeight(mostBytes)
            .<Flight.Key, Flight.Landed>weigher((key, chunk) -> chunk.length())
            .expireAfterWrite(KEPT)
            .executor(Runnable::run)
            .build();
  }

  Flight.@Nullable Landed find(Flight.Key key) {
    return chunks.getIfPresent(key);
  }

  /** Keeps a copy, so that a long fetch is not held by one chunk of it. */
  void keep(Flight.Key key, Flight.Landed chunk) {
    byte[] own = new byte[chunk.length()];
    System.arraycopy(chunk.data(), chunk.offset(), own, 0, own.length);
    chunks.put(key, new Flight.Landed(own, 0, own.length));
  }

  void clear() {
    chunks.invalidateAll();
  }

  void cleanUp() {
    chunks.cleanUp();
  }
}
