package org.musicfs.grpc;

import java.io.IOException;
import java.net.ConnectException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import java.util.Set;
import org.musicfs.core.error.ExitCode;
import org.musicfs.core.error.Shell;
import org.musicfs.core.error.UserError;

/**
 * The file system's side of the control socket.
 *
 * <p>Between bind and chmod a socket has the permissions the umask leaves. So it is bound only in a
 * directory nobody else can enter: from its first instant it is out of reach of others, and its own
 * mode 0600 says so again.
 */
final class SocketPath {
  /** {@code sun_path} of {@code sockaddr_un} holds 108 bytes on Linux; the JDK leaves two free. */
  static final int MAX_BYTES = 106;

  private static final Set<PosixFilePermission> DIRECTORY_MODE =
      PosixFilePermissions.fromString("rwx------");
  private static final Set<PosixFilePermission> SOCKET_MODE =
      PosixFilePermissions.fromString("rw-------");

  private SocketPath() {}

  /**
   * Makes the place ready for binding: the directory exists and is private, a socket of a dead
   * process is gone.
   *
   * @throws UserError CONFIG if the path is too long; ENVIRONMENT if the directory cannot be made
   *     or is open to others, or if something that is no socket is in the way; ALREADY_RUNNING if
   *     someone answers
   */
  static void prepare(Path socket) {
    checkLength(socket);
    Path directory = Objects.requireNonNull(socket.toAbsolutePath().getParent(), "no parent");
    try {
      makePrivate(directory);
      removeStale(socket);
    } catch (IOException e) {
      throw new UserError(
          ExitCode.ENVIRONMENT,
          "the control socket " + socket + " cannot be made: " + reason(e),
          "check the permissions of " + directory);
    }
  }

  /** Takes the permissions of everyone but the owner away. */
  static void restrict(Path socket) throws IOException {
    Files.setPosixFilePermissions(socket, SOCKET_MODE);
  }

  /**
   * Refuses a path the kernel cannot take.
   *
   * @throws UserError CONFIG
   */
  static void checkLength(Path socket) {
    int bytes = socket.toString().getBytes(StandardCharsets.UTF_8).length;
    if (bytes > MAX_BYTES) {
      throw new UserError(
          ExitCode.CONFIG,
          "the path of the control socket is too long: %d bytes, at most %d: %s"
              .formatted(bytes, MAX_BYTES, socket),
          "set XDG_RUNTIME_DIR to a shorter directory, or give the library a shorter name");
    }
  }

  /** What went wrong, without the path: for a message that names it already. */
  static String reason(IOException e) {
    return switch (e) {
      case java.nio.file.AccessDeniedException denied -> "permission denied";
      case NoSuchFileException missing -> "no such file or directory";
      case FileAlreadyExistsException exists -> "a file is in the way";
      case java.nio.file.FileSystemException other when other.getReason() != null ->
          other.getReason();
      default -> String.valueOf(e.getMessage());
    };
  }

  private static void makePrivate(Path directory) throws IOException {
    Path parent = directory.getParent();
    if (parent != null) {
      Files.createDirectories(parent, PosixFilePermissions.asFileAttribute(DIRECTORY_MODE));
    }
    try {
      Files.createDirectory(directory, PosixFilePermissions.asFileAttribute(DIRECTORY_MODE));
    } catch (FileAlreadyExistsException e) {
      var mode = Files.getPosixFilePermissions(directory);
      if (!DIRECTORY_MODE.containsAll(mode)) {
        throw new UserError(
            ExitCode.ENVIRONMENT,
            "the directory of the control socket is open to others (%s): %s"
                .formatted(PosixFilePermissions.toString(mode), directory),
            "close it to others: chmod 700 " + Shell.quote(directory.toString()));
      }
    }
  }

  private static void removeStale(Path socket) throws IOException {
    BasicFileAttributes file;
    try {
      file = Files.readAttributes(socket, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    } catch (NoSuchFileException e) {
      return;
    }
    if (!file.isOther()) {
      throw new UserError(
          ExitCode.ENVIRONMENT,
          "what is in the place of the control socket is no socket: " + socket,
          "move it away");
    }
    if (isAnswered(socket)) {
      throw new UserError(
          ExitCode.ALREADY_RUNNING,
          "another process answers at the control socket " + socket,
          "stop it first: musicfs unmount");
    }
    Files.deleteIfExists(socket);
  }

  private static boolean isAnswered(Path socket) throws IOException {
    try (SocketChannel probe = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
      return probe.isConnected();
    } catch (ConnectException e) {
      return false;
    }
  }
}
