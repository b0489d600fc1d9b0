package org.musicfs.core.template;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.musicfs.core.audio.TagField;

/** The names a template may use, and what to say about others. */
final class Fields {
  /** Fields made from tags or from the file, beside the tags themselves. */
  static final Set<String> COMPUTED =
      Set.of(
          "track",
          "disc_and_track",
          "multidisc",
          "initial",
          "decade",
          "format",
          "format_upper",
          "ext",
          "year",
          "original_year");

  private static final Set<String> TAGS =
      Arrays.stream(TagField.values()).map(TagField::key).collect(Collectors.toUnmodifiableSet());

  /** What beets calls fields that have another name here. */
  private static final Map<String, String> BEETS_NAMES =
      Map.ofEntries(
          Map.entry("disc", "discnumber"),
          Map.entry("disctotal", "totaldiscs"),
          Map.entry("disctitle", "discsubtitle"),
          Map.entry("tracktotal", "totaltracks"),
          Map.entry("comp", "compilation"),
          Map.entry("comments", "comment"),
          Map.entry("genres", "genre"),
          Map.entry("catalognum", "catalognumber"),
          Map.entry("albumtype", "releasetype"),
          Map.entry("albumstatus", "releasestatus"),
          Map.entry("country", "releasecountry"),
          Map.entry("encoder", "encodedby"),
          Map.entry("initial_key", "key"),
          Map.entry("artist_sort", "artistsort"),
          Map.entry("albumartist_sort", "albumartistsort"),
          Map.entry("composer_sort", "composersort"),
          Map.entry("mb_trackid", "musicbrainz_recordingid"),
          Map.entry("mb_releasetrackid", "musicbrainz_trackid"),
          Map.entry("mb_albumid", "musicbrainz_albumid"),
          Map.entry("mb_artistid", "musicbrainz_artistid"),
          Map.entry("mb_albumartistid", "musicbrainz_albumartistid"),
          Map.entry("mb_releasegroupid", "musicbrainz_releasegroupid"),
          Map.entry("mb_workid", "musicbrainz_workid"));

  private static final int MAX_NAME_CHARS = 40;

  private Fields() {}

  static boolean isKnown(String name) {
    return COMPUTED.contains(name) || TAGS.contains(name);
  }

  /** Every name, in order. */
  static Set<String> all() {
    Set<String> all = new TreeSet<>(TAGS);
    all.addAll(COMPUTED);
    return all;
  }

  /** What to write instead of an unknown field, with a leading {@code "; "}; empty if unclear. */
  static String advice(String unknown) {
    if (BEETS_NAMES.containsKey(unknown)) {
      return "; here it is $" + BEETS_NAMES.get(unknown);
    }
    Optional<String> start =
        all().stream()
            .filter(name -> unknown.startsWith(name) && !followsOn(unknown.charAt(name.length())))
            .max(Comparator.comparingInt(String::length));
    if (start.isPresent()) {
      return "; ${"
          + start.get()
          + "} ends the name before "
          + unknown.substring(start.get().length());
    }
    return nearest(unknown, all()).map(name -> "; did you mean $" + name + "?").orElse("");
  }

  /** Whether a letter of an unknown name makes it a word of its own rather than a name run on. */
  private static boolean followsOn(char c) {
    return c != '_' && !Character.isDigit(c);
  }

  /** The candidate at the smallest edit distance, if that is small for the word's length. */
  static Optional<String> nearest(String word, Iterable<String> candidates) {
    if (word.length() > MAX_NAME_CHARS) {
      return Optional.empty();
    }
    List<String> best = new ArrayList<>();
    int bestDistance = Math.max(1, Math.min(3, word.length() / 3)) + 1;
    for (String candidate : candidates) {
      int distance = distance(word, candidate);
      if (distance < bestDistance) {
        best.clear();
        best.add(candidate);
        bestDistance = distance;
      }
    }
    return best.stream().findFirst();
  }

  /** Edits between two words: a character put in, left out, changed, or two swapped. */
  private static int distance(String a, String b) {
    int[][] cost = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        if (i == 0 || j == 0) {
          cost[i][j] = i + j;
          continue;
        }
        int changed = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        int best = Math.min(cost[i - 1][j], cost[i][j - 1]) + 1;
        best = Math.min(best, cost[i - 1][j - 1] + changed);
        boolean swapped =
            i > 1
                && j > 1
                && a.charAt(i - 1) == b.charAt(j - 2)
                && a.charAt(i - 2) == b.charAt(j - 1);
        cost[i][j] = swapped ? Math.min(best, cost[i - 2][j - 2] + 1) : best;
      }
    }
    return cost[a.length()][b.length()];
  }
}
