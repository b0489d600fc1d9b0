package org.musicfs.cas.store;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.musicfs.core.metrics.Metric;
import org.musicfs.core.metrics.Metrics;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether the store's disk works. After a failed write nothing is stored for a second, readers are
 * served from their origins meanwhile; then it is tried again. Logged when it starts and when it is
 * over, counted each time. Thread-safe.
 */
final class StoreHealth {
  private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);

  private static final Logger log = LoggerFactory.getLogger(StoreHealth.class);
  private final Metrics metrics;
  private final AtomicBoolean failing = new AtomicBoolean();
  private volatile long failedNanos;

  StoreHealth(Metrics metrics) {
    this.metrics = metrics;
  }

  boolean isPaused() {
    return failing.get() && System.nanoTime() - failedNanos < PAUSE_NANOS;
  }

  void failed(String what, Exception cause) {
    metrics.increment(Metric.STORE_FAILURES);
    failedNanos = System.nanoTime();
    if (failing.compareAndSet(false, true)) {
      log.warn("{}: {}; serving from the origins, trying again", what, cause.toString());
    }
  }

  /** A read failed, which says nothing about writing. */
  void readFailed() {
    metrics.increment(Metric.STORE_FAILURES);
  }

  void worked() {
    if (failing.get() && failing.compareAndSet(true, false)) {
      log.info("the chunk store's disk works again");
    }
  }
}
