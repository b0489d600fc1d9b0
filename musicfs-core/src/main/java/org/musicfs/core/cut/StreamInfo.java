package org.musicfs.core.cut;

import java.nio.ByteBuffer;

/**
 * The block that describes a FLAC stream (RFC 9639, section 8.2): {@code u16 least block size, u16
 * largest, u24 least frame size, u24 largest, 20 bits sample rate, 3 channels - 1, 5 bits per
 * sample - 1, 36 samples, MD5 of the audio}. Sizes and samples are 0, and the MD5 is all zeros,
 * where they are not known. Immutable.
 */
final class StreamInfo {
  static final int BYTES = 34;
  static final long MAX_SAMPLES = (1L << 36) - 1;

  private static final int FRAME_SIZES_AT = 4;
  private static final int MAX_FRAME_SIZE = (1 << 24) - 1;
  private static final int PACKED_AT = 10;

  /** The block sizes. Those of frames are not kept, nor is the MD5. */
  private final int blockSizes;

  private final int rateHz;
  private final int channels;
  private final int bits;
  private final long totalSamples;

  private StreamInfo(int blockSizes, long packed) {
    this.blockSizes = blockSizes;
    this.rateHz = (int) (packed >>> 44);
    this.channels = (int) ((packed >>> 41) & 7) + 1;
    this.bits = (int) ((packed >>> 36) & 31) + 1;
    this.totalSamples = packed & MAX_SAMPLES;
  }

  /**
   * @param bytes the block's data; what is after the first {@link #BYTES} is ignored
   * @throws IllegalArgumentException if they are too few, or there is no sample rate
   */
  static StreamInfo read(byte[] bytes) {
    if (bytes.length < BYTES) {
      throw new IllegalArgumentException("its description of the stream is too short");
    }
    ByteBuffer block = ByteBuffer.wrap(bytes);
    StreamInfo read = new StreamInfo(block.getInt(0), block.getLong(PACKED_AT));
    if (read.rateHz == 0) {
      throw new IllegalArgumentException("it says of its audio that it has no sample rate");
    }
    return read;
  }

  int rateHz() {
    return rateHz;
  }

  int channels() {
    return channels;
  }

  int bits() {
    return bits;
  }

  /** 0 if it is not known. */
  long totalSamples() {
    return totalSamples;
  }

  byte[] toBytes() {
    return toBytes(totalSamples, 0, 0);
  }

  /** The data of the block for some of the stream. */
  byte[] toBytes(long samples, int leastFrameBytes, int largestFrameBytes) {
    long packed =
        (long) rateHz << 44 | (long) (channels - 1) << 41 | (long) (bits - 1) << 36 | samples;
    ByteBuffer block = ByteBuffer.allocate(BYTES).putInt(0, blockSizes).putLong(PACKED_AT, packed);
    if (largestFrameBytes <= MAX_FRAME_SIZE) {
      block.putShort(FRAME_SIZES_AT, (short) (leastFrameBytes >> 8));
      block.put(FRAME_SIZES_AT + 2, (byte) leastFrameBytes);
      block.putShort(FRAME_SIZES_AT + 3, (short) (largestFrameBytes >> 8));
      block.put(FRAME_SIZES_AT + 5, (byte) largestFrameBytes);
    }
    return block.array();
  }
}
