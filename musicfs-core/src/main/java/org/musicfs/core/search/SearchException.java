package org.musicfs.core.search;

import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** A query that cannot be parsed, or an index that cannot answer. */
public final class SearchException extends Exception {
  /** Whose fault it is. */
  public enum Reason {
    BAD_QUERY,
    UNAVAILABLE
  }

  private final Reason reason;
  private final int position;

  public SearchException(Reason reason, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.reason = reason;
    this.position = -1;
  }

  private SearchException(String message, int position, @Nullable Throwable cause) {
    super(message, cause);
    this.reason = Reason.BAD_QUERY;
    this.position = position;
  }

  /**
   * A query that is wrong at one place.
   *
   * @param position index into the query of the first character that is wrong, 0 to its length (an
   *     end that came too early)
   */
  public static SearchException badQueryAt(
      int position, String message, @Nullable Throwable cause) {
    return new SearchException(message, position, cause);
  }

  public Reason reason() {
    return reason;
  }

  /** Where the query is wrong, as an index into it; empty if that is not known. */
  public OptionalInt position() {
    return position < 0 ? OptionalInt.empty() : OptionalInt.of(position);
  }
}
