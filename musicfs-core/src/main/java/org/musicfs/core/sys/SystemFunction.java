package org.musicfs.core.sys;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.Optional;

/**
 * A function of the C library that takes up to six integers and addresses and returns an integer.
 * All of them are called through one stub: the calling conventions of 64-bit Linux and macOS
 * (System V AMD64, AAPCS64) pass such arguments in the same registers whatever their width, and a
 * function looks at those alone that it has; so it is for variadic ones on Linux. Linking a stub
 * for each takes 10 to 20 ms, and a daemon calls thirty of them before it serves.
 *
 * <p>Memory goes in as its {@link MemorySegment#address address}: the caller keeps it alive for the
 * length of the call. Any platform thread.
 */
public final class SystemFunction {
  /**
   * Where a call puts its error number, before the JVM can overwrite it. One for each thread that
   * calls.
   */
  public static final StructLayout CALL_STATE = Linker.Option.captureStateLayout();

  private static final String ERRNO_NAME = "errno";
  private static final VarHandle ERRNO =
      CALL_STATE.varHandle(MemoryLayout.PathElement.groupElement(ERRNO_NAME));
  private static final int MOST = 6;

  private static final MethodHandle STUB =
      Linker.nativeLinker()
          .downcallHandle(
              FunctionDescriptor.of(
                  JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG),
              Linker.Option.captureCallState(ERRNO_NAME));

  private final String name;
  private final MemorySegment address;

  private SystemFunction(String name, MemorySegment address) {
    this.name = name;
    this.address = address;
  }

  /**
   * @throws java.util.NoSuchElementException if the C library has no such function
   */
  public static SystemFunction of(String name) {
    return new SystemFunction(name, Linker.nativeLinker().defaultLookup().findOrThrow(name));
  }

  /** One that not every C library has. */
  public static Optional<SystemFunction> find(String name) {
    return Linker.nativeLinker()
        .defaultLookup()
        .find(name)
        .map(address -> new SystemFunction(name, address));
  }

  /** Where it lies, for what takes a function. */
  public long address() {
    return address.address();
  }

  /** Calls one that returns an {@code int}: its result, or minus the error number. */
  public int call(long... arguments) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment callState = arena.allocate(CALL_STATE);
      // The upper half of the register means nothing.
      return result(callState, (int) invoke(callState, arguments));
    }
  }

  /** Calls one that returns a {@code long} or an address: its result, or minus the error number. */
  public long callLong(long... arguments) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment callState = arena.allocate(CALL_STATE);
      return result(callState, invoke(callState, arguments));
    }
  }

  /**
   * Calls one that returns an {@code int}, often: allocates nothing.
   *
   * @return its result, or minus the error number
   */
  public int call(MemorySegment callState, long a, long b, long c, long d, long e) {
    return result(callState, (int) invoke(callState, a, b, c, d, e, 0));
  }

  /**
   * Calls one that returns a {@code long}, often: allocates nothing.
   *
   * @return its result, or minus the error number
   */
  public long callLong(MemorySegment callState, long a, long b, long c, long d) {
    return result(callState, invoke(callState, a, b, c, d, 0, 0));
  }

  /**
   * {@code result}, unless it is an error.
   *
   * @throws IOException with the function's name and the error in words
   */
  public long check(long result) throws IOException {
    if (result < 0) {
      throw new IOException(name + ": " + Errno.text((int) -result));
    }
    return result;
  }

  private long invoke(MemorySegment callState, long... arguments) {
    long[] all = Arrays.copyOf(arguments, MOST);
    return invoke(callState, all[0], all[1], all[2], all[3], all[4], all[5]);
  }

  private long invoke(MemorySegment callState, long a, long b, long c, long d, long e, long f) {
    try {
      return (long) STUB.invokeExact(address, callState, a, b, c, d, e, f);
    } catch (Error | RuntimeException failure) {
      throw failure;
    } catch (Throwable impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static long result(MemorySegment callState, long value) {
    return value >= 0 ? value : -(int) ERRNO.get(callState, 0L);
  }

  private static int result(MemorySegment callState, int value) {
    return value >= 0 ? value : -(int) ERRNO.get(callState, 0L);
  }
}
