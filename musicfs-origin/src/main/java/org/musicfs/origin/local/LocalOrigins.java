package org.musicfs.origin.local;

import java.io.IOException;
import java.net.URI;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.musicfs.core.error.ExitCode;
import org.musicfs.core.error.UserError;
import org.musicfs.core.origin.FileUri;
import org.musicfs.core.origin.Origin;
import org.musicfs.core.origin.OriginPath;
import org.musicfs.core.origin.OriginSpec;

/**
 * Makes local origins and answers what a person's path means. Stateless, thread-safe.
 *
 * <p>A JVM whose file name encoding is not UTF-8 (no {@code LANG}, no {@code LC_ALL}) has already
 * lost what a person typed before any code of ours runs. Origins do not care, their names are
 * bytes; only typed paths do, and those are refused with the cure rather than misread. A {@code
 * file:///} URI with percent-encoded bytes is understood in every locale and names everything.
 */
public final class LocalOrigins {
  /** {@link OriginSpec#type} of a local origin. */
  public static final String TYPE = "local";

  private final String nameEncoding;

  public LocalOrigins() {
    this(System.getProperty("sun.jnu.encoding", "unknown"));
  }

  /**
   * @param nameEncoding in which this JVM reads file names and arguments
   */
  LocalOrigins(String nameEncoding) {
    this.nameEncoding = nameEncoding;
  }

  /**
   * The origin at {@link OriginSpec#location}. Touches no disk: one that is gone answers unknown.
   *
   * @throws UserError {@code STATE} if the location is no file URI
   */
  public Origin create(OriginSpec spec) {
    return new LocalOrigin(spec.id(), root(spec));
  }

  /**
   * The location of a new origin: absolute, symbolic links resolved, as a file URI. Equal
   * directories have equal locations.
   *
   * @param typed a path, relative to this process's directory, or a file URI
   * @throws UserError {@code ORIGIN} if it is missing, no directory, or cannot be listed; {@code
   *     ENVIRONMENT} if this JVM cannot read its name
   */
  public String location(String typed) {
    Path path = path(typed);
    try {
      Path real = path.toRealPath();
      if (!Files.isDirectory(real)) {
        throw new UserError(
            ExitCode.ORIGIN,
            "'" + typed + "' is not a directory",
            "name the directory that holds the music");
      }
      if (!Files.isReadable(real) || !Files.isExecutable(real)) {
        throw new AccessDeniedException(typed);
      }
      return FileUri.of(bytes(real));
    } catch (NoSuchFileException e) {
      throw new UserError(
          ExitCode.ORIGIN,
          "there is no directory '" + typed + "'",
          "check the spelling, and that its disk is mounted");
    } catch (AccessDeniedException e) {
      throw new UserError(
          ExitCode.ORIGIN,
          "you may not list '" + typed + "'",
          "give the user who runs musicfs read and search permission (chmod u+rx)");
    } catch (IOException e) {
      throw new UserError(
          ExitCode.ORIGIN,
          "'" + typed + "' cannot be read: " + e.getMessage(),
          "check that its disk works");
    }
  }

  /**
   * The location of a directory as it is written, for one that may be out of reach now. Symbolic
   * links are left as they are.
   */
  public String locationUnchecked(Path directory) {
    return FileUri.of(bytes(directory.toAbsolutePath().normalize()));
  }

  /**
   * Where a path lies below an origin, itself or through symbolic links; empty if it does not. The
   * path need not exist: what was deleted can be asked for.
   *
   * @param typed absolute path or file URI
   */
  public Optional<OriginPath> locate(OriginSpec spec, String typed) {
    byte[] root = root(spec);
    Path path = path(typed);
    Optional<OriginPath> asTyped = below(root, bytes(path));
    return asTyped.isPresent() ? asTyped : below(root, bytes(realAsFarAsItExists(path)));
  }

  /**
   * Whether the origin's directory and {@code other} lie on one file system (by device number);
   * false if that cannot be told. Decides {@link org.musicfs.core.origin.CachePolicy#AUTO}.
   *
   * @param other need not exist; its nearest ancestor that does is taken
   */
  public boolean sameFileSystem(OriginSpec spec, Path other) {
    try {
      @Nullable Path existing = other.toAbsolutePath().normalize();
      while (existing != null && !Files.exists(existing)) {
        existing = existing.getParent();
      }
      return existing != null
          && Objects.equals(device(Path.of(URI.create(spec.location()))), device(existing));
    } catch (IOException e) {
      return false;
    }
  }

  private static Object device(Path path) throws IOException {
    return Files.getAttribute(path, "unix:dev");
  }

  private static byte[] root(OriginSpec spec) {
    byte @Nullable [] root = FileUri.path(spec.location());
    if (root == null) {
      throw new UserError(
          ExitCode.STATE,
          "origin " + spec.id().value() + " has the location '" + spec.location() + "'",
          "the library is damaged there: a file URI of an absolute path is expected");
    }
    return root;
  }

  /** What a person typed, absolute and normalized, links left as they are. */
  private Path path(String typed) {
    byte @Nullable [] fromUri = FileUri.path(typed);
    if (fromUri != null) {
      return Path.of(URI.create(FileUri.of(fromUri))).normalize();
    }
    boolean ascii = typed.chars().allMatch(c -> c < 0x80);
    boolean utf8 = nameEncoding.equalsIgnoreCase("UTF-8");
    if (typed.indexOf('\ufffd') >= 0 || (!ascii && !utf8)) {
      throw new UserError(
          ExitCode.ENVIRONMENT,
          "the name '" + typed + "' cannot be read: this process reads names as " + nameEncoding,
          utf8
              ? "the name is not UTF-8: give it as a file:/// URI with %HH for each such byte"
              : "set LC_ALL=C.UTF-8");
    }
    try {
      return Path.of(typed).toAbsolutePath().normalize();
    } catch (InvalidPathException e) {
      throw new UserError(ExitCode.ORIGIN, "'" + typed + "' is no path", e.getReason());
    }
  }

  private static Path realAsFarAsItExists(Path path) {
    @Nullable Path head = path;
    while (head != null) {
      try {
        Path real = head.toRealPath();
        return head.getNameCount() == path.getNameCount()
            ? real
            : real.resolve(head.relativize(path));
      } catch (IOException e) {
        head = Files.exists(head, LinkOption.NOFOLLOW_LINKS) ? null : head.getParent();
      }
    }
    return path;
  }

  private static Optional<OriginPath> below(byte[] root, byte[] path) {
    if (Arrays.equals(root, path)) {
      return Optional.of(OriginPath.ROOT);
    }
    int start = root.length == 1 ? 1 : root.length + 1;
    boolean inside =
        path.length > start
            && path[start - 1] == '/'
            && Arrays.equals(path, 0, root.length, root, 0, root.length);
    return inside
        ? Optional.of(OriginPath.of(Arrays.copyOfRange(path, start, path.length)))
        : Optional.empty();
  }

  /** The raw bytes of an absolute path; only a URI tells them. */
  private static byte[] bytes(Path path) {
    return Objects.requireNonNull(FileUri.path(path.toUri().toString()));
  }
}
