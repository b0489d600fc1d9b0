package org.musicfs.index.tags;

import java.time.Duration;

/**
 * How tags are read.
 *
 * @param deadline longest time one file may take in a worker
 * @param idle a worker without work for this long ends, and its memory goes back to the system
 * @param maxWorkers worker processes at a time
 * @param workerHeapMebibytes most one may use for objects
 */
public record TagReaderConfig(
    Duration deadline, Duration idle, int maxWorkers, int workerHeapMebibytes) {
  public TagReaderConfig {
    if (deadline.toMillis() < 1 || idle.toMillis() < 1 || maxWorkers < 1) {
      throw new IllegalArgumentException(deadline + ", " + idle + ", " + maxWorkers + " workers");
    }
    if (workerHeapMebibytes < 32) {
      throw new IllegalArgumentException("a worker needs 32 MiB, not " + workerHeapMebibytes);
    }
  }

  /**
   * 5 s, a thousand times what a large tag takes; 10 s idle, longer than the gaps within a scan;
   * two workers, since more only help a scan that has more processors than it should take; 96 MiB,
   * ten times what the largest tag passed to a worker needs.
   */
  public static TagReaderConfig defaults() {
    return new TagReaderConfig(Duration.ofSeconds(5), Duration.ofSeconds(10), 2, 96);
  }
}
