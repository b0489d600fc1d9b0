package org.musicfs.cas.store;

import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Times of use, in the order of the uses also on a machine whose clock was set back or is not set
 * yet: what was used last would else go first. While the clock is behind the latest use, each use
 * is one millisecond after the one before; else it is the time. Thread-safe, and written to once in
 * a millisecond while the clock is right.
 */
final class UseClock {
  private final InstantSource machine;
  private final AtomicLong latest;

  /**
   * @param latestMillis the latest use that was noted before
   */
  UseClock(InstantSource machine, long latestMillis) {
    this.machine = machine;
    this.latest = new AtomicLong(latestMillis);
  }

  /** The time of a use now, since the epoch. */
  long millis() {
    // Looked at before the clock is: else a use of another thread in between would be a later one.
    long last = latest.get();
    long now = machine.millis();
    if (now < last) {
      return latest.incrementAndGet();
    }
    if (now > last) {
      latest.compareAndSet(last, now);
    }
    return now;
  }
}
