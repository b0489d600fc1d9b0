package org.musicfs.index.tags.layout;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.musicfs.core.audio.AudioFormat;
import org.musicfs.core.audio.AudioProperties;
import org.musicfs.core.origin.OriginException;

/**
 * True Audio (http://tausoft.org/wiki/True_Audio_Codec_Format): one header, then frames. Tags in
 * front and behind.
 */
final class TtaReader implements ContainerReader {
  private static final int HEADER = 18;

  private final RangeReader in;
  private final Findings found;

  TtaReader(RangeReader in, Findings found) {
    this.in = in;
    this.found = found;
  }

  @Override
  public void read(long start) throws OriginException, MalformedFileException {
    found.format(AudioFormat.TTA);
    long end = TailTags.read(in, start, found).start();
    ByteBuffer header = in.at(start, HEADER).order(ByteOrder.LITTLE_ENDIAN);
    int rate = Math.max(header.getInt(10), 0);
    long samples = header.getInt(14) & 0xffff_ffffL;
    found.audio(start, end);
    found.properties(
        Rates.withBitrate(
            new AudioProperties(
                Rates.millis(samples, rate),
                0,
                rate,
                header.getShort(6) & 0xffff,
                header.getShort(8) & 0xffff),
            end - start));
  }
}
