package org.musicfs.core.sys;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * What can be done with a file descriptor whatever it stands for. Descriptors are plain numbers
 * here: who opens or is given one closes it. Any thread.
 */
public final class Descriptor {
  private static final int F_GETFD = 1;
  private static final int F_SETFD = 2;
  private static final int F_DUPFD_CLOEXEC = 1030;
  private static final int FD_CLOEXEC = 1;

  private static final MethodHandle FCNTL =
      CLibrary.failing(
          "fcntl",
          FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT),
          Linker.Option.firstVariadicArg(2));
  private static final MethodHandle CLOSE =
      CLibrary.plain("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));

  private Descriptor() {}

  /** Closes it; nothing happens if it is not open. */
  public static void close(int descriptor) {
    try {
      int ignored = (int) CLOSE.invokeExact(descriptor);
    } catch (Throwable e) {
      throw CLibrary.unexpected(e);
    }
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
    int result;
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(CLibrary.CALL_STATE);
      result =
          CLibrary.result(state, (int) FCNTL.invokeExact(state, descriptor, command, argument));
    } catch (Throwable e) {
      throw CLibrary.unexpected(e);
    }
    if (result < 0) {
      throw new IOException("descriptor " + descriptor + ": " + Errno.text(-result));
    }
    return result;
  }
}
