package org.musicfs.index.search;

import java.time.Duration;

/**
 * How the index is kept.
 *
 * @param batch documents read from the catalogue at once
 * @param commitEvery changes after which they are made durable
 * @param commitAfter the longest a change waits for that
 * @param idleAfter after so long without work everything is closed
 * @param freshness how long a search waits for changes made before it
 */
record IndexSettings(
    int batch, int commitEvery, Duration commitAfter, Duration idleAfter, Duration freshness) {
  /**
   * A batch of 1,000 is some hundred kilobytes. A commit costs a few fsyncs, so it waits for
   * company for 2 s; nothing hangs on it but work to be done again after a crash. After 30 s memory
   * is worth more than the 10 ms it takes to open the index again. Half a second is what a person
   * who has just changed a tag does not notice.
   */
  static IndexSettings defaults() {
    return new IndexSettings(
        1_000, 50_000, Duration.ofSeconds(2), Duration.ofSeconds(30), Duration.ofMillis(500));
  }
}
