package org.musicfs.fuse.device;

import java.lang.foreign.MemorySegment;

/**
 * One end of a connection to the kernel: a request comes in, its reply goes out. One thread
 * receives; any thread may send. A reply must be sent on the device that delivered its request.
 *
 * <p>Calls take the memory for the error number as their first argument ({@link
 * org.musicfs.core.sys.SystemFunction#CALL_STATE}), confined to the caller, so that none is
 * allocated.
 */
public interface FuseDevice extends AutoCloseable {
  /**
   * Waits for the next request.
   *
   * @param into at least as large as the kernel's largest request
   * @return its length, or minus an error number: {@code EINTR}, {@code EAGAIN} or {@code ENOENT}
   *     mean try again, {@code ENODEV} that the mount is gone
   */
  int receive(MemorySegment callState, MemorySegment into);

  /**
   * Sends a reply or a notice, whole.
   *
   * @param start where it begins in {@code from}
   * @param bytes its length
   * @return 0, or minus an error number: {@code ENOENT} if nobody waits for the reply any more, or
   *     the kernel does not know what the notice is about
   */
  int send(MemorySegment callState, MemorySegment from, long start, int bytes);

  @Override
  void close();
}
