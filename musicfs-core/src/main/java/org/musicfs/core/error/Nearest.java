package org.musicfs.core.error;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Finds the name a person may have meant. Stateless; any thread. */
public final class Nearest {
  /** Longer words are no mistyped names, and comparing costs the square of the length. */
  private static final int MOST_CHARS = 40;

  private Nearest() {}

  /**
   * The known name with the fewest edits to {@code typed}, the first of several, if there are few
   * enough of them: a third of its length, from one to three. Case and the choice of {@code -} or
   * {@code _} count as no edit.
   */
  public static Optional<String> to(String typed, Collection<String> known) {
    if (typed.length() > MOST_CHARS) {
      return Optional.empty();
    }
    int most = Math.clamp(typed.length() / 3, 1, 3);
    return known.stream()
        .filter(name -> edits(plain(typed), plain(name)) <= most)
        .min(Comparator.comparingInt(name -> edits(plain(typed), plain(name))));
  }

  private static String plain(String name) {
    return name.toLowerCase(Locale.ROOT).replace('-', '_');
  }

  /** Insertions, deletions, substitutions and swaps of neighbours (optimal string alignment). */
  private static int edits(String a, String b) {
    int[][] cost = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        if (i == 0 || j == 0) {
          cost[i][j] = i + j;
          continue;
        }
        int substitution = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        cost[i][j] =
            Math.min(
                cost[i - 1][j - 1] + substitution, 1 + Math.min(cost[i - 1][j], cost[i][j - 1]));
        if (i > 1
            && j > 1
            && a.charAt(i - 1) == b.charAt(j - 2)
            && a.charAt(i - 2) == b.charAt(j - 1)) {
          cost[i][j] = Math.min(cost[i][j], cost[i - 2][j - 2] + 1);
        }
      }
    }
    return cost[a.length()][b.length()];
  }
}
