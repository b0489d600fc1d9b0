package org.musicfs.index.tags.layout;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.musicfs.core.audio.AudioFormat;
import org.musicfs.core.audio.AudioProperties;
import org.musicfs.core.origin.OriginException;

/**
 * OptimFROG: chunks, the first of them the description ({@code u48 samples of all channels, u8
 * sample type, u8 channels less 1, u32 rate}). Tags follow the audio.
 */
final class OptimFrogReader implements ContainerReader {
  private static final int DESCRIPTION = 12;

  private final RangeReader in;
  private final Findings found;

  OptimFrogReader(RangeReader in, Findings found) {
    this.in = in;
    this.found = found;
  }

  @Override
  public void read(long start) throws OriginException, MalformedFileException {
    found.format(AudioFormat.OPTIMFROG);
    long end = TailTags.read(in, start, found).start();
    ByteBuffer header = in.at(start, 8 + DESCRIPTION).order(ByteOrder.LITTLE_ENDIAN);
    if (Integer.compareUnsigned(header.getInt(4), DESCRIPTION) < 0) {
      throw new MalformedFileException("its description is too short");
    }
    long samples = (header.getInt(8) & 0xffff_ffffL) | (header.getShort(12) & 0xffffL) << 32;
    int type = header.get(14) & 0xff;
    int channels = (header.get(15) & 0xff) + 1;
    int rate = Math.max(header.getInt(16), 0);
    // Two types, signed and unsigned, of each of 8, 16, 24 and 32 bits; then floating point.
    int bits = type < 8 ? (type / 2 + 1) * 8 : 32;
    found.audio(start, end);
    found.properties(
        Rates.withBitrate(
            new AudioProperties(Rates.millis(samples / channels, rate), 0, rate, channels, bits),
            end - start));
  }
}
