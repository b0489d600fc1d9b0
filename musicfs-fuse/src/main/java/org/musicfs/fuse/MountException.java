package org.musicfs.fuse;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Mounting or unmounting failed. The message says what, where and why, in one line. */
public final class MountException extends Exception {
  /** Why. */
  public enum Reason {
    /** Files are open, or a process stands in a directory of the mount. */
    BUSY,
    /** The kernel, libfuse or fusermount refused. */
    FAILED,
    /** The kernel is too old for this backend. */
    UNSUPPORTED
  }

  private final Reason reason;
  private final transient List<String> users;

  public MountException(Reason reason, String message, @Nullable Throwable cause) {
    this(reason, message, List.of(), cause);
  }

  public MountException(
      Reason reason, String message, List<String> users, @Nullable Throwable cause) {
    super(message, cause);
    this.reason = reason;
    this.users = List.copyOf(users);
  }

  public Reason reason() {
    return reason;
  }

  /** Who uses the mount, as {@code pid name}; only those this process is allowed to see. */
  public List<String> users() {
    return users;
  }
}
