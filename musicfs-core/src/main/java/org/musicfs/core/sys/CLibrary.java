package org.musicfs.core.sys;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/**
 * Finds functions of the C library and tells why they failed. A function that can fail takes a
 * piece of memory of the layout {@link #CALL_STATE} as its first argument, into which the error
 * number is put before the JVM can overwrite it.
 */
public final class CLibrary {
  /** The memory a call needs for its error number. Confined to the call. */
  public static final StructLayout CALL_STATE = Linker.Option.captureStateLayout();

  private static final String ERRNO_NAME = "errno";
  private static final VarHandle ERRNO =
      CALL_STATE.varHandle(MemoryLayout.PathElement.groupElement(ERRNO_NAME));

  private CLibrary() {}

  /**
   * A function that cannot fail.
   *
   * @throws java.util.NoSuchElementException if the C library has no such function
   */
  public static MethodHandle plain(String name, FunctionDescriptor type) {
    Linker linker = Linker.nativeLinker();
    return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), type);
  }

  /**
   * A function that leaves its reason in {@code errno}; its handle takes the call state first.
   *
   * @param more options beside that, such as the first variadic argument
   * @throws java.util.NoSuchElementException if the C library has no such function
   */
  public static MethodHandle failing(String name, FunctionDescriptor type, Linker.Option... more) {
    Linker.Option[] options = new Linker.Option[more.length + 1];
    options[0] = Linker.Option.captureCallState(ERRNO_NAME);
    System.arraycopy(more, 0, options, 1, more.length);
    Linker linker = Linker.nativeLinker();
    return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), type, options);
  }

  /** The error number a failed call left behind; positive. */
  public static int errno(MemorySegment callState) {
    return (int) ERRNO.get(callState, 0L);
  }

  /** {@code value} of a call, or minus the error number if it is negative. */
  public static int result(MemorySegment callState, int value) {
    return value >= 0 ? value : -errno(callState);
  }

  /** {@code value} of a call, or minus the error number if it is negative. */
  public static long result(MemorySegment callState, long value) {
    return value >= 0 ? value : -errno(callState);
  }

  /** What a downcall threw: it declares Throwable, and throws only what has no remedy. */
  public static RuntimeException unexpected(Throwable e) {
    if (e instanceof Error error) {
      throw error;
    }
    return new IllegalStateException(e);
  }
}
