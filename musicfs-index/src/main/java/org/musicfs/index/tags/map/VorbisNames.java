package org.musicfs.index.tags.map;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.musicfs.core.audio.TagField;
import org.musicfs.core.audio.Tags;

/** Tags as Vorbis comments, under the first name of each field. Stateless. */
public final class VorbisNames {
  private static final Map<TagField, String> NAMES = new EnumMap<>(TagField.class);

  static {
    new FieldTable()
        .names(RawTags.Family.VORBIS)
        .forEach(
            (name, match) -> {
              if (match.rank() == 0) {
                NAMES.put(match.field(), name.toUpperCase(Locale.ROOT));
              }
            });
  }

  private VorbisNames() {}

  /** {@code NAME=value} for each value; fields that have no name there are left out. */
  public static List<String> comments(Tags tags) {
    List<String> comments = new ArrayList<>();
    tags.asMap()
        .forEach(
            (field, values) -> {
              if (NAMES.containsKey(field)) {
                values.forEach(value -> comments.add(NAMES.get(field) + "=" + value));
              }
            });
    return comments;
  }
}
