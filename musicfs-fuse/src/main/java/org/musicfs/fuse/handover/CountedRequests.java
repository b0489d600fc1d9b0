package org.musicfs.fuse.handover;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * The latest opens and releases that were counted. A process may be killed when it has counted one
 * and not answered yet; the kernel then asks the next process the same again, with a bit in the
 * request's number that says so. Each is counted once, or files would seem to be open for ever.
 * Thread-safe: a number is written by the thread that serves the request, and read by the next
 * process.
 *
 * <p>Format: {@value #SLOTS} numbers of requests, u64, each at half its value modulo the slots;
 * they are even and never used again, so an old one does no harm.
 */
public final class CountedRequests {
  /** Many times as many as are served at once. */
  private static final int SLOTS = 1024;

  static final long BYTES = SLOTS * Long.BYTES;

  /** FUSE_UNIQUE_RESEND of the kernel's fuse.h. */
  private static final long RESENT = 1L << 63;

  private final MemorySegment memory;

  CountedRequests(MemorySegment memory) {
    this.memory = memory;
  }

  /** Of a mount that ends with this process. */
  public static CountedRequests ofThisProcess() {
    return new CountedRequests(Arena.ofAuto().allocate(BYTES, Long.BYTES));
  }

  /** Notes that what a request counts is counted. */
  public void counted(long unique) {
    long number = unique & ~RESENT;
    memory.set(JAVA_LONG, at(number), number);
  }

  /** Whether this request was asked before and counted then. */
  public boolean isCounted(long unique) {
    long number = unique & ~RESENT;
    return (unique & RESENT) != 0 && memory.get(JAVA_LONG, at(number)) == number;
  }

  private static long at(long number) {
    return (number >>> 1 & (SLOTS - 1)) * Long.BYTES;
  }
}
