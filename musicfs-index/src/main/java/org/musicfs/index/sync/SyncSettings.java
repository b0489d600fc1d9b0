package org.musicfs.index.sync;

import java.time.Duration;

/**
 * How a sync works, per origin.
 *
 * @param listingThreads directories listed at once, 1 or more
 * @param tagThreads files read at once, 1 or more
 * @param batchSize findings applied in one transaction, 1 or more
 * @param batchAge how long a finding waits for its batch to fill, at most
 * @param patience how long one listing may take before it counts as unknown
 * @param progressInterval between two reports of progress
 * @param debounce between a report that a file changed and the sync of its directory
 * @param heldFiles new files remembered while it is not yet known whether they were moved, 0 or
 *     more; with more of them the origin is listed a second time instead
 */
public record SyncSettings(
    int listingThreads,
    int tagThreads,
    int batchSize,
    Duration batchAge,
    Duration patience,
    Duration progressInterval,
    Duration debounce,
    int heldFiles) {
  public SyncSettings {
    if (listingThreads < 1 || tagThreads < 1 || batchSize < 1 || heldFiles < 0) {
      throw new IllegalArgumentException("sync settings out of range");
    }
  }

  /**
   * Eight listings at once keep a disk's queue filled when nothing is cached and cost two cores
   * nothing when all of it is. 500 files or a quarter of a second make a commit cheap per file and
   * keep a new album from waiting. 50,000 held files take some 10 MB.
   *
   * @param processors of this machine
   */
  public static SyncSettings defaults(int processors) {
    return new SyncSettings(
        8,
        Math.clamp(processors, 2, 8),
        500,
        Duration.ofMillis(250),
        Duration.ofSeconds(10),
        Duration.ofMillis(200),
        Duration.ofMillis(200),
        50_000);
  }

  /** The same with another number of directories listed at once. */
  public SyncSettings withListingThreads(int threads) {
    return new SyncSettings(
        threads, tagThreads, batchSize, batchAge, patience, progressInterval, debounce, heldFiles);
  }
}
