package org.musicfs.cas.read;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.musicfs.core.origin.OriginId;

/**
 * How many bytes may be in flight, over all origins. One origin may hold a third, so that some that
 * hang leave room for the rest; whoever holds nothing may take what is asked for even if it is more
 * than a third, so that a small budget still moves. Thread-safe.
 */
final class ByteBudget {
  private static final int ORIGIN_SHARE = 3;

  private final long totalBytes;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition released = lock.newCondition();

  @GuardedBy("lock")
  private final Map<OriginId, Long> held = new HashMap<>();

  @GuardedBy("lock")
  private long inFlight;

  ByteBudget(long totalBytes) {
    this.totalBytes = totalBytes;
  }

  /** Takes {@code bytes} if they are free now. */
  boolean tryAcquire(OriginId origin, long bytes) {
    lock.lock();
    try {
      return take(origin, bytes);
    } finally {
      lock.unlock();
    }
  }

  /** Waits for {@code bytes} until the deadline (of {@link System#nanoTime}). */
  boolean acquire(OriginId origin, long bytes, long deadlineNanos) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (!take(origin, bytes)) {
        long left = deadlineNanos - System.nanoTime();
        if (left <= 0) {
          return false;
        }
        var _ = released.awaitNanos(Math.min(left, TimeUnit.SECONDS.toNanos(1)));
      }
      return true;
    } finally {
      lock.unlock();
    }
  }

  @GuardedBy("lock")
  private boolean take(OriginId origin, long bytes) {
    long own = held.getOrDefault(origin, 0L);
    boolean fitsTotal = inFlight == 0 || inFlight + bytes <= totalBytes;
    boolean fitsShare = own == 0 || own + bytes <= totalBytes / ORIGIN_SHARE;
    if (!fitsTotal || !fitsShare) {
      return false;
    }
    inFlight += bytes;
    held.put(origin, own + bytes);
    return true;
  }

  void release(OriginId origin, long bytes) {
    lock.lock();
    try {
      inFlight -= bytes;
      held.computeIfPresent(origin, (id, own) -> own == bytes ? null : own - bytes);
      released.signalAll();
    } finally {
      lock.unlock();
    }
  }

  long inFlight() {
    lock.lock();
    try {
      return inFlight;
    } finally {
      lock.unlock();
    }
  }
}
