package org.musicfs.core.template;

import java.util.List;
import java.util.Optional;

/**
 * One range of {@code %bucket}. Text lies in it if its beginning is not before {@code low} and not
 * after {@code high}, each compared over as many characters as the bound has: {@code a-d} holds
 * "Duke", {@code 1970-1979} holds "1975-03-02". Case and diacritics do not count.
 *
 * @param label the range as written, which is what the function shows
 * @param low folded
 * @param high folded; the same as {@code low} for a range of one
 */
record Bucket(String label, String low, String high) {
  /** Reads {@code x} or {@code x-y}; empty if an end is missing or they are in the wrong order. */
  static Optional<Bucket> parse(String range) {
    String label = range.strip();
    int dash = label.indexOf('-', 1);
    String low = Asciify.fold(dash < 0 ? label : label.substring(0, dash)).strip();
    String high = dash < 0 ? low : Asciify.fold(label.substring(dash + 1)).strip();
    return low.isEmpty() || high.isEmpty() || start(high, low.length()).compareTo(low) < 0
        ? Optional.empty()
        : Optional.of(new Bucket(label, low, high));
  }

  /** The label of the first bucket that holds {@code text}. */
  static String label(List<Bucket> buckets, String text, String other) {
    String folded = Asciify.fold(text).strip();
    for (Bucket bucket : buckets) {
      if (start(folded, bucket.low.length()).compareTo(bucket.low) >= 0
          && start(folded, bucket.high.length()).compareTo(bucket.high) <= 0) {
        return bucket.label;
      }
    }
    return other;
  }

  private static String start(String text, int length) {
    return text.substring(0, Math.min(length, text.length()));
  }
}
