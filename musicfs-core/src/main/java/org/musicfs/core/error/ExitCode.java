package org.musicfs.core.error;

/** Exit codes of the command line. Scripts may rely on them; docs/cli.md lists them. */
public enum ExitCode {
  OK(0),
  /** Something failed that has no code of its own. */
  FAILURE(1),
  /** The command line is wrong. */
  USAGE(2),
  /** The configuration is wrong. */
  CONFIG(3),
  /** An origin is missing, unreadable, not a directory, or of no known type. */
  ORIGIN(4),
  /** The mountpoint is missing, not a directory, not empty, or busy. */
  MOUNTPOINT(5),
  /** The library is already served by another process. */
  ALREADY_RUNNING(6),
  /** No daemon serves the library. */
  NOT_RUNNING(7),
  /** The template is wrong. */
  TEMPLATE(8),
  /** Files are open under the mount. */
  BUSY(9),
  /** Something this machine must have is missing: /dev/fuse, libfuse, permissions. */
  ENVIRONMENT(10),
  /** State on disk cannot be used: a newer schema, damaged user state. */
  STATE(11),
  /** The query cannot be parsed. */
  QUERY(12),
  /** Not an error: a report has found something that is to be mended. */
  FOUND(13),
  /** Not an error: a daemon that has handed over its mount asks to be started again. */
  RESTART(75);

  private final int code;

  ExitCode(int code) {
    this.code = code;
  }

  public int code() {
    return code;
  }
}
