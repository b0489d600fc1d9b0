package org.musicfs.fuse.device;

import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.musicfs.core.sys.Errno;
import org.musicfs.fuse.sys.Libc;

/**
 * An open {@code /dev/fuse}, or a clone of one. The descriptor goes back to the system when the
 * last call that uses it has returned: a late reply or notice never ends up in another file that
 * got the same number.
 */
public final class KernelDevice implements FuseDevice {
  private final int descriptor;

  /** Calls under way, plus one until {@link #close}; at zero the descriptor is gone. */
  private final AtomicInteger users = new AtomicInteger(1);

  private final AtomicBoolean closed = new AtomicBoolean();

  /**
   * @param descriptor becomes this object's
   */
  public KernelDevice(int descriptor) {
    this.descriptor = descriptor;
  }

  /** The open descriptor; the caller sees to it that it is not closed meanwhile. */
  public int descriptor() {
    return descriptor;
  }

  @Override
  public int receive(MemorySegment callState, MemorySegment into) {
    if (!enter()) {
      return -Errno.ENODEV;
    }
    try {
      return (int) Libc.read(callState, descriptor, into, into.byteSize());
    } finally {
      leave();
    }
  }

  @Override
  public int send(MemorySegment callState, MemorySegment from, long start, int bytes) {
    if (!enter()) {
      return -Errno.ENODEV;
    }
    try {
      long written = Libc.write(callState, descriptor, from, start, bytes);
      return written < 0 ? (int) written : 0;
    } finally {
      leave();
    }
  }

  private boolean enter() {
    int now;
    do {
      now = users.get();
      if (now == 0 || closed.get()) {
        return false;
      }
    } while (!users.compareAndSet(now, now + 1));
    return true;
  }

  private void leave() {
    if (users.decrementAndGet() == 0) {
      Libc.close(descriptor);
    }
  }

  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      leave();
    }
  }
}
