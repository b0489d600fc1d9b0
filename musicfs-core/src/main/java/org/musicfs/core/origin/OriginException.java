package org.musicfs.core.origin;

import org.jspecify.annotations.Nullable;

/**
 * An origin could not answer. Carries the origin and path in its message; {@link #reason} decides
 * what follows.
 */
public final class OriginException extends Exception {
  /** What kind of failure it is. */
  public enum Reason {
    /** The file is not there. */
    NOT_FOUND,
    /** The origin is there but refuses access. */
    DENIED,
    /** The origin, or the way to it, is down or does not answer in time. */
    UNREACHABLE,
    /** The file is not what it was when it was opened. */
    CHANGED,
    /** The medium or the protocol reported an error. */
    FAILED
  }

  private final Reason reason;

  public OriginException(Reason reason, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }
}
