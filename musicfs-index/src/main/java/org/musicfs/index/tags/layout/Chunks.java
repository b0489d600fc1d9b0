package org.musicfs.index.tags.layout;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import org.musicfs.core.origin.OriginException;

/**
 * The chunks of an IFF or RIFF file, one after the other: {@code id (4 bytes), length (u32), bytes,
 * a pad byte if the length is odd}.
 */
final class Chunks {
  private static final int HEADER = 8;

  private final RangeReader in;
  private final ByteOrder order;
  private final long end;
  private long next;

  /**
   * One chunk.
   *
   * @param id four characters
   * @param offset of its bytes
   * @param length as announced, 0 to 2^32 - 1; may run past the file's end
   */
  record Chunk(String id, long offset, long length) {}

  Chunks(RangeReader in, ByteOrder order, long offset, long end) {
    this.in = in;
    this.order = order;
    this.next = offset;
    this.end = end;
  }

  /** The next chunk; empty at the end. Less than a header before the end is padding. */
  Optional<Chunk> next() throws OriginException, MalformedFileException {
    if (end - next < HEADER) {
      return Optional.empty();
    }
    ByteBuffer header = in.at(next, HEADER).order(order);
    String id = Text.latin1(header, 4);
    long length = header.getInt(4) & 0xffff_ffffL;
    Chunk chunk = new Chunk(id, next + HEADER, length);
    next = chunk.offset() + length + (length & 1);
    return Optional.of(chunk);
  }

  /** Goes on after {@code offset} instead, for a chunk whose true length is told elsewhere. */
  void continueAt(long offset) {
    next = offset + (offset & 1);
  }
}
