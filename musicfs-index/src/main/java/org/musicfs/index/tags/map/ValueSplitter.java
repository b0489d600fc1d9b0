package org.musicfs.index.tags.map;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.musicfs.core.audio.TagField;
import org.musicfs.core.config.TagsConfig;

/**
 * Makes several values of one that names several, where a tagger knew no better: in fields of
 * people and genres that have a single value. Immutable; any thread.
 */
final class ValueSplitter {
  private static final Set<TagField> FIELDS =
      EnumSet.of(
          TagField.ARTIST,
          TagField.ALBUMARTIST,
          TagField.COMPOSER,
          TagField.LYRICIST,
          TagField.CONDUCTOR,
          TagField.ARRANGER,
          TagField.REMIXER,
          TagField.GENRE);

  private final TagsConfig config;

  ValueSplitter(TagsConfig config) {
    this.config = config;
  }

  Map<TagField, List<String>> split(Map<TagField, List<String>> fields) {
    Map<TagField, List<String>> split = new EnumMap<>(TagField.class);
    fields.forEach(
        (field, values) ->
            split.put(
                field,
                values.size() == 1 && FIELDS.contains(field) ? parts(values.getFirst()) : values));
    return split;
  }

  private List<String> parts(String value) {
    List<String> parts = new ArrayList<>();
    int start = 0;
    int at = 0;
    while (at < value.length()) {
      int kept = at == start ? longest(config.keepTogether(), value, at) : 0;
      int separator = kept == 0 ? longest(config.separators(), value, at) : 0;
      if (separator > 0) {
        parts.add(value.substring(start, at).strip());
        start = at + separator;
      }
      at += Math.max(1, Math.max(kept, separator));
    }
    parts.add(value.substring(start).strip());
    parts.removeIf(String::isEmpty);
    return parts.isEmpty() ? List.of(value) : List.copyOf(parts);
  }

  /** The length of the longest of these texts that the value has here; 0 for none. */
  private static int longest(List<String> texts, String value, int at) {
    int longest = 0;
    for (String text : texts) {
      if (text.length() > longest && value.regionMatches(true, at, text, 0, text.length())) {
        longest = text.length();
      }
    }
    return longest;
  }
}
