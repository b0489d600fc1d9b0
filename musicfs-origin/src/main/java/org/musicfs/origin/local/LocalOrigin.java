package org.musicfs.origin.local;

import java.net.URI;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.musicfs.core.origin.Answer;
import org.musicfs.core.origin.DirectoryListing;
import org.musicfs.core.origin.FileStamp;
import org.musicfs.core.origin.FileUri;
import org.musicfs.core.origin.Origin;
import org.musicfs.core.origin.OriginException;
import org.musicfs.core.origin.OriginException.Reason;
import org.musicfs.core.origin.OriginId;
import org.musicfs.core.origin.OriginPath;
import org.musicfs.core.origin.OriginReader;
import org.musicfs.core.origin.OriginWatch;
import org.musicfs.core.sys.Errno;

/**
 * A directory of this machine. Symbolic links are followed wherever they lead: it is the owner's
 * own disk. Everything is opened read-only, without updating access times where the system permits,
 * and nothing but regular files and directories is ever opened, so no FIFO can hold a thread and no
 * device is touched.
 *
 * <p>Absent is answered only when the name's directory was reached and does not hold it. A missing
 * root may be a disk that is not mounted: unknown. So is what lies behind a dangling link.
 */
public final class LocalOrigin implements Origin {
  /** A directory that changes under each of so many passes is answered as unknown. */
  private static final int PASSES = 4;

  private static final int READ = Libc.O_RDONLY | Libc.O_CLOEXEC | Libc.O_NONBLOCK | Libc.O_NOCTTY;

  private final OriginId id;
  private final byte[] root;
  private final String displayName;
  private final Scratch.Pool pool = new Scratch.Pool();
  private final AtomicBoolean closed = new AtomicBoolean();
  private volatile @Nullable LocalWatch watch;

  /**
   * @param root absolute path, raw bytes, no trailing slash (unless it is {@code /})
   */
  LocalOrigin(OriginId id, byte[] root) {
    this.id = id;
    this.root = root.clone();
    this.displayName = OriginPath.display(root);
  }

  @Override
  public OriginId id() {
    return id;
  }

  /** The directory, as a person would type it. */
  @Override
  public String displayName() {
    return displayName;
  }

  @Override
  public Answer<DirectoryListing> list(OriginPath directory) {
    if (closed.get()) {
      return new Answer.Unknown<>(closedError(directory));
    }
    try (Scratch scratch = pool.take()) {
      for (int pass = 0; pass < PASSES; pass++) {
        // The trailing slash makes the kernel refuse everything that is no directory.
        if (!scratch.path(absolute(directory, "/"))) {
          return new Answer.Unknown<>(error(directory, Errno.ENAMETOOLONG));
        }
        int descriptor = openRead(scratch);
        if (descriptor < 0) {
          return missing(scratch, directory, -descriptor, true);
        }
        @Nullable LocalWatch watching = watch;
        if (watching != null) {
          watching.add(scratch, directory);
        }
        DirectoryScan.Result result;
        try {
          result = new DirectoryScan(scratch, descriptor, directory).run();
        } finally {
          Libc.close(scratch.callState, descriptor);
        }
        if (result.errno() != 0) {
          return new Answer.Unknown<>(error(directory, result.errno()));
        }
        if (result.listing() != null) {
          return new Answer.Present<>(result.listing());
        }
      }
      return new Answer.Unknown<>(
          new OriginException(
              Reason.CHANGED, name(directory) + ": changes faster than it can be listed", null));
    } catch (IllegalArgumentException e) {
      return new Answer.Unknown<>(
          new OriginException(Reason.FAILED, name(directory) + ": holds an impossible name", e));
    }
  }

  @Override
  public Answer<FileStamp> stat(OriginPath path) {
    if (closed.get()) {
      return new Answer.Unknown<>(closedError(path));
    }
    try (Scratch scratch = pool.take()) {
      int result = statx(scratch, path, 0);
      if (result < 0) {
        return missing(scratch, path, -result, false);
      }
      return scratch.stat.isFile() || scratch.stat.isDirectory()
          ? new Answer.Present<>(scratch.stat.stamp())
          : new Answer.Absent<>();
    }
  }

  @Override
  public OriginReader open(OriginPath path) throws OriginException {
    if (closed.get()) {
      throw closedError(path);
    }
    try (Scratch scratch = pool.take()) {
      int result = statx(scratch, path, 0);
      if (result < 0) {
        throw openError(scratch, path, -result);
      }
      if (!scratch.stat.isFile()) {
        throw notAFile(path);
      }
      int descriptor = openRead(scratch);
      if (descriptor < 0) {
        throw openError(scratch, path, -descriptor);
      }
      LocalReader reader = new LocalReader(name(path), descriptor, pool, closed::get);
      if (!reader.isFile(scratch)) {
        reader.close();
        throw notAFile(path);
      }
      return reader;
    }
  }

  @Override
  public Optional<Path> localPath(OriginPath path) {
    return Optional.of(Path.of(URI.create(FileUri.of(absolute(path, "")))));
  }

  /** Empty where files change without this machine's kernel knowing: on network file systems. */
  @Override
  public Optional<OriginWatch> watch(OriginWatch.Listener listener) {
    if (FileSystems.isShared(localPath(OriginPath.ROOT).orElseThrow())) {
      return Optional.empty();
    }
    Optional<LocalWatch> opened = LocalWatch.open(displayName, this::localPath, listener);
    watch = opened.orElse(null);
    return opened.map(Function.identity());
  }

  @Override
  public void close() {
    closed.set(true);
    @Nullable LocalWatch watching = watch;
    if (watching != null) {
      watching.close();
    }
  }

  /** Opens what {@code scratch.path} names; a negated errno if it fails. */
  private static int openRead(Scratch scratch) {
    int descriptor = Libc.open(scratch.callState, scratch.path, READ | Libc.O_NOATIME);
    // Access times may be left alone only by the file's owner.
    return descriptor == -Errno.EPERM
        ? Libc.open(scratch.callState, scratch.path, READ)
        : descriptor;
  }

  /** Stats into {@code scratch.stat}, leaving the path in {@code scratch.path}. */
  private int statx(Scratch scratch, OriginPath path, int flags) {
    return scratch.path(absolute(path, ""))
        ? Libc.statx(scratch.callState, Libc.AT_FDCWD, scratch.path, flags, scratch.stat.segment)
        : -Errno.ENAMETOOLONG;
  }

  private <T> Answer<T> missing(
      Scratch scratch, OriginPath path, int errno, boolean wantsDirectory) {
    boolean says = errno == Errno.ENOENT || errno == Errno.ENOTDIR;
    return says && isCertainlyAbsent(scratch, path, wantsDirectory)
        ? new Answer.Absent<>()
        : new Answer.Unknown<>(unreachableIfMissing(path, errno));
  }

  /**
   * Walks from the root to the first name that is not there. The kernel's ENOENT alone does not say
   * whether the name is missing, or the disk that a link on the way leads to.
   */
  private boolean isCertainlyAbsent(Scratch scratch, OriginPath path, boolean wantsDirectory) {
    if (path.isRoot() || statx(scratch, OriginPath.ROOT, 0) < 0 || !scratch.stat.isDirectory()) {
      return false;
    }
    byte[] bytes = path.toBytes();
    for (int end = 1; end <= bytes.length; end++) {
      if (end < bytes.length && bytes[end] != '/') {
        continue;
      }
      OriginPath prefix = OriginPath.of(Arrays.copyOf(bytes, end));
      int link = statx(scratch, prefix, Libc.AT_SYMLINK_NOFOLLOW);
      if (link < 0) {
        return link == -Errno.ENOENT;
      }
      if (statx(scratch, prefix, 0) < 0) {
        return false;
      }
      boolean last = end == bytes.length;
      if (!scratch.stat.isDirectory() && (!last || wantsDirectory)) {
        return true;
      }
    }
    return false;
  }

  private OriginException openError(Scratch scratch, OriginPath path, int errno) {
    return this.<FileStamp>missing(scratch, path, errno, false) instanceof Answer.Unknown<?> u
        ? u.cause()
        : error(path, errno);
  }

  private OriginException notAFile(OriginPath path) {
    return new OriginException(Reason.NOT_FOUND, name(path) + ": not a regular file", null);
  }

  private OriginException unreachableIfMissing(OriginPath path, int errno) {
    OriginException plain = error(path, errno);
    return plain.reason() == Reason.NOT_FOUND
        ? new OriginException(
            Reason.UNREACHABLE,
            plain.getMessage() + "; its disk may not be mounted, or a link leads nowhere",
            null)
        : plain;
  }

  private OriginException closedError(OriginPath path) {
    return new OriginException(Reason.UNREACHABLE, name(path) + ": the origin is closed", null);
  }

  private OriginException error(OriginPath path, int errno) {
    return new OriginException(Failures.reason(errno), name(path) + ": " + Errno.text(errno), null);
  }

  private String name(OriginPath path) {
    return path.isRoot() ? displayName : displayName + "/" + path;
  }

  private byte[] absolute(OriginPath path, String end) {
    byte[] below = path.toBytes();
    byte[] all = Arrays.copyOf(root, root.length + 1 + below.length + end.length());
    all[root.length] = '/';
    System.arraycopy(below, 0, all, root.length + 1, below.length);
    for (int i = 0; i < end.length(); i++) {
      all[root.length + 1 + below.length + i] = (byte) end.charAt(i);
    }
    return all;
  }
}
