package org.musicfs.core.error;

/**
 * An error a person can do something about. Its message says what happened and to what; the remedy
 * says what to do. No stack trace is shown for it.
 */
public final class UserError extends RuntimeException {
  private final ExitCode exitCode;
  private final String remedy;

  /**
   * @param message what happened, to what; one line, no trailing dot
   * @param remedy what to do; one line; may be empty when the message says it
   */
  public UserError(ExitCode exitCode, String message, String remedy) {
    super(message);
    this.exitCode = exitCode;
    this.remedy = remedy;
  }

  public ExitCode exitCode() {
    return exitCode;
  }

  public String remedy() {
    return remedy;
  }
}
