package org.musicfs.origin.sftp;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.musicfs.core.origin.OriginException;
import org.musicfs.core.origin.OriginException.Reason;

/**
 * Why a request got no result. Names no path: whoever asked adds it with {@link #about}.
 *
 * <p>Lost is the connection: the request may be repeated on another one. Late is the answer: the
 * deadline passed first.
 */
final class SftpFailure extends IOException {
  private static final long serialVersionUID = 1;

  /** What became of the request. */
  enum Kind {
    /** The server answered with an error. */
    REFUSED,
    /** The server knows who we are not: asking again does not help and may do harm. */
    NOT_LET_IN,
    /** The connection broke, or could not be made. */
    LOST,
    /** No answer by the deadline. */
    LATE,
    /** The answer makes no sense. */
    GARBLED
  }

  private final Kind kind;
  private final int status;
  private final Reason reason;

  private SftpFailure(
      Kind kind, int status, Reason reason, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.kind = kind;
    this.status = status;
    this.reason = reason;
  }

  /** The server's answer {@code status}, in the server's words. */
  static SftpFailure refused(int status, String words) {
    Reason reason =
        switch (status) {
          case Protocol.NO_SUCH_FILE -> Reason.NOT_FOUND;
          case Protocol.PERMISSION_DENIED -> Reason.DENIED;
          case Protocol.NO_CONNECTION, Protocol.CONNECTION_LOST -> Reason.UNREACHABLE;
          default -> Reason.FAILED;
        };
    String what =
        switch (status) {
          case Protocol.NO_SUCH_FILE -> "no such file";
          case Protocol.PERMISSION_DENIED -> "permission denied";
          default -> "the server says: " + (words.isBlank() ? "error " + status : words);
        };
    return new SftpFailure(Kind.REFUSED, status, reason, what, null);
  }

  static SftpFailure lost(String message, @Nullable Throwable cause) {
    return new SftpFailure(Kind.LOST, 0, Reason.UNREACHABLE, message, cause);
  }

  static SftpFailure late(String message) {
    return new SftpFailure(Kind.LATE, 0, Reason.UNREACHABLE, message, null);
  }

  static SftpFailure garbled(String message, @Nullable Throwable cause) {
    return new SftpFailure(Kind.GARBLED, 0, Reason.FAILED, message, cause);
  }

  /** The log-in failed. */
  static SftpFailure notLetIn(String message, @Nullable Throwable cause) {
    return new SftpFailure(Kind.NOT_LET_IN, 0, Reason.DENIED, message, cause);
  }

  /** We do not ask this server, or cannot. */
  static SftpFailure denied(String message, @Nullable Throwable cause) {
    return new SftpFailure(Kind.REFUSED, 0, Reason.DENIED, message, cause);
  }

  /** The server has answered, and this is what follows from it. */
  static SftpFailure because(Reason reason, String message) {
    return new SftpFailure(Kind.REFUSED, 0, reason, message, null);
  }

  /** The same for another thread to throw, with that thread's stack. */
  SftpFailure again() {
    return new SftpFailure(kind, status, reason, String.valueOf(getMessage()), this);
  }

  Kind kind() {
    return kind;
  }

  Reason reason() {
    return reason;
  }

  /** Whether the server says that the name is not there. */
  boolean isNoSuchFile() {
    return status == Protocol.NO_SUCH_FILE;
  }

  /** As callers of an origin get it. */
  OriginException about(String name) {
    return new OriginException(reason, name + ": " + getMessage(), this);
  }
}
