package org.musicfs.index.search;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import org.musicfs.core.search.SearchException;

/**
 * A query as a person types it, made ready for the parser: marks that are left open are refused
 * with their place, and characters that names are full of lose the meaning Lucene gives them. A
 * slash ({@code AC/DC}) would begin a regular expression, which this language does not offer; an
 * exclamation mark after a letter ({@code P!nk}, {@code Wham!}) would negate what follows.
 */
final class QueryText {
  static final int MAX_CHARS = 4_096;

  /** The parser recurses once per level. */
  private static final int MAX_DEPTH = 50;

  private final String typed;
  private final StringBuilder escaped = new StringBuilder();

  /** For each character of {@code escaped} its index in {@code typed}. */
  private final int[] places;

  private QueryText(String typed) {
    this.typed = typed;
    this.places = new int[2 * typed.length()];
  }

  /**
   * @throws SearchException BAD_QUERY if it is blank, too long or nested too deeply, or if a
   *     quotation mark, parenthesis or bracket is not closed or never was opened
   */
  static QueryText of(String typed) throws SearchException {
    if (typed.isBlank()) {
      throw SearchException.badQueryAt(0, "the query is empty", null);
    }
    if (typed.length() > MAX_CHARS) {
      throw new SearchException(
          SearchException.Reason.BAD_QUERY,
          "the query is longer than %,d characters".formatted(MAX_CHARS),
          null);
    }
    QueryText text = new QueryText(typed);
    text.scan();
    return text;
  }

  private void scan() throws SearchException {
    Deque<Integer> open = new ArrayDeque<>();
    int quote = -1;
    for (int i = 0; i < typed.length(); i++) {
      char c = typed.charAt(i);
      if (c == '\\') {
        if (i + 1 == typed.length()) {
          throw SearchException.badQueryAt(i, "nothing follows the backslash", null);
        }
        put(c, i);
        put(typed.charAt(++i), i);
        continue;
      }
      if (c == '"') {
        quote = quote < 0 ? i : -1;
      } else if (quote < 0) {
        balance(open, c, i);
        if (c == '/' || (c == '!' && isInWord(i))) {
          put('\\', i);
        }
      }
      put(c, i);
    }
    if (quote >= 0) {
      throw SearchException.badQueryAt(quote, "the quotation mark is not closed", null);
    }
    if (!open.isEmpty()) {
      int place = open.pop();
      String message = "\"" + typed.charAt(place) + "\" is not closed";
      throw SearchException.badQueryAt(place, message, null);
    }
  }

  private void balance(Deque<Integer> open, char c, int i) throws SearchException {
    if (c == '(' || c == '[' || c == '{') {
      open.push(i);
      if (open.size() > MAX_DEPTH) {
        throw SearchException.badQueryAt(i, "the query is nested too deeply", null);
      }
    } else if (c == ')' || c == ']' || c == '}') {
      boolean round = c == ')';
      if (open.isEmpty() || (typed.charAt(open.pop()) == '(') != round) {
        throw SearchException.badQueryAt(i, "\"" + c + "\" closes nothing", null);
      }
    }
  }

  private boolean isInWord(int i) {
    return i > 0 && (Character.isLetterOrDigit(typed.charAt(i - 1)) || typed.charAt(i - 1) == '!');
  }

  private void put(char c, int place) {
    places[escaped.length()] = place;
    escaped.append(c);
  }

  /** What the parser reads. */
  String escaped() {
    return escaped.toString();
  }

  /** The place in what was typed of a place in {@link #escaped}; past its end is the end. */
  int place(int inEscaped) {
    return inEscaped >= escaped.length() ? typed.length() : places[Math.max(0, inEscaped)];
  }

  /** Where a field of this name is asked for, in any case; the start of the query if nowhere. */
  int placeOfField(String field) {
    String lower = typed.toLowerCase(Locale.ROOT);
    int at = lower.indexOf(field.toLowerCase(Locale.ROOT) + ":");
    return Math.max(0, Math.min(at, typed.length()));
  }
}
