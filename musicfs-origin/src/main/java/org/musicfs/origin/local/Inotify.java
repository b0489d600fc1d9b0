package org.musicfs.origin.local;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;
import org.musicfs.core.sys.Errno;
import org.musicfs.core.sys.SystemFunction;

/**
 * The system calls of inotify(7) and what it takes to wait for its events until told otherwise. An
 * event is {@code i32 watch, u32 mask, u32 cookie, u32 length, name, NULs up to length}.
 */
final class Inotify {
  static final int ATTRIB = 0x4;
  static final int CLOSE_WRITE = 0x8;
  static final int MOVED_FROM = 0x40;
  static final int MOVED_TO = 0x80;
  static final int CREATE = 0x100;
  static final int DELETE = 0x200;
  static final int DELETE_SELF = 0x400;
  static final int MOVE_SELF = 0x800;
  static final int UNMOUNT = 0x2000;
  static final int QUEUE_OVERFLOW = 0x4000;
  static final int IGNORED = 0x8000;
  static final int ONLY_DIRECTORY = 0x0100_0000;
  static final int IS_DIRECTORY = 0x4000_0000;

  static final int EVENT_HEADER = 16;

  private static final int NONBLOCK = 0x800;
  private static final int CLOEXEC = 0x80000;
  private static final short POLLIN = 1;

  private static final SystemFunction INIT = SystemFunction.of("inotify_init1");
  private static final SystemFunction ADD = SystemFunction.of("inotify_add_watch");
  private static final SystemFunction EVENTFD = SystemFunction.of("eventfd");
  private static final SystemFunction EVENTFD_WRITE = SystemFunction.of("eventfd_write");
  private static final SystemFunction POLL = SystemFunction.of("poll");
  private static final SystemFunction READ = SystemFunction.of("read");
  private static final SystemFunction CLOSE = SystemFunction.of("close");

  private Inotify() {}

  /** A new queue of events, or a negated error number: {@code EMFILE} if there are too many. */
  static int open() {
    return INIT.call(NONBLOCK | CLOEXEC);
  }

  /**
   * Watches what {@code path} names, NUL-terminated; the same watch again if it is watched already.
   *
   * @return the watch, or a negated error number: {@code ENOSPC} at the limit of watches
   */
  static int add(MemorySegment callState, int queue, MemorySegment path, int mask) {
    try {
      return ADD.call(callState, queue, path.address(), mask, 0, 0);
    } finally {
      Reference.reachabilityFence(path);
    }
  }

  /** A counter that {@link #awaitEvents} can be ended with, or a negated error number. */
  static int counter() {
    return EVENTFD.call(0, CLOEXEC);
  }

  /** Ends {@link #awaitEvents}, now and for good. */
  static void raise(int counter) {
    EVENTFD_WRITE.call(counter, 1);
  }

  /** Ends a queue or a counter. */
  static void close(int descriptor) {
    CLOSE.call(descriptor);
  }

  /** Waits; false if it was ended by {@code counter}. */
  static boolean awaitEvents(int queue, int counter) {
    // struct pollfd: i32 descriptor, i16 wanted, i16 happened.
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment both = arena.allocate(16, 8);
      both.set(JAVA_INT, 0, queue);
      both.set(JAVA_SHORT, 4, POLLIN);
      both.set(JAVA_INT, 8, counter);
      both.set(JAVA_SHORT, 12, POLLIN);
      int ready;
      do {
        ready = POLL.call(both.address(), 2, -1);
      } while (ready == -Errno.EINTR);
      return ready > 0 && both.get(JAVA_SHORT, 14) == 0;
    }
  }

  /** Whole events into {@code buffer}; bytes, or a negated error number: {@code EAGAIN}: none. */
  static int read(MemorySegment callState, int queue, MemorySegment buffer) {
    try {
      return (int) READ.callLong(callState, queue, buffer.address(), buffer.byteSize(), 0);
    } finally {
      Reference.reachabilityFence(buffer);
    }
  }
}
