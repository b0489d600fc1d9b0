package org.musicfs.core.template;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.musicfs.core.audio.AudioFormat;
import org.musicfs.core.audio.TagField;
import org.musicfs.core.audio.Tags;

/** Tracks to evaluate templates for. */
final class Samples {
  private Samples() {}

  /** A FLAC file {@code original name.flac} with these fields and values, in turns. */
  static TrackFields track(String... fieldsAndValues) {
    return track(tags(fieldsAndValues));
  }

  static TrackFields track(Tags tags) {
    return new TrackFields(
        tags, AudioFormat.FLAC, "original name", "flac", 0, (keys, disambiguators, track) -> "");
  }

  /** A field named again gets a further value. */
  static Tags tags(String... fieldsAndValues) {
    Map<TagField, List<String>> values = new EnumMap<>(TagField.class);
    for (int i = 0; i < fieldsAndValues.length; i += 2) {
      TagField field = TagField.find(fieldsAndValues[i]).orElseThrow();
      values.computeIfAbsent(field, f -> new ArrayList<>()).add(fieldsAndValues[i + 1]);
    }
    return Tags.of(values);
  }

  static String path(String template, TemplateContext context) {
    try {
      return String.join("/", Template.parse(template).evaluate(context));
    } catch (TemplateException e) {
      throw new AssertionError(e.render(), e);
    }
  }
}
