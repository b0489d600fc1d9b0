package org.musicfs.cli.output;

import java.time.Duration;
import java.util.Locale;

/** Numbers and names as people read them. */
public final class Human {
  private static final String[] UNITS = {"B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};
  private static final int KIBI = 1024;

  /** Code points two columns wide: first, last (the blocks of Unicode's UAX 11 that names use). */
  private static final int[][] WIDE = {
    {0x1100, 0x115F},
    {0x2E80, 0xA4CF},
    {0xAC00, 0xD7A3},
    {0xF900, 0xFAFF},
    {0xFE30, 0xFE6F},
    {0xFF00, 0xFF60},
    {0xFFE0, 0xFFE6},
    {0x1F300, 0x1F64F},
    {0x20000, 0x3FFFD}
  };

  private Human() {}

  /**
   * Bytes in binary units with one decimal below 10: {@code 512 B}, {@code 1.5 MiB}, {@code 10
   * GiB}.
   */
  public static String bytes(long bytes) {
    double value = bytes;
    int unit = 0;
    // 1023.95 would print as 1024.0 of a unit, so the next one is taken a little early.
    while (Math.abs(value) >= KIBI - 0.5 && unit < UNITS.length - 1) {
      value /= KIBI;
      unit++;
    }
    boolean decimal = unit > 0 && Math.abs(value) < 9.95;
    return String.format(Locale.ROOT, decimal ? "%.1f %s" : "%.0f %s", value, UNITS[unit]);
  }

  /**
   * The two largest units: {@code 350ms}, {@code 4.2s}, {@code 3m 05s}, {@code 2h 10m}, {@code 3d
   * 4h}.
   */
  public static String duration(Duration duration) {
    long millis = duration.toMillis();
    if (millis < 1000) {
      return millis + "ms";
    }
    if (millis < 60_000) {
      return String.format(Locale.ROOT, "%d.%ds", millis / 1000, millis % 1000 / 100);
    }
    long seconds = duration.toSeconds();
    if (seconds < 3600) {
      return String.format(Locale.ROOT, "%dm %02ds", seconds / 60, seconds % 60);
    }
    long minutes = seconds / 60;
    if (minutes < 24 * 60) {
      return String.format(Locale.ROOT, "%dh %02dm", minutes / 60, minutes % 60);
    }
    return minutes / (24 * 60) + "d " + minutes / 60 % 24 + "h";
  }

  /** As players show it: {@code 3:05}, {@code 1:02:03}; rounded to seconds. */
  public static String playingTime(Duration duration) {
    long seconds = (duration.toMillis() + 500) / 1000;
    return seconds < 3600
        ? String.format(Locale.ROOT, "%d:%02d", seconds / 60, seconds % 60)
        : String.format(
            Locale.ROOT, "%d:%02d:%02d", seconds / 3600, seconds / 60 % 60, seconds % 60);
  }

  /** With thousands apart: {@code 1,234,567}. */
  public static String count(long count) {
    return String.format(Locale.ROOT, "%,d", count);
  }

  /** A part of a whole: {@code 42 %}; {@code -} of nothing. */
  public static String percent(long part, long whole) {
    return whole == 0 ? "-" : Math.round(100.0 * part / whole) + " %";
  }

  /** The text with control characters shown as {@code ?}. */
  public static String printable(String text) {
    StringBuilder out = new StringBuilder(text.length());
    text.codePoints().forEach(c -> out.appendCodePoint(Character.isISOControl(c) ? '?' : c));
    return out.toString();
  }

  /** Columns a terminal needs: two for East Asian wide characters, none for combining marks. */
  static int width(String text) {
    return text.codePoints().map(Human::width).sum();
  }

  private static int width(int c) {
    int type = Character.getType(c);
    if (type == Character.NON_SPACING_MARK
        || type == Character.ENCLOSING_MARK
        || type == Character.FORMAT) {
      return 0;
    }
    for (int[] range : WIDE) {
      if (c >= range[0] && c <= range[1]) {
        return 2;
      }
    }
    return 1;
  }
}
