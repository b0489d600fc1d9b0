package org.musicfs.cli.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.musicfs.core.config.LibraryName;
import org.musicfs.core.error.ExitCode;
import org.musicfs.core.error.Shell;
import org.musicfs.core.error.UserError;

/**
 * Where one library keeps what it keeps.
 *
 * @param library whose they are
 * @param state precious: user state, catalogue, lock, log
 * @param cache may be deleted at any time: chunks, search index, artwork
 * @param runtime sockets; shared by the libraries of one user and gone after a reboot
 */
public record Directories(LibraryName library, Path state, Path cache, Path runtime) {
  private static final Set<PosixFilePermission> PRIVATE =
      PosixFilePermissions.fromString("rwx------");
  private static final String NAME = "musicfs";

  /**
   * The user's own: below {@code XDG_STATE_HOME}, {@code XDG_CACHE_HOME} and {@code
   * XDG_RUNTIME_DIR}. What systemd hands to a service ({@code STATE_DIRECTORY} and its like) wins.
   *
   * @param cacheDirectory from the configuration; wins over both
   */
  public static Directories of(
      LibraryName library, UserEnvironment environment, Optional<Path> cacheDirectory) {
    return new Directories(
        library,
        service(environment, "STATE_DIRECTORY")
            .orElseGet(() -> environment.base("XDG_STATE_HOME", ".local/state").resolve(NAME))
            .resolve(library.value()),
        cacheDirectory
            .or(() -> service(environment, "CACHE_DIRECTORY"))
            .orElseGet(() -> environment.base("XDG_CACHE_HOME", ".cache").resolve(NAME))
            .resolve(library.value()),
        service(environment, "RUNTIME_DIRECTORY").orElseGet(() -> userRuntime(environment)));
  }

  /** Those of the system-wide service, which {@code --system} speaks of. */
  public static Directories system(LibraryName library, Optional<Path> cacheDirectory) {
    return new Directories(
        library,
        Path.of("/var/lib", NAME, library.value()),
        cacheDirectory.orElse(Path.of("/var/cache", NAME)).resolve(library.value()),
        Path.of("/run", NAME));
  }

  /** The control socket. Short, because a socket's path ends at 107 bytes. */
  public Path socket() {
    return runtime.resolve(library.value() + ".sock");
  }

  /** The daemon's log. */
  public Path log() {
    return state.resolve("musicfs.log");
  }

  /**
   * Makes what is missing, for this user only (0700), and looks at what is there.
   *
   * @throws UserError with {@code ENVIRONMENT} if one cannot be made or written, or if the runtime
   *     directory is somebody else's
   */
  public Directories create(UserEnvironment environment) {
    make(state);
    make(cache);
    make(runtime);
    checkOwner(runtime, environment.uid());
    return this;
  }

  private static void make(Path directory) {
    try {
      Files.createDirectories(directory, PosixFilePermissions.asFileAttribute(PRIVATE));
    } catch (IOException e) {
      throw new UserError(
          ExitCode.ENVIRONMENT,
          "cannot make the directory " + directory + ": " + reason(e),
          "make its parent writable for you, or name another place (docs/configuration.md, Places)");
    }
    if (!Files.isWritable(directory)) {
      throw new UserError(
          ExitCode.ENVIRONMENT,
          "cannot write to " + directory,
          "chown it to yourself: sudo chown -R \"$(id -un)\" " + Shell.quote(directory.toString()));
    }
  }

  /**
   * In /tmp anybody can make our directory before us, and read or answer what we send. So it must
   * be ours, a directory and closed to others.
   */
  private static void checkOwner(Path directory, int uid) {
    try {
      int owner = (Integer) Files.getAttribute(directory, "unix:uid", LinkOption.NOFOLLOW_LINKS);
      if (Files.isSymbolicLink(directory)) {
        throw new UserError(
            ExitCode.ENVIRONMENT,
            directory + " is a symbolic link",
            "remove it: rm " + Shell.quote(directory.toString()));
      }
      if (owner != uid) {
        throw new UserError(
            ExitCode.ENVIRONMENT,
            directory + " belongs to another user (id " + owner + ")",
            "set XDG_RUNTIME_DIR to a directory that is yours alone");
      }
      Set<PosixFilePermission> open = new HashSet<>(Files.getPosixFilePermissions(directory));
      open.removeAll(PRIVATE);
      if (!open.isEmpty()) {
        Files.setPosixFilePermissions(directory, PRIVATE);
      }
    } catch (IOException e) {
      throw new UserError(
          ExitCode.ENVIRONMENT,
          "cannot look at " + directory + ": " + reason(e),
          "set XDG_RUNTIME_DIR to a directory that is yours alone");
    }
  }

  private static String reason(IOException e) {
    return e.getClass().getSimpleName() + " " + e.getMessage();
  }

  /** systemd separates several directories by colons; ours is the first. */
  private static Optional<Path> service(UserEnvironment environment, String variable) {
    return environment
        .variable(variable)
        .map(value -> value.split(":", 2)[0])
        .filter(value -> value.startsWith("/"))
        .map(Path::of);
  }

  private static Path userRuntime(UserEnvironment environment) {
    return environment
        .directory("XDG_RUNTIME_DIR")
        .or(() -> Optional.of(Path.of("/run/user/" + environment.uid())).filter(Files::isDirectory))
        .map(base -> base.resolve(NAME))
        // Without a login session (cron, su) nobody makes /run/user/UID for us.
        .orElse(Path.of("/tmp/" + NAME + "-" + environment.uid()));
  }
}
