package org.musicfs.index.tags.layout;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;
import org.musicfs.core.origin.OriginException;

/** The header of a page of an Ogg file (RFC 3533, section 6). Immutable. */
final class OggPage {
  /** Before the table of segments. */
  static final int HEADER_BYTES = 27;

  /** {@code OggS}. */
  static final int CAPTURE = 0x4f676753;

  private static final int CONTINUED = 1;
  private static final int FULL = 255;

  /** Where it starts in the file. */
  private final long start;

  private final int flags;
  private final int serial;
  private final int sequence;
  private final byte[] lacing;
  private final int bodyBytes;

  private OggPage(long start, ByteBuffer header, byte[] lacing) {
    this.start = start;
    this.flags = header.get(5);
    this.serial = header.getInt(14);
    this.sequence = header.getInt(18);
    this.lacing = lacing;
    int bytes = 0;
    for (byte lace : lacing) {
      bytes += lace & 0xff;
    }
    this.bodyBytes = bytes;
  }

  /** Stands before the first page of a stream: it is empty and ends where that starts. */
  static OggPage before(long offset) {
    return new OggPage(offset - HEADER_BYTES, ByteBuffer.allocate(HEADER_BYTES), new byte[0]);
  }

  /**
   * The page at {@code offset}.
   *
   * @throws MalformedFileException if there is none, or not all of it
   */
  static OggPage at(RangeReader in, long offset) throws OriginException, MalformedFileException {
    OggPage page = find(in, offset);
    if (page == null) {
      throw new MalformedFileException("no Ogg page at byte " + offset);
    }
    if (page.end() > in.size()) {
      throw new MalformedFileException("an Ogg page at byte " + offset + " runs past its end");
    }
    return page;
  }

  /** The page at {@code offset}; null if there is none, or not all of it. */
  static @Nullable OggPage ifAt(RangeReader in, long offset)
      throws OriginException, MalformedFileException {
    if (offset > in.size() - HEADER_BYTES) {
      return null;
    }
    OggPage page = find(in, offset);
    return page != null && page.end() <= in.size() ? page : null;
  }

  private static @Nullable OggPage find(RangeReader in, long offset)
      throws OriginException, MalformedFileException {
    ByteBuffer header = in.at(offset, HEADER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    int segments = header.get(HEADER_BYTES - 1) & 0xff;
    if (Integer.reverseBytes(header.getInt(0)) != CAPTURE
        || header.get(4) != 0
        || segments > in.size() - offset - HEADER_BYTES) {
      return null;
    }
    byte[] table = new byte[segments];
    in.at(offset + HEADER_BYTES, segments).get(table);
    return new OggPage(offset, header, table);
  }

  long start() {
    return start;
  }

  long body() {
    return start + HEADER_BYTES + lacing.length;
  }

  long end() {
    return body() + bodyBytes;
  }

  int bodyBytes() {
    return bodyBytes;
  }

  int serial() {
    return serial;
  }

  int segments() {
    return lacing.length;
  }

  /** Bytes in a segment; 255 if the packet goes on in the next. */
  int segment(int index) {
    return lacing[index] & 0xff;
  }

  /** Whether no packet ends on it. */
  boolean isFull() {
    return lacing.length > 0 && bodyBytes == FULL * lacing.length;
  }

  /** Whether it goes on with the packet of another page of its stream, so many pages behind it. */
  boolean continues(OggPage other, long pages) {
    return serial == other.serial
        && (flags & CONTINUED) != 0
        && sequence == (int) (other.sequence + pages);
  }
}
