package org.musicfs.origin.local;

import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;
import org.musicfs.core.sys.Errno;
import org.musicfs.core.sys.SystemFunction;

/**
 * The five C library functions a local origin needs; none of them can write to a file. Each answers
 * its result, or the negated error number, and is repeated when a signal interrupted it. Flags are
 * those that have one value on every 64-bit Linux; a trailing slash in the path stands in for
 * O_DIRECTORY, which has not. Memory but a caller's buffer is a {@link Scratch} in use, and so
 * alive.
 */
final class Libc {
  static final int O_RDONLY = 0;
  static final int O_NOCTTY = 0x100;
  static final int O_NONBLOCK = 0x800;
  static final int O_NOATIME = 0x40000;
  static final int O_CLOEXEC = 0x80000;

  static final int AT_FDCWD = -100;
  static final int AT_SYMLINK_NOFOLLOW = 0x100;
  static final int AT_EMPTY_PATH = 0x1000;

  private static final SystemFunction OPEN = SystemFunction.of("open");
  private static final SystemFunction CLOSE = SystemFunction.of("close");
  private static final SystemFunction GETDENTS = SystemFunction.of("getdents64");
  private static final SystemFunction STATX = SystemFunction.of("statx");
  private static final SystemFunction PREAD = SystemFunction.of("pread");

  private Libc() {}

  /** A descriptor of the NUL-terminated {@code path}. */
  static int open(MemorySegment callState, MemorySegment path, int flags) {
    int result;
    do {
      result = OPEN.call(callState, path.address(), flags, 0, 0, 0);
    } while (result == -Errno.EINTR);
    return result;
  }

  /** Never repeated: on Linux the descriptor is gone whatever is answered. */
  static void close(MemorySegment callState, int descriptor) {
    CLOSE.call(callState, descriptor, 0, 0, 0, 0);
  }

  /** Fills {@code buffer} with directory entries; answers the bytes used, 0 at the end. */
  static int readDirectory(MemorySegment callState, int descriptor, MemorySegment buffer) {
    long result;
    do {
      result = GETDENTS.callLong(callState, descriptor, buffer.address(), buffer.byteSize(), 0);
    } while (result == -Errno.EINTR);
    return (int) result;
  }

  static int statx(
      MemorySegment callState, int directory, MemorySegment name, int flags, MemorySegment into) {
    int result;
    do {
      result =
          STATX.call(
              callState, directory, name.address(), flags, StatBuffer.WANTED, into.address());
    } while (result == -Errno.EINTR);
    return result;
  }

  /** Bytes read into {@code buffer} from {@code offset}; 0 at the end of the file. */
  static int pread(MemorySegment callState, int descriptor, MemorySegment buffer, long offset) {
    try {
      long result;
      do {
        result = PREAD.callLong(callState, descriptor, buffer.address(), buffer.byteSize(), offset);
      } while (result == -Errno.EINTR);
      return (int) result;
    } finally {
      Reference.reachabilityFence(buffer);
    }
  }
}
