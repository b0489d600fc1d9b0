package org.musicfs.index.tags.layout;

import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * What the AudioSpecificConfig in an {@code esds} box (ISO/IEC 14496-1, 7.2.6, and 14496-3, 1.6.2)
 * says. The sample description beside it always claims two channels.
 *
 * @param sampleRateHz 0 if not told
 * @param channels 0 if not told
 */
record AacConfig(int sampleRateHz, int channels) {
  private static final int ES = 3;
  private static final int DECODER = 4;
  private static final int SPECIFIC = 5;
  private static final int[] RATES = {
    96_000, 88_200, 64_000, 48_000, 44_100, 32_000, 24_000, 22_050, 16_000, 12_000, 11_025, 8_000,
    7_350
  };
  private static final int[] CHANNELS = {0, 1, 2, 3, 4, 5, 6, 8};

  /** Reads the content of an {@code esds} box; empty if there is no such configuration in it. */
  static Optional<AacConfig> of(ByteBuffer esds) {
    if (esds.remaining() < 4) {
      return Optional.empty();
    }
    esds.getInt(); // version and flags
    while (esds.remaining() > 5) {
      int tag = esds.get();
      skipLength(esds);
      int fixed = tag == ES ? 3 : tag == DECODER ? 13 : 0;
      if (tag == SPECIFIC) {
        return esds.remaining() >= 2 ? Optional.of(specific(esds)) : Optional.empty();
      }
      if (fixed == 0 || esds.remaining() < fixed) {
        return Optional.empty();
      }
      esds.position(esds.position() + fixed);
    }
    return Optional.empty();
  }

  private static void skipLength(ByteBuffer esds) {
    for (int i = 0; i < 4 && esds.hasRemaining(); i++) {
      if (esds.get() >= 0) {
        return;
      }
    }
  }

  /** 5 bits object type, 4 bits rate, 4 bits channels; escapes of either are left untold. */
  private static AacConfig specific(ByteBuffer esds) {
    int bits = esds.getShort() & 0xffff;
    int rate = bits >> 7 & 15;
    int channels = bits >> 3 & 15;
    if (bits >> 11 == 31 || rate == 15) {
      return new AacConfig(0, 0);
    }
    return new AacConfig(rate(rate), channels(channels));
  }

  /** Samples a second by their index; 0 if there is none of it. */
  static int rate(int index) {
    return index < RATES.length ? RATES[index] : 0;
  }

  /** Channels by their configuration; 0 if it tells nothing. */
  static int channels(int configuration) {
    return configuration < CHANNELS.length ? CHANNELS[configuration] : 0;
  }
}
