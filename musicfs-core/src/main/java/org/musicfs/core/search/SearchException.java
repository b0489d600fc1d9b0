package org.musicfs.core.search;

import org.jspecify.annotations.Nullable;

/** A query that cannot be parsed, or an index that cannot answer. */
public final class SearchException extends Exception {
  /** Whose fault it is. */
  public enum Reason {
    BAD_QUERY,
    UNAVAILABLE
  }

  private final Reason reason;

  public SearchException(Reason reason, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }
}
