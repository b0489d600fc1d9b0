package org.musicfs.index.tags.layout;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.musicfs.core.audio.AudioFormat;
import org.musicfs.core.audio.AudioProperties;
import org.musicfs.core.origin.OriginException;

/**
 * WavPack 4 and 5 (https://www.wavpack.com/WavPack5FileFormat.pdf): blocks with a header each, of
 * one or two channels; those of one moment lie between an initial and a final one. Tags follow the
 * audio.
 */
final class WavPackReader implements ContainerReader {
  private static final int HEADER = 32;
  private static final int MAX_STREAMS = 128;
  private static final int MONO = 1 << 2;
  private static final int FINAL = 1 << 12;
  private static final int[] RATES = {
    6000, 8000, 9600, 11_025, 12_000, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000, 64_000,
    88_200, 96_000, 192_000
  };

  private final RangeReader in;
  private final Findings found;

  WavPackReader(RangeReader in, Findings found) {
    this.in = in;
    this.found = found;
  }

  @Override
  public void read(long start) throws OriginException, MalformedFileException {
    found.format(AudioFormat.WAVPACK);
    long end = TailTags.read(in, start, found).start();
    found.audio(start, end);
    ByteBuffer first = header(start);
    int flags = first.getInt(24);
    int rateIndex = flags >>> 23 & 15;
    int rate = rateIndex < RATES.length ? RATES[rateIndex] : 0;
    long low = first.getInt(12) & 0xffff_ffffL;
    long samples =
        low == 0xffff_ffffL ? 0 : ((first.get(11) & 0xffL) << 32) - (first.get(11) & 0xffL) + low;
    boolean dsd = flags < 0;
    int bits = dsd ? 1 : ((flags & 3) + 1) * 8 - (flags >>> 13 & 31);
    // DSD counts bytes of eight samples.
    long millis = Rates.millis(samples, rate);
    found.properties(
        Rates.withBitrate(
            new AudioProperties(millis, 0, dsd ? rate * 8 : rate, channels(start, end), bits),
            end - start));
  }

  /** What the blocks up to the first final one hold together. */
  private int channels(long start, long end) throws OriginException, MalformedFileException {
    int channels = 0;
    long at = start;
    for (int i = 0; i < MAX_STREAMS && end - at >= HEADER; i++) {
      ByteBuffer block = header(at);
      if (block.getInt(0) != Integer.reverseBytes(0x7776706b)) { // wvpk
        break;
      }
      int flags = block.getInt(24);
      channels += (flags & MONO) != 0 ? 1 : 2;
      if ((flags & FINAL) != 0) {
        break;
      }
      at += 8 + (block.getInt(4) & 0xffff_ffffL);
    }
    return channels;
  }

  private ByteBuffer header(long at) throws OriginException, MalformedFileException {
    return in.at(at, HEADER).order(ByteOrder.LITTLE_ENDIAN);
  }
}
