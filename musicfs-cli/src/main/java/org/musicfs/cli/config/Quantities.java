package org.musicfs.cli.config;

import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Sizes and durations as people write them, and back. Strict: a whole number and a unit, nothing
 * else; a fraction or an unknown unit is refused rather than guessed at.
 */
final class Quantities {
  static final String SIZES =
      "a whole number of bytes, or one with kB, MB, GB, TB, KiB, MiB, GiB or TiB";
  static final String DURATIONS = "a whole number with ms, s, m, h or d";

  private static final Pattern SHAPE = Pattern.compile("(-?[0-9]{1,18})(?: ?([A-Za-z]+))?");
  private static final int KIBI = 1024;
  private static final int DAY_SECONDS = 24 * 3600;

  /** Units by lower-case name: nobody means millibits by {@code mb}. */
  private static final Map<String, Long> SIZE_UNITS =
      Map.ofEntries(
          Map.entry("", 1L),
          Map.entry("b", 1L),
          Map.entry("kb", 1_000L),
          Map.entry("mb", 1_000_000L),
          Map.entry("gb", 1_000_000_000L),
          Map.entry("tb", 1_000_000_000_000L),
          Map.entry("kib", 1L << 10),
          Map.entry("mib", 1L << 20),
          Map.entry("gib", 1L << 30),
          Map.entry("tib", 1L << 40));

  private static final Map<String, Duration> DURATION_UNITS =
      Map.of(
          "ms", Duration.ofMillis(1),
          "s", Duration.ofSeconds(1),
          "m", Duration.ofMinutes(1),
          "h", Duration.ofHours(1),
          "d", Duration.ofDays(1));

  private Quantities() {}

  /** Bytes. */
  static long size(String text) throws BadValueException {
    Matcher matcher = SHAPE.matcher(text);
    if (!matcher.matches()) {
      throw new BadValueException("is not a size");
    }
    String name = unit(matcher);
    Long unit = SIZE_UNITS.get(name.toLowerCase(Locale.ROOT));
    if (unit == null) {
      throw new BadValueException("has an unknown unit \"" + name + "\"");
    }
    try {
      return Math.multiplyExact(Long.parseLong(matcher.group(1)), unit);
    } catch (ArithmeticException e) {
      throw new BadValueException("is too large a size");
    }
  }

  static Duration duration(String text) throws BadValueException {
    Matcher matcher = SHAPE.matcher(text);
    if (!matcher.matches()) {
      throw new BadValueException("is not a duration");
    }
    String name = unit(matcher);
    if (name.isEmpty()) {
      throw new BadValueException("has no unit");
    }
    Duration unit = DURATION_UNITS.get(name);
    if (unit == null) {
      throw new BadValueException("has an unknown unit \"" + name + "\"");
    }
    try {
      return unit.multipliedBy(Long.parseLong(matcher.group(1)));
    } catch (ArithmeticException e) {
      throw new BadValueException("is too long a duration");
    }
  }

  private static String unit(Matcher matcher) {
    String unit = matcher.group(2);
    return unit == null ? "" : unit;
  }

  /** The shortest exact form: {@code 10 GiB}, {@code 500 MB}, {@code 1000001}. */
  static String print(long bytes) {
    String[] binary = {"TiB", "GiB", "MiB", "KiB"};
    long unit = 1L << 40;
    for (String name : binary) {
      if (bytes != 0 && bytes % unit == 0) {
        return bytes / unit + " " + name;
      }
      unit /= KIBI;
    }
    String[] decimal = {"TB", "GB", "MB", "kB"};
    unit = 1_000_000_000_000L;
    for (String name : decimal) {
      if (bytes != 0 && bytes % unit == 0) {
        return bytes / unit + " " + name;
      }
      unit /= 1000;
    }
    return Long.toString(bytes);
  }

  /** The shortest exact form: {@code 30d}, {@code 2m}, {@code 1500ms}. */
  static String print(Duration duration) {
    long millis = duration.toMillis();
    if (millis == 0) {
      return "0s";
    }
    if (millis % 1000 != 0) {
      return millis + "ms";
    }
    long seconds = millis / 1000;
    if (seconds % DAY_SECONDS == 0 && seconds > DAY_SECONDS) {
      return seconds / DAY_SECONDS + "d";
    }
    if (seconds % 3600 == 0) {
      return seconds / 3600 + "h";
    }
    return seconds % 60 == 0 ? seconds / 60 + "m" : seconds + "s";
  }
}
