package org.musicfs.cas.read;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.musicfs.cas.chunk.ChunkId;

/**
 * What readers got of chunks that then failed to arrive whole, by its name alone: the next flight
 * of such a chunk has to begin with the same bytes. Bounded in number and time. Thread-safe.
 */
final class ShownPrefixes {
  private static final int MOST = 4096;
  private static final Duration KEPT = Duration.ofMinutes(1);

  private final Cache<Flight.Key, ChunkId> names =
      Caffeine.newBuilder()
          .maximumSize(MOST)
          .expireAfterWrite(KEPT)
          .executor(Runnable::run)
          .build();

  @Nullable ChunkId find(Flight.Key key) {
    return names.getIfPresent(key);
  }

  /** A flight has ended, and owes this; null if nothing. */
  void ended(Flight flight, Flight.Outcome how) {
    ChunkId owed = flight.owed();
    if (owed == null) {
      return;
    }
    if (how instanceof Flight.Failed) {
      names.put(flight.key(), owed);
    } else {
      names.invalidate(flight.key());
    }
  }
}
