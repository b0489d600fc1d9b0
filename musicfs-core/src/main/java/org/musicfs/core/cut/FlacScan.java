package org.musicfs.core.cut;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/** See {@link FlacFrames#scan}. Used once. */
final class FlacScan {
  private static final int ID3V2_HEADER_BYTES = 10;
  private static final int ID3V1_BYTES = 128;

  /** More than any file has; each takes a step. */
  private static final int MAX_METADATA_BLOCKS = 4_096;

  private static final int FORBIDDEN_BLOCK = 127;

  /**
   * Zeros leave a checksum of 0 as it is. So many of them at its end are no part of a frame: eight
   * channels of silence take fewer.
   */
  private static final int ZEROS = 64;

  private final Window in;
  private final long sizeBytes;
  private long[] offsets = new long[1024];
  private long[] samples = new long[0];
  private int count;

  /** The checksum of the current frame up to {@link #crcAt}. */
  private int crc;

  private long crcAt;

  /** Whether the current frame may end where a tag of ID3v1 would begin. */
  private boolean endsBeforeTag;

  FlacScan(Window in) {
    this.in = in;
    this.sizeBytes = in.sizeBytes();
  }

  FrameRun frames() throws IOException, UncuttableException {
    long at = afterId3(0);
    if (!text(at, 4).equals("fLaC")) {
      throw new UncuttableException("it is no FLAC file");
    }
    at += 4;
    byte[] described = new byte[0];
    boolean last = false;
    for (int blocks = 0; !last; blocks++) {
      int header = ByteBuffer.wrap(take(at, 4)).getInt();
      last = header < 0;
      int type = (header >>> 24) & 0x7f;
      int length = header & 0xff_ffff;
      at += 4;
      if (blocks == 0) {
        if (type != 0 || length < StreamInfo.BYTES) {
          throw new UncuttableException("its first block is not the stream's description");
        }
        described = take(at, StreamInfo.BYTES);
      }
      if (type == FORBIDDEN_BLOCK || blocks == MAX_METADATA_BLOCKS || length > sizeBytes - at) {
        throw new UncuttableException("its metadata is damaged at byte " + (at - 4));
      }
      at += length;
    }
    return frames(describedBy(described), at);
  }

  private static StreamInfo describedBy(byte[] block) throws UncuttableException {
    try {
      return StreamInfo.read(block);
    } catch (IllegalArgumentException e) {
      throw new UncuttableException(String.valueOf(e.getMessage()));
    }
  }

  /** Behind all tags of ID3v2 from {@code position} on. */
  private long afterId3(long position) throws IOException, UncuttableException {
    long at = position;
    while (sizeBytes - at >= ID3V2_HEADER_BYTES && text(at, 3).equals("ID3")) {
      byte[] header = take(at, ID3V2_HEADER_BYTES);
      long length = 0;
      for (int i = 6; i < ID3V2_HEADER_BYTES; i++) {
        length = length << 7 | (header[i] & 0x7f);
      }
      boolean footer = (header[5] & 0x10) != 0;
      at += ID3V2_HEADER_BYTES + length + (footer ? ID3V2_HEADER_BYTES : 0);
    }
    return at;
  }

  private byte[] take(long position, int count) throws IOException, UncuttableException {
    if (position > sizeBytes - count) {
      throw new UncuttableException("it ends at byte " + sizeBytes + ", before its audio");
    }
    in.hold(position, count);
    int index = in.index(position);
    return Arrays.copyOfRange(in.bytes(), index, index + count);
  }

  private String text(long position, int count) throws IOException, UncuttableException {
    return new String(take(position, count), StandardCharsets.ISO_8859_1);
  }

  private FrameRun frames(StreamInfo stream, long firstAt) throws IOException, UncuttableException {
    long at = firstAt;
    FrameHeader first = header(at).orElseThrow(() -> noFrame(firstAt));
    boolean variable = first.variable();
    FrameHeader header = first;
    long sample = 0;
    if (!belongs(header, first, 0, stream)) {
      throw new UncuttableException(
          "its first frame, at byte " + at + ", is not the beginning of the stream it describes");
    }
    while (true) {
      add(at, sample, variable);
      long next = sample + header.blockSize();
      Optional<FrameHeader> found = next(at, header);
      if (next > StreamInfo.MAX_SAMPLES || (!variable && header.blockSize() > first.blockSize())) {
        throw otherSize(at);
      }
      if (found.isEmpty()) {
        long end = end(at);
        if (stream.totalSamples() > 0 && next != stream.totalSamples()) {
          throw new UncuttableException(
              "it says that it has " + stream.totalSamples() + " samples, and has " + next);
        }
        return run(stream, first.blockSize(), header.blockSize(), end, next, variable);
      }
      if (next == stream.totalSamples()
          || !belongs(found.get(), first, variable ? next : count, stream)) {
        throw new UncuttableException(
            "the frame at byte " + crcAt + " is not the one that should be there");
      }
      if (!variable && header.blockSize() != first.blockSize()) {
        throw otherSize(at);
      }
      sample = next;
      header = found.get();
      at = crcAt;
    }
  }

  private static UncuttableException otherSize(long at) {
    return new UncuttableException(
        "the frame at byte " + at + " holds another number of samples than it should");
  }

  private static UncuttableException noFrame(long at) {
    return new UncuttableException("there is no whole frame of audio at byte " + at);
  }

  private Optional<FrameHeader> header(long at) throws IOException {
    in.hold(at, FrameHeader.MAX_BYTES);
    return FrameHeader.read(in.bytes(), in.index(at), in.index(in.end()));
  }

  private static boolean belongs(
      FrameHeader header, FrameHeader first, long number, StreamInfo stream) {
    return header.number() == number
        && header.variable() == first.variable()
        && header.channels() == stream.channels()
        && (header.bits() == 0 || header.bits() == stream.bits());
  }

  private void add(long at, long sample, boolean variable) throws UncuttableException {
    if (count == FrameRun.MAX_FRAMES) {
      throw new UncuttableException("it has more than " + count + " frames");
    }
    if (count == offsets.length) {
      offsets = Arrays.copyOf(offsets, count * 2);
    }
    offsets[count] = at;
    if (variable) {
      if (count >= samples.length) {
        samples = Arrays.copyOf(samples, Math.max(1024, count * 2));
      }
      samples[count] = sample;
    }
    count++;
  }

  private FrameRun run(
      StreamInfo stream,
      int blockSize,
      int lastBlock,
      long end,
      long samplesEnd,
      boolean variable) {
    long[] all = Arrays.copyOf(offsets, count + 1);
    all[count] = end;
    if (!variable) {
      return FrameRun.fixed(stream, blockSize, all, lastBlock);
    }
    long[] allSamples = Arrays.copyOf(samples, count + 1);
    allSamples[count] = samplesEnd;
    return FrameRun.variable(stream, all, allSamples);
  }

  /**
   * The header of the frame after the one at {@code at}, which is then at {@link #crcAt}; empty if
   * none follows.
   */
  private Optional<FrameHeader> next(long at, FrameHeader current) throws IOException {
    begin(at);
    long limit = Math.min(sizeBytes, at + FrameRun.MAX_FRAME_BYTES) - 1;
    long from = at + current.length() + current.channels() + 2;
    while (from < limit) {
      in.hold(from, 2 * FrameHeader.MAX_BYTES);
      long held = Math.min(in.end(), limit + 1);
      // What is left over is looked at with what follows it.
      long to = held == limit + 1 ? limit : held - FrameHeader.MAX_BYTES;
      for (long sync = sync(from, to); sync < to; sync = sync(sync + 1, to)) {
        Optional<FrameHeader> header =
            FrameHeader.read(in.bytes(), in.index(sync), in.index(in.end()));
        if (header.isPresent()) {
          checksumTo(sync);
          if (crc == 0 && !isPadded(sync)) {
            return header;
          }
        }
      }
      checksumTo(to);
      from = to;
    }
    return Optional.empty();
  }

  /** The first sync code from {@code from} on; {@code to} if there is none before it. */
  private long sync(long from, long to) {
    byte[] bytes = in.bytes();
    int end = in.index(to);
    for (int i = in.index(from); i < end; i++) {
      if (bytes[i] == (byte) 0xff && FrameHeader.isSync(bytes, i)) {
        return in.start() + i;
      }
    }
    return to;
  }

  private void begin(long at) {
    crc = 0;
    crcAt = at;
    endsBeforeTag = false;
  }

  /** Goes on with the checksum, to a position that is held. */
  private void checksumTo(long position) {
    long tag = sizeBytes - ID3V1_BYTES;
    long to = position;
    if (crcAt < tag && tag <= position) {
      crc = Crc.crc16(crc, in.bytes(), in.index(crcAt), in.index(tag));
      crcAt = tag;
      endsBeforeTag = crc == 0 && !isPadded(tag);
    }
    crc = Crc.crc16(crc, in.bytes(), in.index(crcAt), in.index(to));
    crcAt = to;
  }

  private boolean isPadded(long end) {
    byte[] bytes = in.bytes();
    int to = in.index(end);
    int at = to - 1;
    while (at >= 0 && at >= to - ZEROS && bytes[at] == 0) {
      at--;
    }
    return at < to - ZEROS;
  }

  /** The end of the last frame, which begins at {@code at}. */
  private long end(long at) throws IOException, UncuttableException {
    if (sizeBytes - at > FrameRun.MAX_FRAME_BYTES) {
      throw new UncuttableException("no frame follows the one at byte " + at);
    }
    if (crcAt <= at || crcAt > sizeBytes) {
      begin(at);
    }
    while (crcAt < sizeBytes) {
      in.hold(crcAt, 1);
      checksumTo(in.end());
    }
    if (endsBeforeTag && text(sizeBytes - ID3V1_BYTES, 3).equals("TAG")) {
      return sizeBytes - ID3V1_BYTES;
    }
    if (crc != 0) {
      throw new UncuttableException(
          "it is damaged or cut off in the frame at byte " + at + ", or other bytes follow it");
    }
    if (isPadded(sizeBytes)) {
      throw new UncuttableException("it ends with zeros that belong to no frame");
    }
    return sizeBytes;
  }
}
