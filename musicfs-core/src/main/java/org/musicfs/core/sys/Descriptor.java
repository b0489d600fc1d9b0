package org.musicfs.core.sys;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;

/**
 * What can be done with a file descriptor whatever it stands for. Descriptors are plain numbers
 * here: who opens or is given one closes it. Any thread.
 */
public final class Descriptor {
  private static final int F_GETFD = 1;
  private static final int F_SETFD = 2;
  private static final int F_DUPFD_CLOEXEC = 1030;
  private static final int FD_CLOEXEC = 1;
  private static final int O_RDONLY_CLOEXEC = 02000000;
  private static final int POLLERR = 8;
  private static final int POLLHUP = 16;
  private static final int POLLNVAL = 32;

  private static final SystemFunction FCNTL = SystemFunction.of("fcntl");
  private static final SystemFunction OPEN = SystemFunction.of("open");
  private static final SystemFunction CLOSE = SystemFunction.of("close");
  private static final SystemFunction DUP2 = SystemFunction.of("dup2");
  private static final SystemFunction POLL = SystemFunction.of("poll");

  private Descriptor() {}

  /**
   * Opens a file for reading, closed on exec.
   *
   * @throws IOException if it cannot be opened
   */
  public static int openForReading(Path file) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      int descriptor = OPEN.call(arena.allocateFrom(file.toString()).address(), O_RDONLY_CLOEXEC);
      if (descriptor < 0) {
        throw new IOException(file + ": " + Errno.text(-descriptor));
      }
      return descriptor;
    }
  }

  /** Closes it; nothing happens if it is not open. */
  public static void close(int descriptor) {
    int ignored = CLOSE.call(descriptor);
  }

  /**
   * A second descriptor for the same open file, closed on exec.
   *
   * @param least the lowest number it may have
   * @throws IOException if {@code descriptor} is not open, or there are no more descriptors
   */
  public static int duplicate(int descriptor, int least) throws IOException {
    return fcntl(descriptor, F_DUPFD_CLOEXEC, least);
  }

  /**
   * Makes {@code target} name the file that {@code source} names, and closes what it named before.
   * It stays open across exec.
   *
   * @throws IOException if {@code source} is not open
   */
  public static void replace(int target, int source) throws IOException {
    check(source, DUP2.call(source, target));
  }

  /**
   * Whether it can never be of use again, as poll(2) tells: its other end is closed, the mount it
   * is the connection of is gone, or it is not open.
   */
  public static boolean hasFailed(int descriptor) {
    try (Arena arena = Arena.ofConfined()) {
      // struct pollfd: int fd, short events, short revents. Failures are told without being asked.
      MemorySegment one = arena.allocate(8, 4);
      one.set(JAVA_INT, 0, descriptor);
      int ignored = POLL.call(one.address(), 1, 0);
      return (one.get(JAVA_SHORT, 6) & (POLLERR | POLLHUP | POLLNVAL)) != 0;
    }
  }

  /**
   * Says whether a program that this process becomes or starts goes without it.
   *
   * @throws IOException if it is not open
   */
  public static void closeOnExec(int descriptor, boolean on) throws IOException {
    fcntl(descriptor, F_SETFD, on ? FD_CLOEXEC : 0);
  }

  /**
   * Whether it is closed on exec.
   *
   * @throws IOException if it is not open
   */
  public static boolean isClosedOnExec(int descriptor) throws IOException {
    return (fcntl(descriptor, F_GETFD, 0) & FD_CLOEXEC) != 0;
  }

  private static int fcntl(int descriptor, int command, int argument) throws IOException {
    int result = FCNTL.call(descriptor, command, argument);
    check(descriptor, result);
    return result;
  }

  private static void check(int descriptor, int result) throws IOException {
    if (result < 0) {
      throw new IOException("descriptor " + descriptor + ": " + Errno.text(-result));
    }
  }
}
