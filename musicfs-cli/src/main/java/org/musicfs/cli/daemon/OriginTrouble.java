package org.musicfs.cli.daemon;

import org.musicfs.core.error.ExitCode;
import org.musicfs.core.error.UserError;
import org.musicfs.core.origin.OriginException;

/** What an origin's failure means to a person who has just named it. Stateless. */
public final class OriginTrouble {
  private OriginTrouble() {}

  /** An {@code ORIGIN} error with what to do. */
  public static UserError of(OriginException e) {
    return new UserError(ExitCode.ORIGIN, String.valueOf(e.getMessage()), remedy(e.reason()));
  }

  private static String remedy(OriginException.Reason reason) {
    return switch (reason) {
      case NOT_FOUND -> "it answers, and has no such place: check the path";
      case DENIED ->
          "it answers, and does not let you in: check user, key or password, permissions";
      case UNREACHABLE -> "check that it is up, and its name, port and the way to it";
      case CHANGED -> "somebody writes there just now: try again";
      case FAILED -> "it answers, and reports an error: its own log may say more";
    };
  }
}
