package org.musicfs.fuse.device;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.musicfs.core.sys.Errno;

/** A connection without a kernel: requests are put in, replies taken out. Thread-safe. */
public final class MemoryDevice implements FuseDevice {
  private static final byte[] GONE = {};

  private final BlockingQueue<byte[]> requests = new LinkedBlockingQueue<>();
  private final BlockingQueue<byte[]> sent = new LinkedBlockingQueue<>();
  private final AtomicInteger refused = new AtomicInteger();
  private volatile int refusal;

  /** Puts a request in. */
  public void put(byte[] request) {
    requests.add(request);
  }

  /** The next receive tells that the mount has ended. */
  public void end() {
    requests.add(GONE);
  }

  /** From now on sends fail with this error number; 0 for none. */
  public void refuse(int errno) {
    refusal = errno;
  }

  /** Sends that were refused. */
  public int refused() {
    return refused.get();
  }

  /** The next reply or notice. */
  public byte[] take() throws InterruptedException {
    byte[] next = sent.poll(20, TimeUnit.SECONDS);
    if (next == null) {
      throw new AssertionError("no reply");
    }
    return next;
  }

  /** Whether nothing was sent that has not been taken. */
  public boolean isQuiet() {
    return sent.isEmpty();
  }

  @Override
  public int receive(MemorySegment callState, MemorySegment into) {
    try {
      // Now and then a receive is interrupted, as by a signal.
      byte[] request = requests.poll(5, TimeUnit.MILLISECONDS);
      if (request == null) {
        return -Errno.EINTR;
      }
      if (request.length == 0) {
        return -Errno.ENODEV;
      }
      MemorySegment.copy(request, 0, into, ValueLayout.JAVA_BYTE, 0, request.length);
      return request.length;
    } catch (InterruptedException e) {
      return -Errno.EINTR;
    }
  }

  @Override
  public int send(MemorySegment callState, MemorySegment from, long start, int bytes) {
    int refusal = this.refusal;
    if (refusal != 0) {
      refused.incrementAndGet();
      return -refusal;
    }
    sent.add(from.asSlice(start, bytes).toArray(ValueLayout.JAVA_BYTE));
    return 0;
  }

  @Override
  public void close() {
    end();
  }
}
