package org.musicfs.core.cut;

import java.util.List;

/** What {@link Cuttable#cut} asks of its arguments. */
final class CutArguments {
  private CutArguments() {}

  /**
   * @throws IllegalArgumentException if the samples are out of range, or as for {@link
   *     #comments(List)}
   */
  static void check(long fromSample, long toSample, long totalSamples, List<String> comments) {
    if (fromSample < 0 || fromSample >= toSample || toSample > totalSamples) {
      throw new IllegalArgumentException(
          "samples from " + fromSample + " to " + toSample + " of " + totalSamples);
    }
    comments(comments);
  }

  /**
   * @return {@code comments}
   * @throws IllegalArgumentException if one has no name, or one with other than the characters from
   *     space to {@code '}'}
   */
  static List<String> comments(List<String> comments) {
    for (String comment : comments) {
      int equals = comment.indexOf('=');
      if (equals <= 0 || comment.substring(0, equals).chars().anyMatch(c -> c < ' ' || c > '}')) {
        throw new IllegalArgumentException("no comment: " + comment);
      }
    }
    return comments;
  }
}
