package org.musicfs.core.cut;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * A file read from its first byte to its last: what was read last, and some of what was before it.
 * Confined to one thread.
 */
final class Window {
  private static final int BYTES = 256 * 1024;

  /** What stays of what lies before the position moved to. */
  static final int HISTORY_BYTES = 256;

  private final WholeFile whole;
  private final long sizeBytes;
  private final byte[] bytes;
  private long start;
  private int length;

  Window(WholeFile whole, long sizeBytes) {
    this.whole = whole;
    this.sizeBytes = sizeBytes;
    this.bytes = new byte[(int) Math.min(sizeBytes, BYTES)];
  }

  /** Length of the file. */
  long sizeBytes() {
    return sizeBytes;
  }

  /** The bytes held, from {@link #start} on. */
  byte[] bytes() {
    return bytes;
  }

  /** Where in the file the first byte held is. */
  long start() {
    return start;
  }

  /** Where in the file the first byte is that is not held. */
  long end() {
    return start + length;
  }

  /** Index in {@link #bytes} of a position held. */
  int index(long position) {
    return (int) (position - start);
  }

  /**
   * Sees that {@code count} bytes from {@code position} on are held, or all that there are; reads
   * as much further as there is room for. What was read before is not read again.
   *
   * @param position not before any that this was called with before
   * @param count at most half of the room
   */
  void hold(long position, int count) throws IOException {
    if (Math.min(position + count, sizeBytes) <= end()) {
      return;
    }
    long keep = Math.max(start, position - HISTORY_BYTES);
    if (keep < end()) {
      length = (int) (end() - keep);
      System.arraycopy(bytes, index(keep), bytes, 0, length);
    } else {
      length = 0;
      keep = position;
    }
    start = keep;
    int more = (int) Math.min(bytes.length - length, sizeBytes - end());
    if (more > 0) {
      whole.read(end(), ByteBuffer.wrap(bytes, length, more));
      length += more;
    }
  }
}
