package org.musicfs.index.tags.layout;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import org.musicfs.core.origin.OriginException;

/**
 * The chunks of an IFF or RIFF file, one after the other: {@code id (4 bytes), length (u32, in
 * DSDIFF u64), bytes, a pad byte if the length is odd}.
 */
final class Chunks {
  /** More than any file, and safe to add to an offset. */
  private static final long MAX_LENGTH = 1L << 60;

  private final RangeReader in;
  private final ByteOrder order;
  private final int lengthBytes;
  private final long end;
  private long next;

  /**
   * One chunk.
   *
   * @param id four characters
   * @param offset of its bytes
   * @param length as announced, 0 or more; may run past the file's end
   */
  record Chunk(String id, long offset, long length) {
    /** First byte after it. */
    long end() {
      return offset + length;
    }
  }

  Chunks(RangeReader in, ByteOrder order, long offset, long end) {
    this(in, order, 4, offset, end);
  }

  /** Big-endian chunks with lengths of 64 bits. */
  static Chunks wide(RangeReader in, long offset, long end) {
    return new Chunks(in, ByteOrder.BIG_ENDIAN, 8, offset, end);
  }

  private Chunks(RangeReader in, ByteOrder order, int lengthBytes, long offset, long end) {
    this.in = in;
    this.order = order;
    this.lengthBytes = lengthBytes;
    this.next = offset;
    this.end = end;
  }

  /** The next chunk; empty at the end. Less than a header before the end is padding. */
  Optional<Chunk> next() throws OriginException, MalformedFileException {
    int head = 4 + lengthBytes;
    if (end - next < head) {
      return Optional.empty();
    }
    ByteBuffer header = in.at(next, head).order(order);
    String id = Text.latin1(header, 4);
    long length = lengthBytes == 4 ? header.getInt(4) & 0xffff_ffffL : header.getLong(4);
    if (length < 0 || length > MAX_LENGTH) {
      throw new MalformedFileException("a chunk of an impossible length at byte " + next);
    }
    Chunk chunk = new Chunk(id, next + head, length);
    next = chunk.offset() + length + (length & 1);
    return Optional.of(chunk);
  }

  /** Goes on after {@code offset} instead, for a chunk whose true length is told elsewhere. */
  void continueAt(long offset) {
    next = offset + (offset & 1);
  }
}
