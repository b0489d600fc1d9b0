package org.musicfs.cas.store;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.musicfs.cas.chunk.ChunkClass;

/** How much is held as what: sums kept while the index changes. Not thread-safe. */
final class Holdings {
  private static final class Tally {
    long bytes;
    long chunks;
  }

  private final Map<Holding, Tally> tallies = new HashMap<>();

  void clear() {
    tallies.clear();
  }

  void add(Holding holding, long bytes, long chunks) {
    Tally tally = tallies.computeIfAbsent(holding, h -> new Tally());
    tally.bytes += bytes;
    tally.chunks += chunks;
  }

  /** Bytes of everything. */
  long bytes() {
    return bytes(holding -> true);
  }

  /** Bytes that something may push out, of one class. */
  long bytes(ChunkClass kind) {
    return bytes(holding -> holding.kind() == kind && !holding.isPinned());
  }

  /** Bytes that count against the quota of one origin. */
  long bytes(int origin) {
    return bytes(holding -> holding.origin() == origin && !holding.isPinned());
  }

  /** Bytes that nothing pushes out. */
  long pinnedBytes() {
    return bytes(Holding::isPinned);
  }

  private long bytes(Predicate<Holding> which) {
    long sum = 0;
    for (Map.Entry<Holding, Tally> entry : tallies.entrySet()) {
      if (which.test(entry.getKey())) {
        sum += entry.getValue().bytes;
      }
    }
    return sum;
  }

  long chunks() {
    long sum = 0;
    for (Tally tally : tallies.values()) {
      sum += tally.chunks;
    }
    return sum;
  }

  /** What is not empty. */
  List<Held> list() {
    List<Held> all = new ArrayList<>();
    tallies.forEach(
        (holding, tally) -> {
          if (tally.chunks != 0) {
            all.add(new Held(holding, tally.bytes, tally.chunks));
          }
        });
    return all;
  }
}
