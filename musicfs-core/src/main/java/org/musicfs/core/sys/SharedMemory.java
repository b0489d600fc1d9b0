package org.musicfs.core.sys;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

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

  private static final SystemFunction MEMFD_CREATE = SystemFunction.of("memfd_create");
  private static final SystemFunction FTRUNCATE = SystemFunction.of("ftruncate");
  private static final SystemFunction LSEEK = SystemFunction.of("lseek");
  private static final SystemFunction MMAP = SystemFunction.of("mmap");
  private static final SystemFunction MUNMAP = SystemFunction.of("munmap");

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
      descriptor = MEMFD_CREATE.call(call.allocateFrom(name).address(), MFD_CLOEXEC);
    }
    MEMFD_CREATE.check(descriptor);
    try {
      FTRUNCATE.check(FTRUNCATE.call(descriptor, bytes));
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
    long bytes = LSEEK.check(LSEEK.callLong(descriptor, 0, SEEK_END));
    // Back: the position is shared as well.
    LSEEK.check(LSEEK.callLong(descriptor, 0, SEEK_SET));
    long address = MMAP.check(MMAP.callLong(0, bytes, PROT_READ_WRITE, MAP_SHARED, descriptor, 0));
    MemorySegment memory =
        MemorySegment.ofAddress(address).reinterpret(bytes, arena, SharedMemory::unmap);
    return new SharedMemory(descriptor, memory);
  }

  private static void unmap(MemorySegment memory) {
    int ignored = MUNMAP.call(memory.address(), memory.byteSize());
  }
}
