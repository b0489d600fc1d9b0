package org.musicfs.index.tags.map;

import java.util.ArrayList;
import java.util.List;

/**
 * The tag of one container as found: names and values in their order, nothing interpreted. Bounded:
 * a value is cut after {@link #MAX_VALUE_CHARS} characters, and what would take the whole over
 * {@link #MAX_TOTAL_CHARS} is left out. Not thread-safe.
 */
public final class RawTags {
  /** Longest value kept, in UTF-16 units. */
  public static final int MAX_VALUE_CHARS = 64 * 1024;

  /** Most that is kept of names and values together, in UTF-16 units. */
  public static final int MAX_TOTAL_CHARS = 1024 * 1024;

  /** Most entries kept: enough for any real tag, few enough for a hostile one. */
  public static final int MAX_ENTRIES = 4096;

  /** The naming scheme of a container. */
  public enum Family {
    /** ID3v2.4 frame ids; {@code TXXX:description}, {@code UFID:owner}, {@code TIPL:role} … */
    ID3,
    /** Vorbis comment names, any case. */
    VORBIS,
    /** Atom names; {@code ----:mean:name} for free form. */
    MP4,
    /** RIFF INFO chunk ids; {@code bext:field} for those of Broadcast Wave. */
    RIFF,
    /** AIFF text chunk ids. */
    AIFF,
    /** APEv2 item keys, any case. */
    APE,
    /** Names of ASF attributes, any case. */
    ASF,
    /** Names of Matroska tags; after {@code ALBUM/} those of the album beside a track's own. */
    MATROSKA
  }

  /** One name with one value. */
  public record Entry(String key, String value) {}

  private final Family family;
  private final List<Entry> entries = new ArrayList<>();
  private int chars;

  public RawTags(Family family) {
    this.family = family;
  }

  /** Adds a value as far as the bounds allow; NULs separate values. */
  public void add(String key, String value) {
    if (value.indexOf('\0') < 0) {
      addOne(key, value);
      return;
    }
    for (String part : value.split("\0", MAX_ENTRIES)) {
      addOne(key, part);
    }
  }

  private void addOne(String key, String value) {
    String clean = value.startsWith("\uFEFF") ? value.substring(1) : value;
    clean = cut(clean, MAX_VALUE_CHARS);
    int cost = key.length() + clean.length();
    if (clean.isBlank() || entries.size() == MAX_ENTRIES || chars + cost > MAX_TOTAL_CHARS) {
      return;
    }
    chars += cost;
    entries.add(new Entry(key, clean));
  }

  /** At most the first {@code chars} UTF-16 units of a text, no surrogate pair divided. */
  static String cut(String text, int chars) {
    if (text.length() <= chars) {
      return text;
    }
    boolean insidePair = Character.isHighSurrogate(text.charAt(chars - 1));
    return text.substring(0, insidePair ? chars - 1 : chars);
  }

  public Family family() {
    return family;
  }

  /** In order. A copy. */
  public List<Entry> entries() {
    return List.copyOf(entries);
  }

  public boolean isEmpty() {
    return entries.isEmpty();
  }
}
