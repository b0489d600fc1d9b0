package org.musicfs.cli.command;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.musicfs.cli.config.Directories;
import org.musicfs.cli.context.CommandContext;
import org.musicfs.cli.daemon.LibraryLock;
import org.musicfs.core.config.LibraryName;
import org.musicfs.core.control.ShutdownResult;
import org.musicfs.core.error.ExitCode;
import org.musicfs.core.error.Shell;
import org.musicfs.core.error.UserError;
import org.musicfs.fuse.MountException;
import org.musicfs.fuse.mountpoint.Health;
import org.musicfs.fuse.mountpoint.MountEntry;
import org.musicfs.fuse.mountpoint.MountTable;
import org.musicfs.fuse.mountpoint.Unmounter;
import org.musicfs.grpc.ControlClient;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code musicfs unmount}. */
@Command(
    name = "unmount",
    aliases = "umount",
    description = "Unmount and end the daemon; refuses while files are open.",
    footer = {
      "",
      "Examples:",
      "  musicfs unmount ~/mnt/music",
      "  musicfs unmount --force ~/mnt/music"
    })
public final class UnmountCommand implements Callable<Integer> {
  /** A daemon that was told to stop waits 10 s for open files before it ends. */
  private static final Duration PATIENCE = Duration.ofSeconds(15);

  private static final long PAUSE_NANOS = 10_000_000;

  private final CommandContext context;

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "MOUNTPOINT",
      description = "default: where the library is mounted")
  @Nullable Path mountpoint;

  @Option(
      names = {"-f", "--force"},
      description = "detach although files are open, and abort what still waits")
  boolean force;

  public UnmountCommand(CommandContext context) {
    this.context = context;
  }

  @Override
  public Integer call() throws InterruptedException {
    MountTable table = new MountTable();
    LibraryName library = context.library();
    if (mountpoint != null) {
      Path place = mountpoint.toAbsolutePath().normalize();
      Optional<MountEntry> entry = table.at(place);
      if (entry.isEmpty()) {
        throw new UserError(
            ExitCode.NOT_RUNNING,
            "nothing is mounted at " + place,
            "musicfs status tells what is mounted");
      }
      Optional<String> name = entry.get().library();
      if (name.isEmpty()) {
        throw new UserError(
            ExitCode.MOUNTPOINT,
            place + " is not a mount of musicfs (" + entry.get().fsType() + ")",
            "unmount it with umount, if it is yours");
      }
      if (table.health(entry.get()) == Health.STALE) {
        clean(table, entry.get());
        context.err().println("its daemon was gone; the mount is cleaned up");
        return ExitCode.OK.code();
      }
      library = new LibraryName(name.get());
    }
    if (stop(context.directories(library), force) == End.KILLED) {
      context.err().println("its daemon did not answer and was killed; nothing is lost");
    }
    return ExitCode.OK.code();
  }

  /** Takes away a mount of ours that nobody serves. */
  static void clean(MountTable table, MountEntry entry) {
    try {
      table.cleanStale(entry);
    } catch (MountException e) {
      throw new UserError(
          ExitCode.MOUNTPOINT,
          String.valueOf(e.getMessage()),
          "unmount it: sudo umount -l " + Shell.quote(entry.mountpoint()));
    }
  }

  /** How a daemon ended. */
  enum End {
    /** By itself. */
    STOPPED,
    /** It hung: its mount was aborted and it was killed. */
    KILLED
  }

  /** Asks the daemon of a library to unmount, and waits for its end. */
  static End stop(Directories directories, boolean force) throws InterruptedException {
    Optional<LibraryLock.Holder> holder = DaemonConnection.holder(directories);
    ShutdownResult result;
    try (ControlClient client = DaemonConnection.open(directories)) {
      result = client.shutdown(force);
    } catch (UserError e) {
      if (e.exitCode() != ExitCode.FAILURE || holder.isEmpty()) {
        throw e;
      }
      if (!force) {
        throw new UserError(
            e.exitCode(),
            String.valueOf(e.getMessage()),
            "try again, or end it: musicfs unmount --force "
                + Shell.quote(holder.get().mountpoint()));
      }
      kill(directories, holder.get());
      return End.KILLED;
    }
    if (!result.stopped()) {
      List<String> users = result.users();
      throw new UserError(
          ExitCode.BUSY,
          "files are open under the mount"
              + (users.isEmpty() ? "" : ": " + String.join(", ", users)),
          "close them, or unmount with --force");
    }
    holder.ifPresent(h -> awaitEnd(directories, h));
    return End.STOPPED;
  }

  /** Ends a daemon that does not answer: whoever waits for its mount gets an error, not a hang. */
  private static void kill(Directories directories, LibraryLock.Holder holder) {
    MountTable table = new MountTable();
    Optional<MountEntry> entry =
        table
            .at(Path.of(holder.mountpoint()))
            .filter(e -> e.library().equals(Optional.of(directories.library().value())));
    Optional<ProcessHandle> daemon = ProcessHandle.of(holder.pid());
    // First who would start it again. Its number may be another process's by now.
    daemon
        .flatMap(ProcessHandle::parent)
        .filter(parent -> parent.pid() == holder.supervisor())
        .ifPresent(ProcessHandle::destroyForcibly);
    daemon.ifPresent(ProcessHandle::destroyForcibly);
    try {
      if (entry.isPresent()) {
        boolean ignored = new Unmounter(table).abort(entry.get()); // its death ends it as well
      }
    } catch (MountException e) {
      throw new UserError(
          ExitCode.MOUNTPOINT,
          String.valueOf(e.getMessage()),
          "unmount it: sudo umount -l " + Shell.quote(holder.mountpoint()));
    }
    awaitEnd(directories, holder);
  }

  /**
   * Waits until the library is free, so that a mount right after the unmount finds it so. The lock
   * tells: the process itself may linger as a zombie until its parent looks.
   */
  private static void awaitEnd(Directories directories, LibraryLock.Holder holder) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (DaemonConnection.holder(directories).filter(holder::equals).isPresent()) {
      if (System.nanoTime() > end) {
        throw new UserError(
            ExitCode.BUSY,
            "the mount is gone, but its daemon (pid " + holder.pid() + ") still runs",
            "its log says what it waits for");
      }
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }
}
