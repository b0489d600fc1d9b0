package org.musicfs.core.template;

import java.util.Optional;

/** Numbers as tags write them. */
final class Numbers {
  private static final int MAX_DIGITS = 9;

  private Numbers() {}

  /**
   * A number out of a total: {@code 3}, {@code 3/12}, {@code 3 of 12}; vinyl sides and other text
   * stay as they are.
   *
   * @param number what stands before the total, stripped; may be empty
   * @param total 0 if there is none
   */
  record Counted(String number, int total) {
    static Counted parse(String written) {
      int slash = written.indexOf('/');
      int cut = slash >= 0 ? slash : written.indexOf(" of ");
      if (cut < 0) {
        return new Counted(written.strip(), 0);
      }
      String total = written.substring(cut + (slash >= 0 ? 1 : 4));
      return new Counted(written.substring(0, cut).strip(), Numbers.parse(total).orElse(0));
    }

    /** The number, if it is one. */
    Optional<Integer> value() {
      return Numbers.parse(number);
    }
  }

  /** A whole number of up to nine digits, of any script; spaces around it do not count. */
  static Optional<Integer> parse(String text) {
    String stripped = text.strip();
    if (stripped.isEmpty() || stripped.length() > MAX_DIGITS) {
      return Optional.empty();
    }
    int number = 0;
    for (int i = 0; i < stripped.length(); i++) {
      int digit = Character.digit(stripped.charAt(i), 10);
      if (digit < 0) {
        return Optional.empty();
      }
      number = number * 10 + digit;
    }
    return Optional.of(number);
  }

  /**
   * The year a date names: the first run of four digits, or of eight ({@code YYYYMMDD}), that
   * begins with a year from 1000 on; 0 if there is none.
   */
  static int year(String date) {
    int start = 0;
    while (start < date.length()) {
      int end = start;
      while (end < date.length() && Character.digit(date.charAt(end), 10) >= 0) {
        end++;
      }
      if (end - start == 4 || end - start == 8) {
        int year = parse(date.substring(start, start + 4)).orElse(0);
        if (year >= 1000) {
          return year;
        }
      }
      start = end + 1;
    }
    return 0;
  }
}
