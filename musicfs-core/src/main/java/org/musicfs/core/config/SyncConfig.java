package org.musicfs.core.config;

/**
 * How the catalogue follows the origins: {@code [sync]}.
 *
 * @param onMount whether every origin is synced after the mount answers
 * @param threads that list directories, for each origin; 1 to 64
 */
public record SyncConfig(boolean onMount, int threads) {
  private static final int MOST_THREADS = 64;

  /**
   * @throws InvalidConfigException if {@code threads} is out of its range
   */
  public SyncConfig {
    Check.range(threads, 1, MOST_THREADS, "sync.threads", "1 to " + MOST_THREADS);
  }
}
