package org.musicfs.cas.read;

import java.util.concurrent.atomic.LongAdder;
import org.musicfs.core.metrics.Metric;
import org.musicfs.core.metrics.Metrics;

/**
 * Counts chunk reads of one origin's files, and of all. Thread-safe; counting allocates nothing.
 */
public final class ReadCounts {
  private final Metrics metrics;
  private final LongAdder hits = new LongAdder();
  private final LongAdder misses = new LongAdder();

  ReadCounts(Metrics metrics) {
    this.metrics = metrics;
  }

  void add(long hit, long missed) {
    metrics.add(Metric.CHUNK_HITS, hit);
    metrics.add(Metric.CHUNK_MISSES, missed);
    hits.add(hit);
    misses.add(missed);
  }

  /** Reads answered from the store since the start. */
  public long hits() {
    return hits.sum();
  }

  /** Reads that needed the origin since the start. */
  public long misses() {
    return misses.sum();
  }
}
