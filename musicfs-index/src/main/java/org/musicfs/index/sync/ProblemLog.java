package org.musicfs.index.sync;

import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the problems of one sync to the log: the first of them one line each, of the rest only
 * that there are more. A library with ten thousand broken files must not drown the log; {@code
 * musicfs status} lists them. Thread-safe.
 */
final class ProblemLog {
  private static final Logger log = LoggerFactory.getLogger(ProblemLog.class);

  /** Enough to see what is wrong, few enough to read. */
  static final int LINES = 20;

  private final String origin;
  private final AtomicInteger seen = new AtomicInteger();

  /**
   * @param origin its name for people, which starts each line
   */
  ProblemLog(String origin) {
    this.origin = origin;
  }

  /**
   * @param message names the path it is about
   */
  void problem(String message) {
    int number = seen.incrementAndGet();
    if (number <= LINES) {
      log.warn("{}: {}", origin, message);
    } else if (number == LINES + 1) {
      log.warn("{}: further problems of this sync are only counted", origin);
    }
  }
}
