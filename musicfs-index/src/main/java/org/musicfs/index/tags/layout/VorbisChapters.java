package org.musicfs.index.tags.layout;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.musicfs.index.tags.map.Chapter;
import org.musicfs.index.tags.map.RawTags;

/**
 * Chapters in a Vorbis comment (https://wiki.xiph.org/Chapter_Extension): {@code
 * CHAPTER001=HH:MM:SS.mmm} says when, {@code CHAPTER001NAME} what. One without a time that can be
 * read is none. Stateless.
 */
final class VorbisChapters {
  private static final Pattern NAME = Pattern.compile("CHAPTER(\\d{3})(NAME)?");
  private static final Pattern TIME =
      Pattern.compile("(\\d{1,4}):(\\d{1,2}):(\\d{1,2})(?:[.,](\\d{1,9}))?");

  private VorbisChapters() {}

  /** What the comment tells, in no order; names in upper case. */
  static List<Chapter> in(RawTags comment) {
    Map<String, Long> starts = new TreeMap<>();
    Map<String, String> titles = new TreeMap<>();
    for (RawTags.Entry entry : comment.entries()) {
      Matcher name = NAME.matcher(entry.key());
      if (!name.matches()) {
        continue;
      }
      if (name.group(2) != null) {
        titles.putIfAbsent(name.group(1), entry.value());
      } else {
        Matcher time = TIME.matcher(entry.value().strip());
        if (time.matches()) {
          starts.putIfAbsent(name.group(1), millis(time));
        }
      }
    }
    List<Chapter> chapters = new ArrayList<>();
    starts.forEach(
        (number, start) -> chapters.add(new Chapter(start, titles.getOrDefault(number, ""))));
    return chapters;
  }

  private static long millis(Matcher time) {
    long minutes = Long.parseLong(time.group(1)) * 60 + Long.parseLong(time.group(2));
    String fraction = time.group(4) == null ? "" : time.group(4);
    return (minutes * 60 + Long.parseLong(time.group(3))) * 1000
        + Long.parseLong((fraction + "000").substring(0, 3));
  }
}
