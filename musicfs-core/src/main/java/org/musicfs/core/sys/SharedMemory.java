package org.musicfs.core.sys;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * Memory that can outlive this process: a file in memory without a name (memfd_create(2)), mapped
 * shared. Whoever is given its descriptor sees the same bytes. What is stored there is in the
 * other's view at once and survives the death of whoever stored it, at any instant: a writer must
 * order its stores so that every prefix of them makes sense.
 *
 * @param descriptor closed on exec; the caller closes it, the mapping stays
 * @param memory as long as the file, readable and writable by any thread, unmapped with the arena
 *     that it was asked for
 */
public record SharedMemory(int descriptor, MemorySegment memory) {
  private static final int MFD_CLOEXEC = 1;
  private static final int SEEK_SET = 0;
  private static final int SEEK_END = 2;
  private static final int PROT_READ_WRITE = 3;
  private static final int MAP_SHARED = 1;
  private static final long MAP_FAILED = -1;

  private static final MethodHandle MEMFD_CREATE =
      CLibrary.failing("memfd_create", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT));
  private static final MethodHandle FTRUNCATE =
      CLibrary.failing("ftruncate", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG));
  private static final MethodHandle LSEEK =
      CLibrary.failing("lseek", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_INT));
  private static final MethodHandle MMAP =
      CLibrary.failing(
          "mmap",
          FunctionDescriptor.of(
              JAVA_LONG, ADDRESS, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG));
  private static final MethodHandle MUNMAP =
      CLibrary.plain("munmap", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG));

  /**
   * Makes memory of zeros.
   *
   * @param name for people who look into /proc; need not be unique
   * @param bytes more than 0
   * @param arena {@link Arena#global} maps it for as long as the process lives
   * @throws IOException if the system has no memory or no descriptor left
   */
  public static SharedMemory create(String name, long bytes, Arena arena) throws IOException {
    int descriptor;
    try (Arena call = Arena.ofConfined()) {
      MemorySegment state = call.allocate(CLibrary.CALL_STATE);
      MemorySegment label = call.allocateFrom(name);
      descriptor =
          CLibrary.result(state, (int) MEMFD_CREATE.invokeExact(state, label, MFD_CLOEXEC));
      check("memfd_create", descriptor);
      int result = CLibrary.result(state, (int) FTRUNCATE.invokeExact(state, descriptor, bytes));
      if (result < 0) {
        Descriptor.close(descriptor);
      }
      check("ftruncate", result);
    } catch (IOException e) {
      throw e;
    } catch (Throwable e) {
      throw CLibrary.unexpected(e);
    }
    try {
      return map(descriptor, arena);
    } catch (IOException e) {
      Descriptor.close(descriptor);
      throw e;
    }
  }

  /**
   * Maps memory that another process made.
   *
   * @param descriptor the caller's, as before
   * @throws IOException if it is no such memory, is empty, or cannot be mapped
   */
  public static SharedMemory map(int descriptor, Arena arena) throws IOException {
    try (Arena call = Arena.ofConfined()) {
      MemorySegment state = call.allocate(CLibrary.CALL_STATE);
      long bytes =
          CLibrary.result(state, (long) LSEEK.invokeExact(state, descriptor, 0L, SEEK_END));
      check("lseek", bytes);
      // Back: the position is shared as well.
      check("lseek", (long) LSEEK.invokeExact(state, descriptor, 0L, SEEK_SET));
      long address =
          (long)
              MMAP.invokeExact(
                  state, MemorySegment.NULL, bytes, PROT_READ_WRITE, MAP_SHARED, descriptor, 0L);
      check("mmap", address == MAP_FAILED ? -CLibrary.errno(state) : 0);
      MemorySegment memory =
          MemorySegment.ofAddress(address).reinterpret(bytes, arena, SharedMemory::unmap);
      return new SharedMemory(descriptor, memory);
    } catch (IOException e) {
      throw e;
    } catch (Throwable e) {
      throw CLibrary.unexpected(e);
    }
  }

  private static void unmap(MemorySegment memory) {
    try {
      int ignored = (int) MUNMAP.invokeExact(memory, memory.byteSize());
    } catch (Throwable e) {
      throw CLibrary.unexpected(e);
    }
  }

  private static void check(String function, long result) throws IOException {
    if (result < 0) {
      throw new IOException("shared memory: " + function + " failed: " + Errno.text((int) -result));
    }
  }
}
