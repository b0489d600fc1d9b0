package org.musicfs.fuse.sys;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.ref.Reference;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.musicfs.core.sys.SystemFunction;

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

  private static final SystemFunction GETEUID = SystemFunction.of("geteuid");
  private static final SystemFunction GETEGID = SystemFunction.of("getegid");
  private static final SystemFunction GETPAGESIZE = SystemFunction.of("getpagesize");
  private static final SystemFunction UMOUNT2 = SystemFunction.of("umount2");
  private static final SystemFunction FCNTL = SystemFunction.of("fcntl");
  private static final SystemFunction DUP2 = SystemFunction.of("dup2");
  private static final SystemFunction CLOSE = SystemFunction.of("close");
  private static final SystemFunction MEMFD_CREATE = SystemFunction.of("memfd_create");
  private static final SystemFunction PREAD = SystemFunction.of("pread");
  private static final SystemFunction OPEN = SystemFunction.of("open");
  private static final SystemFunction READ = SystemFunction.of("read");
  private static final SystemFunction WRITE = SystemFunction.of("write");
  private static final SystemFunction IOCTL = SystemFunction.of("ioctl");
  private static final SystemFunction MOUNT = SystemFunction.of("mount");
  private static final SystemFunction GETTID = SystemFunction.of("gettid");
  private static final SystemFunction GETPID = SystemFunction.of("getpid");
  private static final SystemFunction TGKILL = SystemFunction.of("tgkill");
  private static final SystemFunction SIGNAL = SystemFunction.of("signal");
  private static final SystemFunction SIGINTERRUPT = SystemFunction.of("siginterrupt");

  private Libc() {}

  /** Opens a file that exists. */
  public static int open(String path, int flags) {
    try (Arena arena = Arena.ofConfined()) {
      return OPEN.call(text(arena, path), flags, 0);
    }
  }

  /** NUL-terminated, for as long as the arena lives. */
  private static long text(Arena arena, String text) {
    return arena.allocateFrom(text, StandardCharsets.UTF_8).address();
  }

  /** Reads once, up to {@code bytes}, to the start of {@code into}. Allocates nothing. */
  public static long read(MemorySegment callState, int descriptor, MemorySegment into, long bytes) {
    Objects.checkFromIndexSize(0, bytes, into.byteSize());
    try {
      return READ.callLong(callState, descriptor, into.address(), bytes, 0);
    } finally {
      Reference.reachabilityFence(into);
    }
  }

  /** Writes once, {@code bytes} from {@code start} of native memory. Allocates nothing. */
  public static long write(
      MemorySegment callState, int descriptor, MemorySegment from, long start, long bytes) {
    Objects.checkFromIndexSize(start, bytes, from.byteSize());
    try {
      return WRITE.callLong(callState, descriptor, from.address() + start, bytes, 0);
    } finally {
      Reference.reachabilityFence(from);
    }
  }

  /** A request to a device with a structure of its own. */
  public static int ioctl(int descriptor, long request, MemorySegment argument) {
    try {
      return IOCTL.call(descriptor, request, argument.address());
    } finally {
      Reference.reachabilityFence(argument);
    }
  }

  /** Mounts; see mount(2). */
  public static int mount(String source, String target, String type, long flags, String data) {
    try (Arena arena = Arena.ofConfined()) {
      return MOUNT.call(
          text(arena, source), text(arena, target), text(arena, type), flags, text(arena, data));
    }
  }

  /** The calling thread, as the kernel numbers it. */
  public static int gettid() {
    return GETTID.call();
  }

  /**
   * Makes {@link #WAKE} end a blocking call of the thread it is sent to with EINTR, and do nothing
   * else. The handler is getpid(2): it may be called at any moment, changes nothing, and its
   * address is at hand, whereas a handler in Java could not run in the midst of anything.
   */
  public static void prepareWake() {
    // signal() makes calls go on after the handler; that is what must not be.
    if (SIGNAL.callLong(WAKE, GETPID.address()) < 0 || SIGINTERRUPT.call(WAKE, 1) < 0) {
      throw new IllegalStateException("no handler for signal " + WAKE);
    }
  }

  /** Sends {@link #WAKE} to a thread of this process; nothing if it has ended. */
  public static void wake(int thread) {
    TGKILL.call(GETPID.call(), thread, WAKE);
  }

  /** The effective user of this process; 0 is root. */
  public static int geteuid() {
    return GETEUID.call();
  }

  /** The effective group of this process. */
  public static int getegid() {
    return GETEGID.call();
  }

  /** Bytes of a page of memory. */
  public static int getpagesize() {
    return GETPAGESIZE.call();
  }

  /** Unmounts what is mounted at {@code path}. */
  public static int umount2(String path, int flags) {
    try (Arena arena = Arena.ofConfined()) {
      return UMOUNT2.call(text(arena, path), flags);
    }
  }

  /** A second descriptor for the same open file, closed on exec. */
  public static int duplicate(int descriptor) {
    return FCNTL.call(descriptor, F_DUPFD_CLOEXEC, 3);
  }

  /** Makes {@code target} name the file that {@code descriptor} names; open across exec. */
  public static int dup2(int descriptor, int target) {
    return DUP2.call(descriptor, target);
  }

  public static int close(int descriptor) {
    return CLOSE.call(descriptor);
  }

  /** A file in memory without a name in the file system; {@code name} is for /proc only. */
  public static int memfdCreate(String name) {
    try (Arena arena = Arena.ofConfined()) {
      return MEMFD_CREATE.call(text(arena, name), MFD_CLOEXEC);
    }
  }

  /** The first bytes of a file, at most {@code limit}; empty if it cannot be read. */
  public static byte[] head(int descriptor, int limit) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment buffer = arena.allocate(limit);
      long n = PREAD.callLong(descriptor, buffer.address(), limit, 0);
      return buffer.asSlice(0, Math.max(0, n)).toArray(ValueLayout.JAVA_BYTE);
    }
  }
}
