package org.musicfs.core.name;

import java.text.Normalizer;

/** The rules for single characters of a name, and its length in bytes. */
final class NameCharacters {
  private static final String WINDOWS_FORBIDDEN = "\\:*?\"<>|";

  /** A cut goes back over at most this many marks; a longer pile of them is split. */
  private static final int MARKS_KEPT_TOGETHER = 16;

  private NameCharacters() {}

  /**
   * Drops what cannot be seen, composes (NFC), and replaces what a name must not hold. The result
   * may still start or end badly, or be too long.
   */
  static String clean(String raw, boolean windowsSafe, String replacement) {
    String composed = Normalizer.normalize(withoutInvisible(raw, replacement), Normalizer.Form.NFC);
    StringBuilder out = new StringBuilder(composed.length());
    boolean replaced = false;
    for (int i = 0; i < composed.length(); i++) {
      char c = composed.charAt(i);
      if (isForbidden(c, windowsSafe)) {
        out.append(replacement);
        replaced = true;
      } else {
        out.append(c);
      }
    }
    // A replacement may compose with a mark that followed what it replaced.
    return replaced ? Normalizer.normalize(out, Normalizer.Form.NFC) : composed;
  }

  static boolean isForbidden(char c, boolean windowsSafe) {
    return c == '/' || c == 0 || (windowsSafe && WINDOWS_FORBIDDEN.indexOf(c) >= 0);
  }

  private static String withoutInvisible(String raw, String replacement) {
    StringBuilder out = new StringBuilder(raw.length());
    int codePoint;
    for (int i = 0; i < raw.length(); i += Character.charCount(codePoint)) {
      codePoint = raw.codePointAt(i);
      if (isNoCharacter(codePoint)) {
        out.append(replacement);
      } else if (!isInvisible(codePoint)) {
        out.appendCodePoint(codePoint);
      }
    }
    return out.toString();
  }

  /** A surrogate without its other half, or a code point that Unicode will never assign. */
  private static boolean isNoCharacter(int codePoint) {
    return (codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE)
        || (codePoint & 0xFFFE) == 0xFFFE
        || (codePoint >= 0xFDD0 && codePoint <= 0xFDEF);
  }

  /**
   * Controls, line and paragraph separators, bidi and zero-width characters. The last two are
   * Unicode's Default_Ignorable_Code_Point (DerivedCoreProperties.txt) and the interlinear
   * annotation marks.
   */
  static boolean isInvisible(int codePoint) {
    if (codePoint < 0x300) {
      return codePoint < 0x20 || (codePoint >= 0x7F && codePoint < 0xA0) || codePoint == 0xAD;
    }
    if (codePoint < 0x2000) {
      return codePoint == 0x034F
          || codePoint == 0x061C
          || codePoint == 0x115F
          || codePoint == 0x1160
          || codePoint == 0x17B4
          || codePoint == 0x17B5
          || (codePoint >= 0x180B && codePoint <= 0x180F);
    }
    return (codePoint >= 0x200B && codePoint <= 0x200F)
        || (codePoint >= 0x2028 && codePoint <= 0x202E)
        || (codePoint >= 0x2060 && codePoint <= 0x206F)
        || codePoint == 0x3164
        || (codePoint >= 0xFE00 && codePoint <= 0xFE0F)
        || codePoint == 0xFEFF
        || codePoint == 0xFFA0
        || (codePoint >= 0xFFF0 && codePoint <= 0xFFFB)
        || (codePoint >= 0x1BCA0 && codePoint <= 0x1BCA3)
        || (codePoint >= 0x1D173 && codePoint <= 0x1D17A)
        || (codePoint >= 0xE0000 && codePoint <= 0xE0FFF);
  }

  /** Any kind of space, whatever script it belongs to. */
  static boolean isSpace(char c) {
    return Character.isSpaceChar(c) || Character.isWhitespace(c);
  }

  static String withoutLeadingSpaces(String text) {
    int from = 0;
    while (from < text.length() && isSpace(text.charAt(from))) {
      from++;
    }
    return text.substring(from);
  }

  /**
   * @param dots whether dots at the end go, too
   */
  static String withoutTrailing(String text, boolean dots) {
    int to = text.length();
    while (to > 0 && (isSpace(text.charAt(to - 1)) || (dots && text.charAt(to - 1) == '.'))) {
      to--;
    }
    return text.substring(0, to);
  }

  /** Length in UTF-8 of text without lone surrogates. */
  static int bytes(String text) {
    int bytes = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      bytes += c < 0x80 ? 1 : c < 0x800 || Character.isSurrogate(c) ? 2 : 3;
    }
    return bytes;
  }

  /** As much of {@code text} as {@code maxBytes} of UTF-8 hold, without tearing a character. */
  static String cut(String text, int maxBytes) {
    int bytes = 0;
    int at = 0;
    while (at < text.length()) {
      int codePoint = text.codePointAt(at);
      bytes += codePoint < 0x80 ? 1 : codePoint < 0x800 ? 2 : codePoint < 0x10000 ? 3 : 4;
      if (bytes > maxBytes) {
        return text.substring(0, characterStart(text, at));
      }
      at += Character.charCount(codePoint);
    }
    return text;
  }

  private static int characterStart(String text, int at) {
    int start = at;
    for (int marks = 0; marks < MARKS_KEPT_TOGETHER; marks++) {
      if (start == 0) {
        return at;
      }
      if (!Clusters.extendsPrevious(text.codePointAt(start))) {
        return start;
      }
      start = text.offsetByCodePoints(start, -1);
    }
    return at;
  }
}
