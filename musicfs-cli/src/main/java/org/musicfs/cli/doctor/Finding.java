package org.musicfs.cli.doctor;

import java.util.Locale;

/**
 * One thing that was looked at.
 *
 * @param subject what: {@code /dev/fuse}
 * @param detail what was found
 * @param remedy the exact command that mends it; empty if nothing is wrong
 */
record Finding(Level level, String subject, String detail, String remedy) {
  /** How it is. */
  enum Level {
    OK,
    /** Works, but not as well as it could. */
    WARN,
    /** A mount will not work. */
    FAIL;

    String key() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  static Finding ok(String subject, String detail) {
    return new Finding(Level.OK, subject, detail, "");
  }

  static Finding warn(String subject, String detail, String remedy) {
    return new Finding(Level.WARN, subject, detail, remedy);
  }

  static Finding fail(String subject, String detail, String remedy) {
    return new Finding(Level.FAIL, subject, detail, remedy);
  }
}
