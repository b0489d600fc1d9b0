package org.musicfs.core.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * The chunk store: {@code [cache]}.
 *
 * @param limitBytes it never holds more; at least 16 chunks
 * @param reserveBytes free space it leaves on its file system; 0 or more
 * @param chunkBytes length of a chunk; a power of two from 64 KiB to 4 MiB
 * @param maxAge how long a chunk that nobody uses stays; zero for as long as there is room, else an
 *     hour or more
 * @param verifyInterval in which all that is stored is verified once; zero for never, else an hour
 *     or more
 * @param directory where it lies, absolute; empty for the place XDG names. Each library has a
 *     directory of its own below it
 */
public record CacheConfig(
    long limitBytes,
    long reserveBytes,
    int chunkBytes,
    Duration maxAge,
    Duration verifyInterval,
    Optional<Path> directory) {
  private static final int LEAST_CHUNK = 64 << 10;
  private static final int LARGEST_CHUNK = 4 << 20;
  private static final int LEAST_CHUNKS = 16;
  private static final long LARGEST = 1L << 60;
  private static final Duration SHORTEST = Duration.ofHours(1);
  private static final Duration LONGEST = Duration.ofDays(3650);

  /**
   * @throws InvalidConfigException if a value is out of its range
   */
  public CacheConfig {
    Check.that(
        Integer.bitCount(chunkBytes) == 1
            && chunkBytes >= LEAST_CHUNK
            && chunkBytes <= LARGEST_CHUNK,
        "cache.chunk_size",
        "is not a size chunks can have",
        "a power of two from 64 KiB to 4 MiB");
    Check.range(
        limitBytes,
        (long) LEAST_CHUNKS * chunkBytes,
        LARGEST,
        "cache.limit",
        "room for " + LEAST_CHUNKS + " chunks or more, up to 1024 PiB");
    Check.range(reserveBytes, 0, LARGEST, "cache.reserve", "0 or more, up to 1024 PiB");
    checkInterval(maxAge, "cache.max_age");
    checkInterval(verifyInterval, "cache.verify_interval");
    Check.that(
        directory.isEmpty() || directory.get().isAbsolute(),
        "cache.directory",
        "is a relative path",
        "an absolute path, or one that starts with ~/");
  }

  private static void checkInterval(Duration interval, String key) {
    if (!interval.isZero()) {
      Check.range(interval, SHORTEST, LONGEST, key, "1h to 3650d, or 0s for never");
    }
  }
}
