package org.musicfs.origin.sftp;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The end of an operation.
 *
 * @param nanos on the clock of {@link System#nanoTime}
 * @param limit how long the operation had, for messages
 */
record Deadline(long nanos, Duration limit) {
  /** So long from now. */
  static Deadline in(Duration limit) {
    return new Deadline(System.nanoTime() + limit.toNanos(), limit);
  }

  /** The one that comes first. */
  Deadline earlier(Deadline other) {
    return nanos - other.nanos <= 0 ? this : other;
  }

  /** Nanoseconds left, 0 once it has passed. */
  long remainingNanos() {
    return Math.max(0, nanos - System.nanoTime());
  }

  /** What is left, at least a millisecond: for interfaces to which 0 means for ever. */
  Duration remaining() {
    return Duration.ofNanos(Math.max(1_000_000, remainingNanos()));
  }

  boolean hasPassed() {
    return remainingNanos() == 0;
  }

  /**
   * Waits for a result.
   *
   * @throws SftpFailure that of the request; late once the deadline has passed or if this thread is
   *     interrupted, which it stays
   */
  <T> T await(Future<T> result) throws SftpFailure {
    try {
      return result.get(remainingNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      throw SftpFailure.late("no answer within " + seconds(limit));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw SftpFailure.late("interrupted while it waited");
    } catch (ExecutionException e) {
      if (e.getCause() instanceof SftpFailure failure) {
        throw failure.again();
      }
      throw SftpFailure.garbled("the answer cannot be read: " + e.getCause(), e);
    }
  }

  private static String seconds(Duration limit) {
    return limit.toMillis() % 1000 == 0 ? limit.toSeconds() + " s" : limit.toMillis() + " ms";
  }
}
