package org.musicfs.core.template;

import java.text.Normalizer;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;

/**
 * Writes text in ASCII as far as that reads well: compatibility decomposition, marks dropped, and a
 * table for Latin letters and punctuation that do not decompose. Other scripts are not
 * transliterated: what is left becomes {@code ?}.
 */
final class Asciify {
  private static final Map<Integer, String> TABLE =
      Map.ofEntries(
          letter('ß', "ss"),
          letter('ẞ', "SS"),
          letter('æ', "ae"),
          letter('Æ', "AE"),
          letter('œ', "oe"),
          letter('Œ', "OE"),
          letter('ø', "o"),
          letter('Ø', "O"),
          letter('ł', "l"),
          letter('Ł', "L"),
          letter('đ', "d"),
          letter('Đ', "D"),
          letter('ð', "d"),
          letter('Ð', "D"),
          letter('þ', "th"),
          letter('Þ', "Th"),
          letter('ħ', "h"),
          letter('Ħ', "H"),
          letter('ŧ', "t"),
          letter('Ŧ', "T"),
          letter('ŋ', "ng"),
          letter('Ŋ', "NG"),
          letter('ı', "i"),
          letter('ĸ', "k"),
          letter('ƒ', "f"),
          letter('ə', "e"),
          letter('Ə', "E"),
          letter('‘', "'"),
          letter('’', "'"),
          letter('‚', "'"),
          letter('‛', "'"),
          letter('ʻ', "'"),
          letter('ʼ', "'"),
          letter('′', "'"),
          letter('‹', "'"),
          letter('›', "'"),
          letter('“', "\""),
          letter('”', "\""),
          letter('„', "\""),
          letter('‟', "\""),
          letter('″', "\""),
          letter('«', "\""),
          letter('»', "\""),
          letter('−', "-"),
          letter('⁄', "/"),
          letter('×', "x"),
          letter('·', "-"),
          letter('•', "-"),
          letter('¡', "!"),
          letter('¿', "?"),
          letter('©', "(c)"),
          letter('®', "(r)"),
          letter('€', "EUR"));

  private Asciify() {}

  private static Map.Entry<Integer, String> letter(char from, String to) {
    return Map.entry((int) from, to);
  }

  /** Nothing but ASCII. */
  static String ascii(String text) {
    return convert(text, OptionalInt.of('?'));
  }

  /** Lower case without diacritics, for comparison; what the table lacks stays. */
  static String fold(String text) {
    return convert(text, OptionalInt.empty()).toLowerCase(Locale.ROOT);
  }

  private static String convert(String text, OptionalInt unknown) {
    String decomposed = Normalizer.normalize(text, Normalizer.Form.NFKD);
    StringBuilder out = new StringBuilder(decomposed.length());
    int codePoint;
    for (int i = 0; i < decomposed.length(); i += Character.charCount(codePoint)) {
      codePoint = decomposed.codePointAt(i);
      if (codePoint < 0x80) {
        out.append((char) codePoint);
        continue;
      }
      String known = TABLE.get(codePoint);
      if (known != null) {
        out.append(known);
        continue;
      }
      switch (Character.getType(codePoint)) {
        case Character.NON_SPACING_MARK, Character.ENCLOSING_MARK, Character.FORMAT -> {}
        case Character.SPACE_SEPARATOR -> out.append(' ');
        case Character.DASH_PUNCTUATION -> out.append('-');
        default -> out.appendCodePoint(unknown.orElse(codePoint));
      }
    }
    return out.toString();
  }
}
