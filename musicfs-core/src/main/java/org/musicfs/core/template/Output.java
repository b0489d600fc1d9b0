package org.musicfs.core.template;

/**
 * Text under construction. A separator of the template is kept as NUL until the end, so that it can
 * pass through functions and never be mistaken for a {@code /} of a value; a NUL of a value, which
 * no name could hold, is dropped. Bounded: what exceeds {@link #MAX_CHARS} is ignored. Confined to
 * one evaluation.
 */
final class Output {
  static final char SEPARATOR = '\0';

  /** No name needs more of a value than a fraction of this; lyrics can be a megabyte. */
  static final int MAX_VALUE_CHARS = 1_000;

  private static final int MAX_CHARS = 1 << 16;

  private final StringBuilder text = new StringBuilder(64);

  /** Appends text of the template or of a function's result; NUL in it is a separator. */
  void text(String part) {
    String bounded = part.length() <= room() ? part : cut(part, room());
    text.append(bounded);
  }

  void separator() {
    if (room() > 0) {
      text.append(SEPARATOR);
    }
  }

  /** Appends text that comes from outside the template. */
  void value(String part) {
    text(part.indexOf(SEPARATOR) < 0 ? part : part.replace("\0", ""));
  }

  int length() {
    return text.length();
  }

  /** Forgets what was appended after it had this length. */
  void truncate(int length) {
    text.setLength(length);
  }

  private int room() {
    return MAX_CHARS - text.length();
  }

  @Override
  public String toString() {
    return text.toString();
  }

  /** The start of {@code text}, at most so many UTF-16 units, with no surrogate pair torn. */
  static String cut(String text, int maxChars) {
    if (text.length() <= maxChars) {
      return text;
    }
    boolean tears =
        maxChars > 0
            && Character.isHighSurrogate(text.charAt(maxChars - 1))
            && Character.isLowSurrogate(text.charAt(maxChars));
    return text.substring(0, tears ? maxChars - 1 : maxChars);
  }
}
