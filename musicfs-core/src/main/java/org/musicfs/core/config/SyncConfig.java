package org.musicfs.core.config;

import java.time.Duration;

/**
 * How the catalogue follows the origins: {@code [sync]}.
 *
 * @param onMount whether every origin is synced after the mount answers
 * @param threads that list directories, for each origin; 1 to 64
 * @param watch whether origins that can tell of changes are listened to
 * @param pollInterval between two syncs of an origin that tells nothing; 10 s to 1 day
 * @param rescanInterval between two syncs of one that does; 1 minute to 30 days
 * @param missingGrace how long a track whose file vanished is remembered; 0 to 365 days
 */
public record SyncConfig(
    boolean onMount,
    int threads,
    boolean watch,
    Duration pollInterval,
    Duration rescanInterval,
    Duration missingGrace) {
  private static final int MOST_THREADS = 64;

  /**
   * @throws InvalidConfigException if one is out of its range
   */
  public SyncConfig {
    Check.range(threads, 1, MOST_THREADS, "sync.threads", "1 to " + MOST_THREADS);
    Check.range(
        pollInterval,
        Duration.ofSeconds(10),
        Duration.ofDays(1),
        "sync.poll_interval",
        "10s to 24h");
    Check.range(
        rescanInterval,
        Duration.ofMinutes(1),
        Duration.ofDays(30),
        "sync.rescan_interval",
        "1m to 720h");
    Check.range(
        missingGrace, Duration.ZERO, Duration.ofDays(365), "sync.missing_grace", "0s to 8760h");
  }
}
