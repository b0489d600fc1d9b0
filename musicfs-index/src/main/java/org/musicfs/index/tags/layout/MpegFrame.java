package org.musicfs.index.tags.layout;

import java.util.Optional;

/**
 * The header of an MPEG audio frame (ISO/IEC 11172-3, 2.4.1.3, and its MPEG 2 and 2.5 extensions).
 *
 * @param version 1, 2, or 25 for MPEG 2.5
 * @param layer 1 to 3
 * @param bitrate bits per second
 * @param sampleRateHz samples per second
 * @param channels 1 or 2
 * @param lengthBytes from this header to the next
 */
record MpegFrame(
    int version, int layer, int bitrate, int sampleRateHz, int channels, int lengthBytes) {
  private static final int[][] KBPS = {
    {0, 32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448}, // MPEG 1 layer 1
    {0, 32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384}, // MPEG 1 layer 2
    {0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320}, // MPEG 1 layer 3
    {0, 32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256}, // MPEG 2 layer 1
    {0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160}, // MPEG 2 layers 2, 3
  };
  private static final int[] RATES = {44_100, 48_000, 32_000};

  /** Decodes a header; empty if it is none, or of the free format. */
  static Optional<MpegFrame> of(int h) {
    int versionBits = h >>> 19 & 3;
    int layerBits = h >>> 17 & 3;
    int rateIndex = h >>> 10 & 3;
    int kbpsIndex = h >>> 12 & 15;
    boolean sync = h >>> 21 == 0x7ff;
    if (!sync || versionBits == 1 || layerBits == 0 || rateIndex == 3) {
      return Optional.empty();
    }
    if (kbpsIndex == 0 || kbpsIndex == 15) {
      return Optional.empty();
    }
    int layer = 4 - layerBits;
    boolean mpeg1 = versionBits == 3;
    int row = mpeg1 ? layer - 1 : layer == 1 ? 3 : 4;
    int bitrate = KBPS[row][kbpsIndex] * 1000;
    int rate = RATES[rateIndex] >> (mpeg1 ? 0 : versionBits == 2 ? 1 : 2);
    int padding = h >>> 9 & 1;
    int length =
        layer == 1
            ? (12 * bitrate / rate + padding) * 4
            : samples(mpeg1, layer) / 8 * bitrate / rate + padding;
    int channels = (h >>> 6 & 3) == 3 ? 1 : 2;
    int version = mpeg1 ? 1 : versionBits == 2 ? 2 : 25;
    return Optional.of(new MpegFrame(version, layer, bitrate, rate, channels, length));
  }

  private static int samples(boolean mpeg1, int layer) {
    return layer == 1 ? 384 : layer == 3 && !mpeg1 ? 576 : 1152;
  }

  /** Samples per channel in each frame. */
  int samples() {
    return samples(version == 1, layer);
  }

  /** Whether {@code other} may follow in the same stream. */
  boolean sameStream(MpegFrame other) {
    return version == other.version && layer == other.layer && sampleRateHz == other.sampleRateHz;
  }

  /** Offset of a Xing or Info header from the start of its frame. */
  int xingOffset() {
    return 4 + (version == 1 ? (channels == 1 ? 17 : 32) : (channels == 1 ? 9 : 17));
  }
}
