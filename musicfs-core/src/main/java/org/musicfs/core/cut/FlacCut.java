package org.musicfs.core.cut;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Frames of a FLAC file as a file (RFC 9639): {@code fLaC}, a STREAMINFO of its own without an MD5,
 * a VORBIS_COMMENT, then the frames with their numbers counted from 0. In a {@link Blob}: {@link
 * FrameRun}, then the comments.
 *
 * <p>A frame is read whole, to see by its checksum that it is what was cut. With another number its
 * header and its checksum differ; the latter's difference is the checksum of the headers'
 * difference with zeros for the bytes after it, so that these need no second look.
 */
final class FlacCut implements Cut {
  private static final byte[] MAGIC = {'f', 'L', 'a', 'C'};
  private static final int VORBIS_COMMENT = 4;
  private static final int LAST = 0x80;
  private static final int MAX_BLOCK_BYTES = (1 << 24) - 1;
  private static final int CHECKSUM_BYTES = 2;

  /** Frames are read together as far as they fit here. */
  private static final int READ_BYTES = 256 * 1024;

  private final FrameRun frames;
  private final List<String> comments;
  private final byte[] head;

  /** Where each frame is in this file, and where the last one ends. */
  private final long[] starts;

  FlacCut(FrameRun frames, List<String> comments) throws UncuttableException {
    this.frames = frames;
    this.comments = List.copyOf(comments);
    byte[] tags = Comments.toBytes(comments);
    if (tags.length > MAX_BLOCK_BYTES) {
      throw new UncuttableException("its tags of " + tags.length + " bytes are too long for FLAC");
    }
    int headBytes = MAGIC.length + 4 + StreamInfo.BYTES + 4 + tags.length;
    this.starts = new long[frames.count() + 1];
    starts[0] = headBytes;
    int least = Integer.MAX_VALUE;
    int largest = 0;
    for (int i = 0; i < frames.count(); i++) {
      int grows = CodedNumber.length(number(i)) - CodedNumber.length(frames.number(i));
      int size = frames.sizeBytes(i) + grows;
      least = Math.min(least, size);
      largest = Math.max(largest, size);
      starts[i + 1] = starts[i] + size;
    }
    long samples = frames.firstSample(frames.count()) - frames.firstSample(0);
    this.head =
        ByteBuffer.allocate(headBytes)
            .put(MAGIC)
            .putInt(StreamInfo.BYTES)
            .put(frames.stream().toBytes(samples, least, largest))
            .putInt((LAST | VORBIS_COMMENT) << 24 | tags.length)
            .put(tags)
            .array();
  }

  /** What a frame has for a number here. */
  private long number(int frame) {
    return frames.number(frame) - frames.number(0);
  }

  @Override
  public long sizeBytes() {
    return starts[frames.count()];
  }

  @Override
  public Optional<Span> needs(long offset, int length) {
    long end = Math.min(offset + length, sizeBytes());
    if (offset >= end || end <= starts[0]) {
      return Optional.empty();
    }
    long from = frames.offset(holding(Math.max(offset, starts[0])));
    return Optional.of(new Span(from, frames.offset(holding(end - 1) + 1) - from));
  }

  /** The frame that a byte of this file is in. */
  private int holding(long offset) {
    int found = Arrays.binarySearch(starts, offset);
    return found >= 0 ? found : -found - 2;
  }

  @Override
  public int read(WholeFile whole, long offset, ByteBuffer destination) throws IOException {
    int length = Math.clamp(sizeBytes() - offset, 0, destination.remaining());
    int before = destination.position();
    int end = before + length;
    if (offset < head.length) {
      int skip = (int) offset;
      destination.put(head, skip, Math.min(head.length - skip, length));
    }
    while (destination.position() < end) {
      long at = offset + destination.position() - before;
      frames(whole, at, Math.min(end - destination.position(), READ_BYTES), destination);
    }
    return length;
  }

  /** Puts {@code length} bytes from {@code at} on. */
  private void frames(WholeFile whole, long at, int length, ByteBuffer destination)
      throws IOException {
    int first = holding(at);
    int last = holding(at + length - 1);
    long start = frames.offset(first);
    byte[] bytes = new byte[(int) (frames.offset(last + 1) - start)];
    whole.read(start, ByteBuffer.wrap(bytes));
    Piece piece = new Piece(destination, at - starts[first], length);
    for (int i = first; i <= last; i++) {
      frame(i, bytes, (int) (frames.offset(i) - start), piece);
    }
  }

  /** Puts a frame, whose bytes are at {@code from}. */
  private void frame(int frame, byte[] bytes, int from, Piece piece) throws IOException {
    int to = from + frames.sizeBytes(frame);
    int checksumAt = to - CHECKSUM_BYTES;
    FrameHeader header =
        FrameHeader.read(bytes, from, to)
            .filter(h -> h.number() == frames.number(frame) && h.variable() == frames.isVariable())
            .filter(h -> from + h.length() <= checksumAt)
            .orElseThrow(() -> changed(frame));
    if (Crc.crc16(0, bytes, from, to) != 0) {
      throw changed(frame);
    }
    byte[] renumbered = header.renumbered(bytes, from, number(frame));
    int bodyAt = from + header.length();
    int difference =
        Crc.crc16(0, bytes, from, bodyAt) ^ Crc.crc16(0, renumbered, 0, renumbered.length);
    int checksum = Crc.withZeros(difference, checksumAt - bodyAt);
    bytes[checksumAt] ^= (byte) (checksum >> 8);
    bytes[checksumAt + 1] ^= (byte) checksum;
    piece.put(renumbered, 0, renumbered.length);
    piece.put(bytes, bodyAt, to);
  }

  private ChangedFileException changed(int frame) {
    return new ChangedFileException(
        "the bytes from "
            + frames.offset(frame)
            + " to "
            + frames.offset(frame + 1)
            + " are not the frame of audio that was there, or it is damaged");
  }

  @Override
  public byte[] encode() {
    Blob.Writer out = Blob.create(Blob.Kind.FLAC);
    frames.write(out);
    out.texts(comments);
    return out.toBytes();
  }

  /** Takes bytes one after the other, of which only some are wanted. Confined to one thread. */
  private static final class Piece {
    private final ByteBuffer destination;
    private long skip;
    private int left;

    Piece(ByteBuffer destination, long skip, int length) {
      this.destination = destination;
      this.skip = skip;
      this.left = length;
    }

    void put(byte[] bytes, int from, int to) {
      int skipped = (int) Math.min(skip, to - from);
      int count = Math.min(to - from - skipped, left);
      destination.put(bytes, from + skipped, count);
      skip -= skipped;
      left -= count;
    }
  }
}
