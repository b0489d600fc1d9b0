package org.musicfs.it;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** Waits for a condition instead of a time. */
final class Await {
  private Await() {}

  static void until(String what, Callable<Boolean> condition) {
    until(what, Duration.ofSeconds(30), condition);
  }

  static void until(String what, Duration deadline, Callable<Boolean> condition) {
    long end = System.nanoTime() + deadline.toNanos();
    Throwable last = null;
    while (System.nanoTime() < end) {
      try {
        if (condition.call()) {
          return;
        }
        last = null;
      } catch (Exception | AssertionError e) {
        last = e;
      }
      LockSupport.parkNanos(20_000_000);
    }
    throw new AssertionError("not within " + deadline + ": " + what, last);
  }

  /** Waits until the assertion stops failing. */
  static void passes(String what, ThrowingCallable assertion) {
    until(
        what,
        () -> {
          try {
            assertion.call();
            return true;
          } catch (Error | Exception e) {
            throw e;
          } catch (Throwable e) {
            throw new IllegalStateException(e);
          }
        });
  }
}
