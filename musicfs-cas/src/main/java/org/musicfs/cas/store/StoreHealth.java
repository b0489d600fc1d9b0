package org.musicfs.cas.store;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.time.InstantSource;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.musicfs.core.content.StoreState;
import org.musicfs.core.content.StoreState.Condition;
import org.musicfs.core.metrics.Metric;
import org.musicfs.core.metrics.Metrics;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether the store's disk works. After a failed write nothing is stored for a while, readers are
 * served from their origins meanwhile; then it is probed, each time it fails again after twice as
 * long, up to half a minute. Logged when it starts and when it is over, counted each time.
 * Thread-safe.
 */
final class StoreHealth {
  private static final long FIRST_PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final long LONGEST_PAUSE_NANOS = TimeUnit.SECONDS.toNanos(30);

  private static final Logger log = LoggerFactory.getLogger(StoreHealth.class);
  private final Metrics metrics;
  private final InstantSource clock;
  private volatile StoreState state = StoreState.WELL;
  private volatile long pausedUntilNanos;

  @GuardedBy("this")
  private long pauseNanos = FIRST_PAUSE_NANOS;

  StoreHealth(Metrics metrics, InstantSource clock) {
    this.metrics = metrics;
    this.clock = clock;
  }

  StoreState state() {
    return state;
  }

  /** Whether nothing is to be tried now. */
  boolean isPaused() {
    return state.condition() != Condition.OK && pausedUntilNanos - System.nanoTime() > 0;
  }

  /** Whether it failed, and long enough ago to look again. */
  boolean isProbeDue() {
    return state.condition() != Condition.OK && !isPaused();
  }

  void failed(String what, Exception cause) {
    metrics.increment(Metric.STORE_FAILURES);
    boolean noSpace = isNoSpace(cause);
    pause(
        noSpace ? Condition.FULL : Condition.DEGRADED,
        noSpace ? "no space is left on its disk" : what + ": " + reason(cause));
  }

  /** There is less room on the disk than is to be left to others. */
  synchronized void isShort() {
    if (state.isWell()) {
      set(Condition.FULL, "its disk has less free space than cache.reserve leaves to others");
      pausedUntilNanos = System.nanoTime();
    }
  }

  private synchronized void pause(Condition condition, String reason) {
    pausedUntilNanos = System.nanoTime() + pauseNanos;
    pauseNanos = Math.min(2 * pauseNanos, LONGEST_PAUSE_NANOS);
    if (state.condition() != condition) {
      set(condition, reason);
    }
  }

  @GuardedBy("this")
  private void set(Condition condition, String reason) {
    state = new StoreState(condition, reason, clock.millis());
    log.warn(
        "the chunk store is {}: {}; files are read from their origins, it is tried again",
        condition.name().toLowerCase(Locale.ROOT),
        reason);
  }

  /** A read failed, which says nothing about writing. */
  void readFailed() {
    metrics.increment(Metric.STORE_FAILURES);
  }

  /** Something was written. */
  void worked() {
    if (!state.isWell()) {
      recovered();
    }
  }

  private synchronized void recovered() {
    if (!state.isWell()) {
      state = StoreState.WELL;
      pauseNanos = FIRST_PAUSE_NANOS;
      log.info("the chunk store works again");
    }
  }

  private static boolean isNoSpace(Exception cause) {
    String message = String.valueOf(cause.getMessage());
    return message.contains("No space left") || message.contains("Disk quota exceeded");
  }

  private static String reason(Exception cause) {
    String message = cause.getMessage();
    return message == null || message.isBlank() ? cause.getClass().getSimpleName() : message;
  }
}
