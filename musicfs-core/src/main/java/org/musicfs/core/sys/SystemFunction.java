package org.musicfs.core.sys;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.Optional;

/**
 * A function of the C library that takes up to six integers and addresses and returns an integer.
 * All of them are called through one stub: the calling conventions of 64-bit Linux (System V AMD64,
 * AAPCS64) pass such arguments in the same registers whatever their width, variadic or not, and a
 * function looks at those alone that it has. Linking a stub for each takes 20 ms, which a process
 * that calls fifteen of them once cannot afford. For calls that are rare; any platform thread.
 */
final class SystemFunction {
  private static final int MOST = 6;

  private static final MethodHandle STUB =
      Linker.nativeLinker()
          .downcallHandle(
              FunctionDescriptor.of(
                  JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG),
              Linker.Option.captureCallState("errno"));

  private final String name;
  private final MemorySegment address;

  private SystemFunction(String name, MemorySegment address) {
    this.name = name;
    this.address = address;
  }

  /**
   * @throws java.util.NoSuchElementException if the C library has no such function
   */
  static SystemFunction of(String name) {
    return new SystemFunction(name, Linker.nativeLinker().defaultLookup().findOrThrow(name));
  }

  /** One that not every C library has. */
  static Optional<SystemFunction> find(String name) {
    return Linker.nativeLinker()
        .defaultLookup()
        .find(name)
        .map(address -> new SystemFunction(name, address));
  }

  /** Calls one that returns an {@code int}: its result, or minus the error number. */
  int call(long... arguments) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(CLibrary.CALL_STATE);
      // The upper half of the register means nothing.
      return CLibrary.result(state, (int) invoke(state, arguments));
    }
  }

  /** Calls one that returns a {@code long} or an address: its result, or minus the error number. */
  long callLong(long... arguments) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(CLibrary.CALL_STATE);
      return CLibrary.result(state, invoke(state, arguments));
    }
  }

  /**
   * {@code result}, unless it is an error.
   *
   * @throws IOException with the function's name and the error in words
   */
  long check(long result) throws IOException {
    if (result < 0) {
      throw new IOException(name + ": " + Errno.text((int) -result));
    }
    return result;
  }

  private long invoke(MemorySegment state, long... arguments) {
    long[] all = arguments.length == MOST ? arguments : java.util.Arrays.copyOf(arguments, MOST);
    try {
      return (long)
          STUB.invokeExact(address, state, all[0], all[1], all[2], all[3], all[4], all[5]);
    } catch (Throwable e) {
      throw CLibrary.unexpected(e);
    }
  }
}
