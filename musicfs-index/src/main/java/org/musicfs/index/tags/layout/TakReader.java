package org.musicfs.index.tags.layout;

import java.nio.ByteBuffer;
import org.musicfs.core.audio.AudioFormat;
import org.musicfs.core.audio.AudioProperties;
import org.musicfs.core.origin.OriginException;

/**
 * TAK (libavcodec/tak.c of FFmpeg describes it): metadata blocks of {@code u8 type, u24le length},
 * among them the stream's description in fields of bits, lowest first. Tags follow the audio.
 */
final class TakReader implements ContainerReader {
  private static final int END = 0;
  private static final int STREAM_INFO = 1;
  private static final int STREAM_INFO_BYTES = 10;
  private static final int MAX_BLOCKS = 64;
  private static final int LEAST_RATE = 6000;
  private static final int LEAST_BITS = 8;

  private final RangeReader in;
  private final Findings found;

  TakReader(RangeReader in, Findings found) {
    this.in = in;
    this.found = found;
  }

  @Override
  public void read(long start) throws OriginException, MalformedFileException {
    found.format(AudioFormat.TAK);
    long end = TailTags.read(in, start, found).start();
    found.audio(start, end);
    RangeSource blocks = new RangeSource(in, start + 4, end);
    for (int i = 0; i < MAX_BLOCKS; i++) {
      ByteBuffer header = blocks.take(4);
      int type = header.get(0) & 0x7f;
      int length =
          (header.get(1) & 0xff) | (header.get(2) & 0xff) << 8 | (header.get(3) & 0xff) << 16;
      if (type == STREAM_INFO && length >= STREAM_INFO_BYTES) {
        found.properties(
            Rates.withBitrate(streamInfo(blocks.take(STREAM_INFO_BYTES)), end - start));
        return;
      }
      if (type == END) {
        break;
      }
      blocks.skip(length);
    }
    throw new MalformedFileException("it has no stream description");
  }

  /**
   * Bits: 6 codec, 4 profile, 4 frame duration, 35 samples, 3 data type, 18 rate less 6000, 5 depth
   * less 8, 4 channels less 1.
   */
  private static AudioProperties streamInfo(ByteBuffer bytes) {
    long samples = bits(bytes, 14, 35);
    int rate = (int) bits(bytes, 52, 18) + LEAST_RATE;
    return new AudioProperties(
        Rates.millis(samples, rate),
        0,
        rate,
        (int) bits(bytes, 75, 4) + 1,
        (int) bits(bytes, 70, 5) + LEAST_BITS);
  }

  private static long bits(ByteBuffer bytes, int from, int count) {
    long value = 0;
    for (int i = count - 1; i >= 0; i--) {
      int bit = from + i;
      value = value << 1 | ((bytes.get(bit >> 3) >>> (bit & 7)) & 1);
    }
    return value;
  }
}
