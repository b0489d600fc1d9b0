package org.musicfs.core.name;

/**
 * What a reader takes for one character: a code point with the combining marks and emoji modifiers
 * that follow it. Coarser than Unicode's grapheme clusters where those need joiners, which names
 * never hold, and independent of the tables of a JDK release beyond general categories.
 */
public final class Clusters {
  private Clusters() {}

  /** The index after the character that starts at {@code from}, which is less than the length. */
  public static int end(CharSequence text, int from) {
    int at = from + Character.charCount(Character.codePointAt(text, from));
    while (at < text.length()) {
      int next = Character.codePointAt(text, at);
      if (!extendsPrevious(next)) {
        break;
      }
      at += Character.charCount(next);
    }
    return at;
  }

  /** Whether {@code codePoint} belongs to the character before it. */
  static boolean extendsPrevious(int codePoint) {
    if (codePoint < 0x300) {
      return false;
    }
    int type = Character.getType(codePoint);
    return type == Character.NON_SPACING_MARK
        || type == Character.COMBINING_SPACING_MARK
        || type == Character.ENCLOSING_MARK
        || (codePoint >= 0x1F3FB && codePoint <= 0x1F3FF);
  }
}
