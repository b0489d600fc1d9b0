package org.musicfs.fuse.sys;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import org.musicfs.core.sys.CLibrary;

/**
 * System calls of the C library, by the numbers Linux gives their flags. Calls that can fail return
 * their result, or minus the error number.
 */
public final class Libc {
  /** {@code umount2}: abort the connection of a FUSE mount first. */
  public static final int MNT_FORCE = 1;

  /** {@code umount2}: detach now, clean up when it is no longer busy. */
  public static final int MNT_DETACH = 2;

  /** {@code umount2}: do not follow a symbolic link in the last component. */
  public static final int UMOUNT_NOFOLLOW = 8;

  private static final int MFD_CLOEXEC = 1;
  private static final int F_DUPFD_CLOEXEC = 1030;

  private static final MethodHandle GETEUID =
      CLibrary.plain("geteuid", FunctionDescriptor.of(JAVA_INT));
  private static final MethodHandle GETEGID =
      CLibrary.plain("getegid", FunctionDescriptor.of(JAVA_INT));
  private static final MethodHandle GETPAGESIZE =
      CLibrary.plain("getpagesize", FunctionDescriptor.of(JAVA_INT));
  private static final MethodHandle UMOUNT2 =
      CLibrary.failing("umount2", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT));
  private static final MethodHandle FCNTL =
      CLibrary.failing(
          "fcntl",
          FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT),
          Linker.Option.firstVariadicArg(2));
  private static final MethodHandle DUP2 =
      CLibrary.failing("dup2", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));
  private static final MethodHandle CLOSE =
      CLibrary.failing("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
  private static final MethodHandle MEMFD_CREATE =
      CLibrary.failing("memfd_create", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT));
  private static final MethodHandle PREAD =
      CLibrary.failing(
          "pread", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_LONG));

  private Libc() {}

  /** The effective user of this process; 0 is root. */
  public static int geteuid() {
    try {
      return (int) GETEUID.invokeExact();
    } catch (Throwable e) {
      throw CLibrary.unexpected(e);
    }
  }

  /** The effective group of this process. */
  public static int getegid() {
    try {
      return (int) GETEGID.invokeExact();
    } catch (Throwable e) {
      throw CLibrary.unexpected(e);
    }
  }

  /** Bytes of a page of memory. */
  public static int getpagesize() {
    try {
      return (int) GETPAGESIZE.invokeExact();
    } catch (Throwable e) {
      throw CLibrary.unexpected(e);
    }
  }

  /** Unmounts what is mounted at {@code path}. */
  public static int umount2(String path, int flags) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(CLibrary.CALL_STATE);
      MemorySegment target = arena.allocateFrom(path, StandardCharsets.UTF_8);
      return CLibrary.result(state, (int) UMOUNT2.invokeExact(state, target, flags));
    } catch (Throwable e) {
      throw CLibrary.unexpected(e);
    }
  }

  /** A second descriptor for the same open file, closed on exec. */
  public static int duplicate(int descriptor) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(CLibrary.CALL_STATE);
      return CLibrary.result(state, (int) FCNTL.invokeExact(state, descriptor, F_DUPFD_CLOEXEC, 3));
    } catch (Throwable e) {
      throw CLibrary.unexpected(e);
    }
  }

  /** Makes {@code target} name the file that {@code descriptor} names; open across exec. */
  public static int dup2(int descriptor, int target) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(CLibrary.CALL_STATE);
      return CLibrary.result(state, (int) DUP2.invokeExact(state, descriptor, target));
    } catch (Throwable e) {
      throw CLibrary.unexpected(e);
    }
  }

  public static int close(int descriptor) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(CLibrary.CALL_STATE);
      return CLibrary.result(state, (int) CLOSE.invokeExact(state, descriptor));
    } catch (Throwable e) {
      throw CLibrary.unexpected(e);
    }
  }

  /** A file in memory without a name in the file system; {@code name} is for /proc only. */
  public static int memfdCreate(String name) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(CLibrary.CALL_STATE);
      MemorySegment label = arena.allocateFrom(name, StandardCharsets.UTF_8);
      return CLibrary.result(state, (int) MEMFD_CREATE.invokeExact(state, label, MFD_CLOEXEC));
    } catch (Throwable e) {
      throw CLibrary.unexpected(e);
    }
  }

  /** The first bytes of a file, at most {@code limit}; empty if it cannot be read. */
  public static byte[] head(int descriptor, int limit) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(CLibrary.CALL_STATE);
      MemorySegment buffer = arena.allocate(limit);
      long n = (long) PREAD.invokeExact(state, descriptor, buffer, (long) limit, 0L);
      return buffer.asSlice(0, Math.max(0, n)).toArray(java.lang.foreign.ValueLayout.JAVA_BYTE);
    } catch (Throwable e) {
      throw CLibrary.unexpected(e);
    }
  }
}
