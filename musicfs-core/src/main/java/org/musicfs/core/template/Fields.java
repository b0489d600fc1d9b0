package org.musicfs.core.template;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.musicfs.core.audio.TagField;
import org.musicfs.core.error.Nearest;

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
          "original_year",
          "added",
          "added_month",
          "added_year");

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
    return Nearest.to(unknown, all()).map(name -> "; did you mean $" + name + "?").orElse("");
  }

  /** Whether a letter of an unknown name makes it a word of its own rather than a name run on. */
  private static boolean followsOn(char c) {
    return c != '_' && !Character.isDigit(c);
  }
}
