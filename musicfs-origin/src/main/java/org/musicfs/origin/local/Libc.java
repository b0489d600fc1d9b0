package org.musicfs.origin.local;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import org.musicfs.core.sys.CLibrary;
import org.musicfs.core.sys.Errno;

/**
 * The five C library functions a local origin needs; none of them can write to a file. Each answers
 * its result, or the negated error number, and is repeated when a signal interrupted it. Flags are
 * those that have one value on every 64-bit Linux; a trailing slash in the path stands in for
 * O_DIRECTORY, which has not.
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

  private static final MethodHandle OPEN =
      CLibrary.failing(
          "open",
          FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT),
          Linker.Option.firstVariadicArg(2));
  private static final MethodHandle CLOSE =
      CLibrary.failing("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
  private static final MethodHandle GETDENTS =
      CLibrary.failing(
          "getdents64", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG));
  private static final MethodHandle STATX =
      CLibrary.failing(
          "statx", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT, ADDRESS));
  private static final MethodHandle PREAD =
      CLibrary.failing(
          "pread", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_LONG));

  private Libc() {}

  /** A descriptor of the NUL-terminated {@code path}. */
  static int open(MemorySegment callState, MemorySegment path, int flags) {
    try {
      int result;
      do {
        result = (int) OPEN.invokeExact(callState, path, flags, 0);
        result = CLibrary.result(callState, result);
      } while (result == -Errno.EINTR);
      return result;
    } catch (Throwable e) {
      throw CLibrary.unexpected(e);
    }
  }

  /** Never repeated: on Linux the descriptor is gone whatever is answered. */
  static void close(MemorySegment callState, int descriptor) {
    try {
      int ignored = (int) CLOSE.invokeExact(callState, descriptor);
    } catch (Throwable e) {
      throw CLibrary.unexpected(e);
    }
  }

  /** Fills {@code buffer} with directory entries; answers the bytes used, 0 at the end. */
  static int readDirectory(MemorySegment callState, int descriptor, MemorySegment buffer) {
    try {
      long result;
      do {
        result = (long) GETDENTS.invokeExact(callState, descriptor, buffer, buffer.byteSize());
        result = CLibrary.result(callState, result);
      } while (result == -Errno.EINTR);
      return (int) result;
    } catch (Throwable e) {
      throw CLibrary.unexpected(e);
    }
  }

  static int statx(
      MemorySegment callState, int directory, MemorySegment name, int flags, MemorySegment into) {
    try {
      int result;
      do {
        result =
            (int) STATX.invokeExact(callState, directory, name, flags, StatBuffer.WANTED, into);
        result = CLibrary.result(callState, result);
      } while (result == -Errno.EINTR);
      return result;
    } catch (Throwable e) {
      throw CLibrary.unexpected(e);
    }
  }

  /** Bytes read into {@code buffer} from {@code offset}; 0 at the end of the file. */
  static int pread(MemorySegment callState, int descriptor, MemorySegment buffer, long offset) {
    try {
      long result;
      do {
        result = (long) PREAD.invokeExact(callState, descriptor, buffer, buffer.byteSize(), offset);
        result = CLibrary.result(callState, result);
      } while (result == -Errno.EINTR);
      return (int) result;
    } catch (Throwable e) {
      throw CLibrary.unexpected(e);
    }
  }
}
