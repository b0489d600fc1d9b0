package org.musicfs.core.config;

import java.time.Duration;

/**
 * How bytes are read: {@code [content]}.
 *
 * @param readTimeout after it a read fails with EIO; 1 s to 10 min
 * @param readAheadBytes budget of the whole process for bytes on their way from origins; 0 to 24
 *     MiB, 0 for nothing ahead of readers
 */
public record ContentConfig(Duration readTimeout, long readAheadBytes) {
  /** A good third of the heap the daemon is given (packaging/jvm/daemon.options). */
  private static final long LARGEST_READ_AHEAD = 24L << 20;

  /**
   * @throws InvalidConfigException if a value is out of its range
   */
  public ContentConfig {
    Check.range(
        readTimeout,
        Duration.ofSeconds(1),
        Duration.ofMinutes(10),
        "content.read_timeout",
        "1s to 10m");
    Check.range(readAheadBytes, 0, LARGEST_READ_AHEAD, "content.read_ahead", "0 (none) to 24 MiB");
  }
}
