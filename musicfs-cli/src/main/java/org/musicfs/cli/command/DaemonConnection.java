package org.musicfs.cli.command;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.musicfs.cli.config.Directories;
import org.musicfs.cli.context.CommandContext;
import org.musicfs.cli.daemon.LibraryLock;
import org.musicfs.core.config.LibraryName;
import org.musicfs.core.error.ExitCode;
import org.musicfs.core.error.UserError;
import org.musicfs.grpc.ControlClient;

/** Finds the daemon of the library a command speaks of. */
final class DaemonConnection {
  /** A daemon opens its socket a moment after its mount answers. */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private static final long PAUSE_NANOS = 20_000_000;

  private DaemonConnection() {}

  /**
   * Connects, waiting up to 5 s for a daemon that is only just starting.
   *
   * @throws UserError {@code NOT_RUNNING}
   */
  static ControlClient open(CommandContext context) {
    return open(context.directories(context.library()));
  }

  /** The same, for the library with these directories. */
  static ControlClient open(Directories directories) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      try {
        return ControlClient.open(directories.socket());
      } catch (UserError e) {
        if (e.exitCode() != ExitCode.NOT_RUNNING) {
          throw e;
        }
        if (System.nanoTime() > end || holder(directories).isEmpty()) {
          throw notRunning(directories.library());
        }
        LockSupport.parkNanos(PAUSE_NANOS);
      }
    }
  }

  /** Who serves the library now. */
  static Optional<LibraryLock.Holder> holder(Directories directories) {
    try {
      return LibraryLock.holder(directories.state().resolve(LibraryLock.FILE));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static UserError notRunning(LibraryName name) {
    String library = name.value();
    String option = name.equals(LibraryName.DEFAULT) ? "" : " --library " + library;
    return new UserError(
        ExitCode.NOT_RUNNING,
        "library " + library + " is not mounted",
        "mount it: musicfs mount" + option + " ~/Music ~/mnt/music");
  }
}
