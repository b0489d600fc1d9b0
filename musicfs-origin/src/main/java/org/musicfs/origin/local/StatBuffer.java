package org.musicfs.origin.local;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import org.musicfs.core.origin.FileStamp;

/**
 * A {@code struct statx} of the kernel (include/uapi/linux/stat.h), the same on every architecture:
 * mode at 28 (16 bit), inode 32, size 40, ctime 96 and mtime 112 (seconds 64 bit, nanoseconds 32
 * bit), device major 136 and minor 140. Confined to one caller at a time.
 */
final class StatBuffer {
  /** TYPE | MTIME | CTIME | INO | SIZE: a network file system may have to ask for each. */
  static final int WANTED = 0x1 | 0x40 | 0x80 | 0x100 | 0x200;

  private static final long SIZE_BYTES = 256;
  private static final int TYPE_MASK = 0170000;
  private static final int REGULAR = 0100000;
  private static final int DIRECTORY = 0040000;
  private static final long NANOS = 1_000_000_000L;

  /** Times past the year 2262 do not fit; a damaged mtime is clamped, not wrapped. */
  private static final long MAX_SECONDS = Long.MAX_VALUE / NANOS - 1;

  final MemorySegment segment;

  StatBuffer(SegmentAllocator allocator) {
    segment = allocator.allocate(SIZE_BYTES, 8);
  }

  boolean isFile() {
    return type() == REGULAR;
  }

  boolean isDirectory() {
    return type() == DIRECTORY;
  }

  private int type() {
    return segment.get(JAVA_SHORT, 28) & TYPE_MASK;
  }

  FileStamp stamp() {
    return new FileStamp(
        isDirectory() ? 0 : segment.get(JAVA_LONG, 40),
        nanos(112),
        nanos(96),
        device(),
        inode(),
        "");
  }

  private long inode() {
    return segment.get(JAVA_LONG, 32);
  }

  private long nanos(long offset) {
    long seconds = Math.clamp(segment.get(JAVA_LONG, offset), -MAX_SECONDS, MAX_SECONDS);
    return seconds * NANOS + segment.get(JAVA_INT, offset + 8);
  }

  /** Encoded as {@code st_dev} is, so that it compares with what other calls tell. */
  private long device() {
    long major = segment.get(JAVA_INT, 136) & 0xffffffffL;
    long minor = segment.get(JAVA_INT, 140) & 0xffffffffL;
    return (minor & 0xff) | (major & 0xfff) << 8 | (minor & ~0xffL) << 12 | (major & ~0xfffL) << 32;
  }
}
