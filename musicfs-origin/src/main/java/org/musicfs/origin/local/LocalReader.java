package org.musicfs.origin.local;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.musicfs.core.origin.FileStamp;
import org.musicfs.core.origin.OriginException;
import org.musicfs.core.origin.OriginException.Reason;
import org.musicfs.core.origin.OriginReader;
import org.musicfs.core.sys.Errno;

/**
 * An open descriptor. Reads are {@code pread}, so threads share it without a lock, and interrupting
 * one of them harms nobody. The descriptor goes back to the system when the last call that uses it
 * has returned: closing under a reader never lets it read from another file that got the same
 * number.
 */
final class LocalReader implements OriginReader {
  private final String name;
  private final int descriptor;
  private final Scratch.Pool pool;
  private final BooleanSupplier originClosed;

  /** Calls under way, plus one until {@link #close}; at zero the descriptor is gone. */
  private final AtomicInteger users = new AtomicInteger(1);

  private final AtomicBoolean closed = new AtomicBoolean();

  LocalReader(String name, int descriptor, Scratch.Pool pool, BooleanSupplier originClosed) {
    this.name = name;
    this.descriptor = descriptor;
    this.pool = pool;
    this.originClosed = originClosed;
  }

  @Override
  public FileStamp stamp() throws OriginException {
    enter();
    try (Scratch scratch = pool.take()) {
      int result = stat(scratch);
      if (result < 0) {
        throw error(-result);
      }
      return scratch.stat.stamp();
    } finally {
      leave();
    }
  }

  /** Whether what was opened is a regular file. */
  boolean isFile(Scratch scratch) {
    return stat(scratch) == 0 && scratch.stat.isFile();
  }

  private int stat(Scratch scratch) {
    scratch.path(new byte[0]);
    return Libc.statx(
        scratch.callState, descriptor, scratch.path, Libc.AT_EMPTY_PATH, scratch.stat.segment);
  }

  @Override
  public int read(long offset, ByteBuffer destination) throws OriginException {
    if (offset < 0) {
      throw new IllegalArgumentException("offset " + offset);
    }
    if (destination.isReadOnly()) {
      throw new ReadOnlyBufferException();
    }
    enter();
    try (Scratch scratch = pool.take()) {
      return destination.isDirect()
          ? readDirect(scratch, offset, destination)
          : readHeap(scratch, offset, destination);
    } finally {
      leave();
    }
  }

  @Override
  public OptionalInt descriptor() {
    return OptionalInt.of(descriptor);
  }

  private int readDirect(Scratch scratch, long offset, ByteBuffer destination)
      throws OriginException {
    int total = 0;
    while (destination.hasRemaining()) {
      int n = pread(scratch, MemorySegment.ofBuffer(destination), offset + total);
      if (n == 0) {
        break;
      }
      destination.position(destination.position() + n);
      total += n;
    }
    return total;
  }

  private int readHeap(Scratch scratch, long offset, ByteBuffer destination)
      throws OriginException {
    int total = 0;
    while (destination.hasRemaining()) {
      int wanted = Math.min(destination.remaining(), Scratch.BUFFER_BYTES);
      MemorySegment part = scratch.buffer.asSlice(0, wanted);
      int n = pread(scratch, part, offset + total);
      if (n == 0) {
        break;
      }
      MemorySegment.copy(part, 0, MemorySegment.ofBuffer(destination), 0, n);
      destination.position(destination.position() + n);
      total += n;
    }
    return total;
  }

  private int pread(Scratch scratch, MemorySegment into, long offset) throws OriginException {
    int n = Libc.pread(scratch.callState, descriptor, into, offset);
    if (n < 0) {
      throw error(-n);
    }
    return n;
  }

  /** An error on a descriptor that is open is never about the name. */
  private OriginException error(int errno) {
    Reason reason =
        Failures.reason(errno) == Reason.UNREACHABLE ? Reason.UNREACHABLE : Reason.FAILED;
    return new OriginException(reason, name + ": " + Errno.text(errno), null);
  }

  private void enter() throws OriginException {
    if (originClosed.getAsBoolean()) {
      throw new OriginException(Reason.UNREACHABLE, name + ": the origin is closed", null);
    }
    int now;
    do {
      now = users.get();
      if (now == 0 || closed.get()) {
        throw new OriginException(Reason.FAILED, name + ": the reader is closed", null);
      }
    } while (!users.compareAndSet(now, now + 1));
  }

  private void leave() {
    if (users.decrementAndGet() == 0) {
      try (Scratch scratch = pool.take()) {
        Libc.close(scratch.callState, descriptor);
      }
    }
  }

  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      leave();
    }
  }
}
