package org.musicfs.origin.local;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;
import org.musicfs.core.sys.SystemFunction;

/**
 * The native memory of one call: a path, directory entries, a stat result, bytes on their way to a
 * Java array. Allocating it per call would cost more than the call. Borrowed from a {@link Pool}
 * and used by one thread at a time; freed by the garbage collector when the pool goes.
 */
final class Scratch implements AutoCloseable {
  /** PATH_MAX of Linux, with the terminating NUL. */
  static final int PATH_BYTES = 4096;

  /** One call tells of a thousand names. Also what is read at once for a heap buffer. */
  static final int BUFFER_BYTES = 64 * 1024;

  final MemorySegment callState;
  final MemorySegment path;
  final MemorySegment buffer;
  final StatBuffer stat;
  private final Pool pool;

  private Scratch(Pool pool) {
    Arena arena = Arena.ofAuto();
    this.pool = pool;
    callState = arena.allocate(SystemFunction.CALL_STATE);
    path = arena.allocate(PATH_BYTES);
    buffer = arena.allocate(BUFFER_BYTES, 8);
    stat = new StatBuffer(arena);
  }

  /** Writes {@code bytes} and a NUL as the path; false if it is too long for the kernel. */
  boolean path(byte[] bytes) {
    if (bytes.length >= PATH_BYTES) {
      return false;
    }
    MemorySegment.copy(bytes, 0, path, JAVA_BYTE, 0, bytes.length);
    path.set(JAVA_BYTE, bytes.length, (byte) 0);
    return true;
  }

  @Override
  public void close() {
    pool.idle.offer(this);
  }

  /** As many as there were callers at one time. */
  static final class Pool {
    private final ConcurrentLinkedQueue<Scratch> idle = new ConcurrentLinkedQueue<>();

    Scratch take() {
      @Nullable Scratch scratch = idle.poll();
      return scratch != null ? scratch : new Scratch(this);
    }
  }
}
