package org.musicfs.index.tags.layout;

import java.nio.ByteBuffer;
import org.musicfs.core.audio.AudioFormat;
import org.musicfs.core.audio.AudioProperties;
import org.musicfs.core.origin.OriginException;

/**
 * AAC in ADTS frames (ISO/IEC 13818-7, 6.2): a header of seven bytes tells a frame's length. How
 * many frames there are is estimated from the first ones. Tags in front and behind.
 */
final class AdtsReader implements ContainerReader {
  private static final int HEADER = 7;
  private static final int BLOCK_SAMPLES = 1024;

  /** Enough for an average. */
  private static final int COUNTED_FRAMES = 200;

  private final RangeReader in;
  private final Findings found;

  AdtsReader(RangeReader in, Findings found) {
    this.in = in;
    this.found = found;
  }

  /** The fixed part of a header, and how long its frame is; 0 if this is none. */
  private static int frameBytes(ByteBuffer header) {
    boolean sync = header.get(0) == (byte) 0xff && (header.get(1) & 0xf6) == 0xf0;
    int length =
        (header.get(3) & 3) << 11 | (header.get(4) & 0xff) << 3 | ((header.get(5) >>> 5) & 7);
    boolean known = AacConfig.rate(rateIndex(header)) > 0;
    return sync && known && length > HEADER ? length : 0;
  }

  private static int rateIndex(ByteBuffer header) {
    return (header.get(2) >>> 2) & 15;
  }

  /** Whether a frame followed by another, or by the end, starts at {@code offset}. */
  static boolean isAt(RangeReader in, long offset) throws OriginException, MalformedFileException {
    if (in.size() - offset < HEADER) {
      return false;
    }
    int length = frameBytes(in.at(offset, HEADER));
    long next = offset + length;
    if (length == 0 || next > in.size()) {
      return false;
    }
    return next + HEADER > in.size() || frameBytes(in.at(next, HEADER)) > 0;
  }

  @Override
  public void read(long start) throws OriginException, MalformedFileException {
    found.format(AudioFormat.AAC);
    long end = TailTags.read(in, start, found).start();
    found.audio(start, end);
    ByteBuffer first = in.at(start, HEADER);
    int rate = AacConfig.rate(rateIndex(first));
    int channels = AacConfig.channels((first.get(2) & 1) << 2 | ((first.get(3) >>> 6) & 3));
    long frames = 0;
    long blocks = 0;
    long at = start;
    while (frames < COUNTED_FRAMES && end - at >= HEADER) {
      ByteBuffer header = in.at(at, HEADER);
      int length = frameBytes(header);
      if (length == 0) {
        break;
      }
      frames++;
      blocks += (header.get(6) & 3) + 1;
      at += length;
    }
    long counted = Math.max(at - start, 1);
    long samples = (long) ((double) (end - start) / counted * blocks * BLOCK_SAMPLES);
    found.properties(
        Rates.withBitrate(
            new AudioProperties(Rates.millis(samples, rate), 0, rate, channels, 0), end - start));
  }
}
