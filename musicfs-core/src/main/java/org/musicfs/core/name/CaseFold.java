package org.musicfs.core.name;

import java.text.Normalizer;
import java.util.Locale;

/**
 * Unicode's full case folding, as far as the JDK's own case tables give it: each code point is
 * lowered, raised and lowered again, alone, so that neither its neighbours nor a locale matter.
 * Thereby sharp s meets {@code SS}, ligatures their letters, the final sigma the other one, and the
 * long s and the Kelvin sign their plain letters. The dotless i stays a letter of its own and the
 * dotted capital folds to {@code i} with a dot above, as CaseFolding.txt has it outside Turkic.
 */
final class CaseFold {
  private static final int DOTLESS_I = 0x131;

  private CaseFold() {}

  /** Equal for canonically equivalent text in any case, and only then. */
  static String key(String text) {
    if (isAscii(text)) {
      return text.toLowerCase(Locale.ROOT);
    }
    String decomposed = Normalizer.normalize(text, Normalizer.Form.NFD);
    StringBuilder folded = new StringBuilder(decomposed.length() + 8);
    int codePoint;
    for (int i = 0; i < decomposed.length(); i += Character.charCount(codePoint)) {
      codePoint = decomposed.codePointAt(i);
      fold(codePoint, folded);
    }
    return Normalizer.normalize(folded, Normalizer.Form.NFC);
  }

  private static void fold(int codePoint, StringBuilder out) {
    if (codePoint < 0x80 || codePoint == DOTLESS_I) {
      out.appendCodePoint(Character.toLowerCase(codePoint));
      return;
    }
    String raised = Character.toString(Character.toLowerCase(codePoint)).toUpperCase(Locale.ROOT);
    int part;
    for (int i = 0; i < raised.length(); i += Character.charCount(part)) {
      part = raised.codePointAt(i);
      out.appendCodePoint(Character.toLowerCase(part));
    }
  }

  private static boolean isAscii(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) >= 0x80) {
        return false;
      }
    }
    return true;
  }
}
