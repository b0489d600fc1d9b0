package org.musicfs.core.config;

/**
 * How much of the chunk store one origin may take: {@code cache_limit} of an {@code [[origin]]}.
 *
 * @param bytes the most; 0 if it is a share
 * @param percent of {@code cache.limit}, 1 to 100; 0 if it is a size
 */
public record CacheQuota(long bytes, int percent) {
  private static final int WHOLE = 100;

  /**
   * @throws InvalidConfigException if it is neither a size nor a share
   */
  public CacheQuota {
    Check.that(
        (bytes > 0 && percent == 0) || (bytes == 0 && percent >= 1 && percent <= WHOLE),
        "origin.cache_limit",
        "is no part of a cache",
        "a size more than 0, or 1% to 100%");
  }

  /** The most in bytes, of a store with this limit. */
  public long of(long limitBytes) {
    return percent == 0 ? bytes : limitBytes / WHOLE * percent;
  }
}
