package org.musicfs.grpc;

import java.lang.Character.UnicodeScript;
import java.util.EnumSet;
import java.util.OptionalInt;
import java.util.Set;
import org.musicfs.core.error.ExitCode;
import org.musicfs.core.error.UserError;
import org.musicfs.core.search.SearchException;

/** Shows a person where a query is wrong: the message, the query, and a caret under the place. */
final class QueryErrors {
  /** Characters of the query shown on each side of the place. */
  private static final int CONTEXT = 50;

  private static final Set<UnicodeScript> WIDE =
      EnumSet.of(
          UnicodeScript.HAN, UnicodeScript.HIRAGANA, UnicodeScript.KATAKANA, UnicodeScript.HANGUL);

  private QueryErrors() {}

  static UserError toUserError(SearchException failure, String query) {
    String message = String.valueOf(failure.getMessage());
    OptionalInt position = failure.position();
    if (position.isPresent() && position.getAsInt() <= query.length()) {
      message += "\n" + underlined(query, position.getAsInt());
    }
    return new UserError(
        ExitCode.QUERY, message, "put what is meant literally in \"quotation marks\"");
  }

  private static String underlined(String query, int position) {
    int from = Math.max(0, position - CONTEXT);
    int to = Math.min(query.length(), position + CONTEXT);
    String before = (from > 0 ? "…" : "") + query.substring(from, position);
    String after = query.substring(position, to) + (to < query.length() ? "…" : "");
    StringBuilder blank = new StringBuilder();
    before.codePoints().forEach(c -> blank.append(WIDE.contains(UnicodeScript.of(c)) ? "　" : " "));
    return "  " + printable(before + after) + "\n  " + blank + "^";
  }

  private static String printable(String text) {
    return text.replaceAll("\\p{Cntrl}", " ");
  }
}
