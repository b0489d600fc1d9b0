package org.musicfs.cas.store;

import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Times of use, in the order of the uses also on a machine whose clock was set back or is not set
 * yet: what was used last would else go first. While the clock is behind the latest use, each use
 * is one millisecond after the one before.
 */
final class UseClock implements InstantSource {
  private final InstantSource machine;
  private final AtomicLong latest;

  /**
   * @param latestMillis the latest use that was noted before
   */
  UseClock(InstantSource machine, long latestMillis) {
    this.machine = machine;
    this.latest = new AtomicLong(latestMillis);
  }

  @Override
  public long millis() {
    long now = machine.millis();
    long last = latest.get();
    if (now == last) {
      return now;
    }
    if (now > last) {
      latest.compareAndSet(last, now);
      return now;
    }
    return latest.incrementAndGet();
  }

  @Override
  public Instant instant() {
    return Instant.ofEpochMilli(millis());
  }
}
