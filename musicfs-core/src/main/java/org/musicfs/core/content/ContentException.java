package org.musicfs.core.content;

import org.jspecify.annotations.Nullable;

/**
 * Bytes cannot be supplied. The reader sees an I/O error; never zeros, never a silent short read.
 */
public final class ContentException extends Exception {
  /** Why. */
  public enum Reason {
    /** The version is not known (any more). */
    UNKNOWN_VERSION,
    /** No location can be reached and the bytes are not in the store. */
    UNAVAILABLE,
    /** The file at the origin is no longer this version. */
    CHANGED,
    /** No answer before the deadline. */
    TIMED_OUT,
    /** What arrived does not verify and nothing else can supply it. */
    CORRUPT
  }

  private final Reason reason;

  public ContentException(Reason reason, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }
}
