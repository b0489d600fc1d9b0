package org.musicfs.fuse.jnr;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import jnr.ffi.Pointer;
import jnr.ffi.Runtime;
import jnr.ffi.Struct;
import ru.serce.jnrfuse.struct.FileStat;

/**
 * Hands directory entries to libfuse's {@code fuse_fill_dir_t}. One name buffer and one stat serve
 * a whole call; going through jnr would make a heap buffer and a copy for each entry. Confined to
 * one thread.
 */
final class DirectoryFiller implements AutoCloseable {
  private static final MethodHandle FILL =
      Linker.nativeLinker()
          .downcallHandle(FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, ADDRESS, JAVA_LONG));

  /** Longer than any name a node may have, in bytes. */
  private static final int NAME_BYTES = 1024;

  private final Arena arena = Arena.ofConfined();
  private final MemorySegment function;
  private final MemorySegment buffer;
  private final MemorySegment name = arena.allocate(NAME_BYTES);
  private final MemorySegment statMemory;
  private final FileStat stat;

  DirectoryFiller(Runtime runtime, Pointer function, Pointer buffer) {
    this.function = MemorySegment.ofAddress(function.address());
    this.buffer = MemorySegment.ofAddress(buffer.address());
    FileStat layout = new FileStat(runtime);
    this.statMemory = arena.allocate(Struct.size(layout), 16);
    layout.useMemory(Pointer.wrap(runtime, statMemory.address()));
    this.stat = layout;
  }

  /**
   * Adds one entry.
   *
   * @param type the file type bits of a mode
   * @param next where a listing goes on after this entry; not 0
   * @return false if there is no room for it
   */
  boolean add(String entry, long inode, int type, long next) {
    byte[] bytes = entry.getBytes(StandardCharsets.UTF_8);
    if (bytes.length >= NAME_BYTES) {
      throw new IllegalArgumentException("name of " + bytes.length + " bytes, node " + inode);
    }
    MemorySegment.copy(bytes, 0, name, JAVA_BYTE, 0, bytes.length);
    name.set(JAVA_BYTE, bytes.length, (byte) 0);
    stat.st_ino.set(inode);
    stat.st_mode.set(type);
    try {
      return (int) FILL.invokeExact(function, buffer, name, statMemory, next) == 0;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    arena.close();
  }
}
