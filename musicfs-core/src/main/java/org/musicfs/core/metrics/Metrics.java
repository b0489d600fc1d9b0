package org.musicfs.core.metrics;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;

/**
 * One counter per {@link Metric}. Any thread; adding costs a few nanoseconds and allocates nothing.
 */
public final class Metrics {
  private final Map<Metric, LongAdder> counters = new EnumMap<>(Metric.class);

  public Metrics() {
    for (Metric metric : Metric.values()) {
      counters.put(metric, new LongAdder());
    }
  }

  /** Adds {@code amount}, 0 or more. */
  public void add(Metric metric, long amount) {
    counter(metric).add(amount);
  }

  /** Adds one. */
  public void increment(Metric metric) {
    counter(metric).increment();
  }

  /** The sum so far. */
  public long get(Metric metric) {
    return counter(metric).sum();
  }

  private LongAdder counter(Metric metric) {
    return Objects.requireNonNull(counters.get(metric));
  }
}
