package org.musicfs.cas.read;

import org.jspecify.annotations.Nullable;
import org.musicfs.core.content.ContentException;

/**
 * Why a fetch ended without bytes.
 *
 * @param isTransient whether trying again later may help
 */
record FetchFailure(
    ContentException.Reason reason,
    String message,
    @Nullable Throwable cause,
    boolean isTransient) {
  ContentException toException() {
    return new ContentException(reason, message, cause);
  }

  /** Of two failures at two locations, the one that tells more. */
  FetchFailure worse(@Nullable FetchFailure other) {
    return other == null || rank(reason) >= rank(other.reason) ? this : other;
  }

  private static int rank(ContentException.Reason reason) {
    return switch (reason) {
      case TIMED_OUT -> 0;
      case UNAVAILABLE -> 1;
      case UNKNOWN_VERSION -> 2;
      case CHANGED -> 3;
      case CORRUPT -> 4;
    };
  }
}
