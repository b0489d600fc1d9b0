package org.musicfs.index.tags.map;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A chapter of a track.
 *
 * @param startMillis where it starts, 0 or more; a negative number becomes 0
 * @param title what it is called, up to its first NUL, stripped, cut after {@link
 *     #MAX_TITLE_CHARS}; blank if nobody said
 */
public record Chapter(long startMillis, String title) {
  /** Most that are kept of one file, the first in time. */
  public static final int MAX_CHAPTERS = 1000;

  /** Longest title kept, in UTF-16 units. */
  public static final int MAX_TITLE_CHARS = 1024;

  private static final Pattern TIME_FIRST =
      Pattern.compile("\\d{2,}:\\d\\d:\\d\\d\\.\\d{3}(?: |$)");

  public Chapter {
    startMillis = Math.max(startMillis, 0);
    int zero = title.indexOf('\0');
    title = RawTags.cut((zero < 0 ? title : title.substring(0, zero)).strip(), MAX_TITLE_CHARS);
  }

  /** As a value of the field {@code chapter}: {@code HH:MM:SS.mmm Title}; of no title the time. */
  public String text() {
    long seconds = startMillis / 1000;
    String time =
        String.format(
            Locale.ROOT,
            "%02d:%02d:%02d.%03d",
            seconds / 3600,
            seconds / 60 % 60,
            seconds % 60,
            startMillis % 1000);
    return title.isEmpty() ? time : time + " " + title;
  }

  /** The title in what {@link #text} wrote; all of a value that does not begin with a time. */
  public static String titleIn(String text) {
    Matcher time = TIME_FIRST.matcher(text);
    return time.lookingAt() ? text.substring(time.end()) : text;
  }
}
