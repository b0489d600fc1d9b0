package org.musicfs.index.tags.map;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.musicfs.core.audio.TagField;
import org.musicfs.core.audio.Tags;
import org.musicfs.core.config.TagsConfig;

/** Turns tags as found into {@link Tags}. Immutable; any thread. */
public final class TagMapper {
  private static final List<TagField> DATES =
      List.of(TagField.DATE, TagField.ORIGINALDATE, TagField.RELEASEDATE, TagField.RECORDINGDATE);

  private final FieldTable table = new FieldTable();
  private final ValueSplitter splitter;

  public TagMapper(TagsConfig config) {
    this.splitter = new ValueSplitter(config);
  }

  /**
   * Each field from the first of {@code found} that has it.
   *
   * @param found the tags of one file, the most trusted first
   * @param chapters of the file, in order of time
   */
  public Tags map(List<RawTags> found, List<Chapter> chapters) {
    Map<TagField, List<String>> fields = new EnumMap<>(TagField.class);
    for (RawTags tags : found) {
      one(tags).forEach(fields::putIfAbsent);
    }
    fields.put(TagField.CHAPTER, chapters.stream().map(Chapter::text).toList());
    return Tags.of(splitter.split(fields));
  }

  private Map<TagField, List<String>> one(RawTags tags) {
    Map<TagField, TreeMap<Integer, List<String>>> ranked = new EnumMap<>(TagField.class);
    boolean hasReleaseTime = false;
    for (RawTags.Entry entry : tags.entries()) {
      hasReleaseTime |= tags.family() == RawTags.Family.ID3 && entry.key().equals("TDRL");
      RawTags.Entry plain = tags.family() == RawTags.Family.ID3 ? withoutRole(entry) : entry;
      table
          .find(tags.family(), plain.key())
          .ifPresent(
              match ->
                  ranked
                      .computeIfAbsent(match.field(), f -> new TreeMap<>())
                      .computeIfAbsent(match.rank(), r -> new ArrayList<>())
                      .add(plain.value().strip()));
    }
    Map<TagField, List<String>> fields = new EnumMap<>(TagField.class);
    ranked.forEach((field, byRank) -> fields.put(field, byRank.firstEntry().getValue()));
    split(fields, TagField.TRACKNUMBER, TagField.TOTALTRACKS);
    split(fields, TagField.DISCNUMBER, TagField.TOTALDISCS);
    if (tags.family() == RawTags.Family.ID3) {
      id3(tags, fields, hasReleaseTime);
    }
    if (tags.family() != RawTags.Family.VORBIS) {
      fields.computeIfPresent(TagField.GENRE, (f, values) -> Genres.resolve(values));
    }
    for (TagField date : DATES) {
      fields.computeIfPresent(
          date, (f, values) -> values.stream().filter(TagMapper::told).toList());
    }
    fields.values().removeIf(List::isEmpty);
    return fields;
  }

  /** Some taggers write zeros for a date they do not know. */
  private static boolean told(String date) {
    return date.chars().anyMatch(c -> c >= '1' && c <= '9');
  }

  /** Who played what is a performer, as {@code name (instrument)}; so is any unknown role. */
  private RawTags.Entry withoutRole(RawTags.Entry entry) {
    String key = entry.key();
    boolean involved = key.startsWith("IPLS:") && table.find(RawTags.Family.ID3, key).isEmpty();
    if (!key.startsWith("TMCL:") && !involved) {
      return entry;
    }
    String instrument = key.substring(5);
    return new RawTags.Entry(
        "TMCL", instrument.isEmpty() ? entry.value() : entry.value() + " (" + instrument + ")");
  }

  private static void split(Map<TagField, List<String>> fields, TagField number, TagField total) {
    List<String> numbers = fields.getOrDefault(number, List.of());
    List<String> firsts = new ArrayList<>();
    for (String text : numbers) {
      int slash = text.indexOf('/');
      firsts.add(slash < 0 ? text : text.substring(0, slash));
      if (slash >= 0 && slash + 1 < text.length()) {
        fields.putIfAbsent(total, List.of(text.substring(slash + 1)));
      }
    }
    firsts.removeIf(String::isBlank);
    fields.put(number, firsts);
  }

  private static void id3(
      RawTags tags, Map<TagField, List<String>> fields, boolean hasReleaseTime) {
    List<String> date = fields.getOrDefault(TagField.DATE, List.of());
    // v2.3 splits the date: TYER 2001 and TDAT ddmm.
    if (!date.isEmpty() && date.getFirst().matches("\\d{4}")) {
      for (RawTags.Entry entry : tags.entries()) {
        if (entry.key().equals("TDAT") && entry.value().strip().matches("[0-3]\\d[01]\\d")) {
          String dayMonth = entry.value().strip();
          String full =
              date.getFirst() + "-" + dayMonth.substring(2) + "-" + dayMonth.substring(0, 2);
          fields.put(TagField.DATE, List.of(full));
          break;
        }
      }
    }
    if (hasReleaseTime && fields.containsKey(TagField.DATE)) {
      fields.putIfAbsent(TagField.RECORDINGDATE, fields.getOrDefault(TagField.DATE, List.of()));
    }
  }
}
