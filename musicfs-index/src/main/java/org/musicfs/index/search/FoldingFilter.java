package org.musicfs.index.search;

import java.io.IOException;
import java.text.Normalizer;
import org.apache.lucene.analysis.TokenFilter;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.miscellaneous.ASCIIFoldingFilter;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;

/**
 * Makes equal what people take for equal: case, diacritics, full-width and other compatibility
 * forms, apostrophes and the dots of abbreviations ({@code R.E.M.}, {@code rem}). Applied to what
 * is indexed and to what is asked, so it may lose distinctions but never a match.
 *
 * <p>Lucene's own ASCII folding maps single characters, so it leaves a letter followed by a
 * combining mark alone, which is how file systems and taggers of macOS write "ö", and knows neither
 * Greek nor Cyrillic. So the word is decomposed first and the marks of the block U+0300 to U+036F
 * are dropped; marks of other scripts carry meaning (vowels of Devanagari, the voicing of kana) and
 * stay. What decomposition does not know (ø, ß, æ) is folded after.
 */
final class FoldingFilter extends TokenFilter {
  /** One character becomes at most this many. */
  private static final int MAX_GROWTH = 4;

  private final CharTermAttribute term = addAttribute(CharTermAttribute.class);

  FoldingFilter(TokenStream input) {
    super(input);
  }

  @Override
  public boolean incrementToken() throws IOException {
    if (!input.incrementToken()) {
      return false;
    }
    if (!isPlain(term.buffer(), term.length())) {
      String folded = fold(term.toString());
      term.setEmpty().append(folded);
    }
    return true;
  }

  private static boolean isPlain(char[] chars, int length) {
    for (int i = 0; i < length; i++) {
      char c = chars[i];
      if (!(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9')) {
        return false;
      }
    }
    return true;
  }

  /** The folded form of one word; folding twice changes nothing. */
  static String fold(String word) {
    String decomposed = Normalizer.normalize(word, Normalizer.Form.NFKD);
    StringBuilder kept = new StringBuilder(decomposed.length());
    for (int i = 0; i < decomposed.length(); i++) {
      char c = decomposed.charAt(i);
      boolean mark = c >= '\u0300' && c <= '\u036f';
      boolean apostrophe = c == '\'' || c == '\u2019' || c == '\u02bc';
      boolean abbreviation = c == '.' && !isBetweenDigits(decomposed, i);
      if (!mark && !apostrophe && !abbreviation) {
        kept.append(c);
      }
    }
    String composed = Normalizer.normalize(kept, Normalizer.Form.NFC);
    char[] ascii = new char[composed.length() * MAX_GROWTH];
    int length =
        ASCIIFoldingFilter.foldToASCII(composed.toCharArray(), 0, ascii, 0, composed.length());
    return lowerCase(new String(ascii, 0, length));
  }

  private static boolean isBetweenDigits(String text, int i) {
    return i > 0
        && i + 1 < text.length()
        && Character.isDigit(text.charAt(i - 1))
        && Character.isDigit(text.charAt(i + 1));
  }

  /** By character, as the context (a final sigma, a locale) must not decide whether words match. */
  private static String lowerCase(String text) {
    StringBuilder lower = new StringBuilder(text.length());
    text.codePoints()
        .map(c -> Character.toLowerCase(Character.toUpperCase(c)))
        .forEach(lower::appendCodePoint);
    return lower.toString();
  }
}
