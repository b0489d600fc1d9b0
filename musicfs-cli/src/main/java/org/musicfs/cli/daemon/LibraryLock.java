package org.musicfs.cli.daemon;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.musicfs.core.config.LibraryName;
import org.musicfs.core.error.ExitCode;
import org.musicfs.core.error.Shell;
import org.musicfs.core.error.UserError;

/**
 * The exclusive claim of one process on a library's state: a POSIX record lock on a file that also
 * says whose it is. The kernel releases it when the process dies, however it dies. The file is
 * opened nowhere else in the process: closing any of its descriptors would drop the lock.
 */
public final class LibraryLock implements AutoCloseable {
  /** Its name in the state directory. */
  public static final String FILE = "lock";

  /** Somebody may just be looking whether it is held. */
  static final Duration USUAL = Duration.ofMillis(400);

  private static final long PAUSE_NANOS = 2_000_000;

  private final FileChannel channel;

  private LibraryLock(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * Who holds a library.
   *
   * @param pid of the daemon
   * @param supervisor the process that would start it again, 0 if there is none of ours
   */
  public record Holder(long pid, String mountpoint, long supervisor) {}

  /**
   * Takes the lock.
   *
   * @param file in the library's state directory
   * @param mountpoint noted for others to read
   * @param supervisor likewise; 0 if there is none of ours
   * @param patience how long to wait for it
   * @return empty if another process holds it
   */
  static Optional<LibraryLock> take(Path file, Path mountpoint, long supervisor, Duration patience)
      throws IOException {
    FileChannel channel = open(file);
    long end = System.nanoTime() + patience.toNanos();
    while (true) {
      if (tryLock(channel).isPresent()) {
        String text = ProcessHandle.current().pid() + "\n" + mountpoint + "\n" + supervisor + "\n";
        channel.truncate(0);
        channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)), 0);
        return Optional.of(new LibraryLock(channel));
      }
      if (System.nanoTime() >= end) {
        channel.close();
        return Optional.empty();
      }
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }

  /** What a person is told who wants a library that is served already. */
  public static UserError refusal(LibraryName library, Holder holder) {
    return new UserError(
        ExitCode.ALREADY_RUNNING,
        "library "
            + library.value()
            + " is already mounted at "
            + holder.mountpoint()
            + " by pid "
            + holder.pid(),
        "use it, unmount it (musicfs unmount "
            + Shell.quote(holder.mountpoint())
            + "), or mount another library (--library NAME)");
  }

  /** Who holds the lock now, if anybody does. Never to be called by the holder itself. */
  public static Optional<Holder> holder(Path file) throws IOException {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try (FileChannel channel = open(file)) {
      if (tryLock(channel).isPresent()) {
        return Optional.empty();
      }
    }
    List<String> lines = Files.readAllLines(file);
    if (lines.size() < 2) {
      return Optional.of(new Holder(0, "", 0));
    }
    long supervisor = lines.size() < 3 ? 0 : Long.parseLong(lines.get(2));
    return Optional.of(new Holder(Long.parseLong(lines.get(0)), lines.get(1), supervisor));
  }

  private static FileChannel open(Path file) throws IOException {
    return FileChannel.open(
        file,
        Set.of(StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE),
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
  }

  private static Optional<FileLock> tryLock(FileChannel channel) throws IOException {
    try {
      return Optional.ofNullable(channel.tryLock());
    } catch (OverlappingFileLockException e) {
      return Optional.empty();
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
