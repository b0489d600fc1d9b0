package org.musicfs.fuse.sys;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.ref.Reference;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
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

  /** {@code open}: for reading and writing. */
  public static final int O_RDWR = 2;

  /** {@code open}: closed on exec. */
  public static final int O_CLOEXEC = 02000000;

  /** {@code mount}: nothing can be written, no set-uid bits, no device files. */
  public static final long MS_RDONLY_NOSUID_NODEV = 1 | 2 | 4;

  /** A real-time signal that neither the JVM nor the C library uses. */
  static final int WAKE = 40;

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

  private static final MethodHandle OPEN =
      CLibrary.failing(
          "open",
          FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT),
          Linker.Option.firstVariadicArg(2));
  private static final MethodHandle READ =
      CLibrary.failing("read", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG));
  // The address as a number: a reply begins within its memory, and a slice would be an object.
  private static final MethodHandle WRITE =
      CLibrary.failing("write", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_LONG));
  private static final MethodHandle IOCTL =
      CLibrary.failing(
          "ioctl",
          FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, ADDRESS),
          Linker.Option.firstVariadicArg(2));
  private static final MethodHandle MOUNT =
      CLibrary.failing(
          "mount", FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, ADDRESS, JAVA_LONG, ADDRESS));
  private static final MethodHandle GETTID =
      CLibrary.plain("gettid", FunctionDescriptor.of(JAVA_INT));
  private static final MethodHandle GETPID =
      CLibrary.plain("getpid", FunctionDescriptor.of(JAVA_INT));
  private static final MethodHandle TGKILL =
      CLibrary.failing("tgkill", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT));
  private static final MethodHandle SIGNAL =
      CLibrary.failing("signal", FunctionDescriptor.of(ADDRESS, JAVA_INT, ADDRESS));
  private static final MethodHandle SIGINTERRUPT =
      CLibrary.failing("siginterrupt", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));

  private Libc() {}

  /** Opens a file that exists. */
  public static int open(String path, int flags) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(CLibrary.CALL_STATE);
      MemorySegment name = arena.allocateFrom(path, StandardCharsets.UTF_8);
      return CLibrary.result(state, (int) OPEN.invokeExact(state, name, flags, 0));
    } catch (Throwable e) {
      throw CLibrary.unexpected(e);
    }
  }

  /** Reads once, up to {@code bytes}, to the start of {@code into}. Allocates nothing. */
  public static long read(MemorySegment callState, int descriptor, MemorySegment into, long bytes) {
    try {
      return CLibrary.result(
          callState, (long) READ.invokeExact(callState, descriptor, into, bytes));
    } catch (Throwable e) {
      throw CLibrary.unexpected(e);
    }
  }

  /** Writes once, {@code bytes} from {@code start} of native memory. Allocates nothing. */
  public static long write(
      MemorySegment callState, int descriptor, MemorySegment from, long start, long bytes) {
    Objects.checkFromIndexSize(start, bytes, from.byteSize());
    try {
      long address = from.address() + start;
      try {
        return CLibrary.result(
            callState, (long) WRITE.invokeExact(callState, descriptor, address, bytes));
      } finally {
        Reference.reachabilityFence(from);
      }
    } catch (Throwable e) {
      throw CLibrary.unexpected(e);
    }
  }

  /** A request to a device with a structure of its own. */
  public static int ioctl(int descriptor, long request, MemorySegment argument) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(CLibrary.CALL_STATE);
      return CLibrary.result(state, (int) IOCTL.invokeExact(state, descriptor, request, argument));
    } catch (Throwable e) {
      throw CLibrary.unexpected(e);
    }
  }

  /** Mounts; see mount(2). */
  public static int mount(String source, String target, String type, long flags, String data) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(CLibrary.CALL_STATE);
      return CLibrary.result(
          state,
          (int)
              MOUNT.invokeExact(
                  state,
                  arena.allocateFrom(source, StandardCharsets.UTF_8),
                  arena.allocateFrom(target, StandardCharsets.UTF_8),
                  arena.allocateFrom(type, StandardCharsets.UTF_8),
                  flags,
                  arena.allocateFrom(data, StandardCharsets.UTF_8)));
    } catch (Throwable e) {
      throw CLibrary.unexpected(e);
    }
  }

  /** The calling thread, as the kernel numbers it. */
  public static int gettid() {
    try {
      return (int) GETTID.invokeExact();
    } catch (Throwable e) {
      throw CLibrary.unexpected(e);
    }
  }

  /**
   * Makes {@link #WAKE} end a blocking call of the thread it is sent to with EINTR, and do nothing
   * else. The handler is getpid(2): it may be called at any moment, changes nothing, and its
   * address is at hand, whereas a handler in Java could not run in the midst of anything.
   */
  public static void prepareWake() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(CLibrary.CALL_STATE);
      MemorySegment harmless = Linker.nativeLinker().defaultLookup().findOrThrow("getpid");
      MemorySegment before = (MemorySegment) SIGNAL.invokeExact(state, WAKE, harmless);
      // signal() makes calls go on after the handler; that is what must not be.
      int result = (int) SIGINTERRUPT.invokeExact(state, WAKE, 1);
      if (before.address() == -1 || result < 0) {
        throw new IllegalStateException("no handler for signal " + WAKE);
      }
    } catch (Throwable e) {
      throw CLibrary.unexpected(e);
    }
  }

  /** Sends {@link #WAKE} to a thread of this process; nothing if it has ended. */
  public static void wake(int thread) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(CLibrary.CALL_STATE);
      int ignored = (int) TGKILL.invokeExact(state, (int) GETPID.invokeExact(), thread, WAKE);
    } catch (Throwable e) {
      throw CLibrary.unexpected(e);
    }
  }

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
