package org.musicfs.core.config;

import java.time.Duration;

/** Range checks of the records in this package. */
final class Check {
  private Check() {}

  static void that(boolean valid, String key, String problem, String allowed) {
    if (!valid) {
      throw new InvalidConfigException(key, problem, allowed);
    }
  }

  static void range(long value, long least, long most, String key, String allowed) {
    that(value >= least && value <= most, key, "is out of range", allowed);
  }

  static void range(Duration value, Duration least, Duration most, String key, String allowed) {
    that(
        value.compareTo(least) >= 0 && value.compareTo(most) <= 0, key, "is out of range", allowed);
  }
}
