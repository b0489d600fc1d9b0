package org.musicfs.index.tags.layout;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.musicfs.core.audio.AudioFormat;
import org.musicfs.core.audio.AudioProperties;
import org.musicfs.core.origin.OriginException;

/**
 * Musepack: stream version 7 has one header of bit fields, version 8 packets of a two-letter key
 * and a length of variable size (https://trac.musepack.net/musepack/wiki/SV8Specification). Tags
 * follow the audio.
 */
final class MusepackReader implements ContainerReader {
  private static final int[] RATES = {44_100, 48_000, 37_800, 32_000};
  private static final int FRAME_SAMPLES = 1152;
  private static final int SV7 = 7;
  private static final int MAX_PACKETS = 64;
  private static final int MAX_LENGTH_BYTES = 9;

  private final RangeReader in;
  private final Findings found;

  MusepackReader(RangeReader in, Findings found) {
    this.in = in;
    this.found = found;
  }

  @Override
  public void read(long start) throws OriginException, MalformedFileException {
    found.format(AudioFormat.MUSEPACK);
    long end = TailTags.read(in, start, found).start();
    found.audio(start, end);
    AudioProperties properties =
        in.at(start, 4).get(2) == 'C' ? packets(start + 4, end) : version7(start);
    found.properties(Rates.withBitrate(properties, end - start));
  }

  private AudioProperties version7(long start) throws OriginException, MalformedFileException {
    ByteBuffer header = in.at(start, 24).order(ByteOrder.LITTLE_ENDIAN);
    int version = header.get(3) & 15;
    if (version != SV7) {
      throw new MalformedFileException("Musepack of stream version " + version + " is not read");
    }
    long frames = header.getInt(4) & 0xffff_ffffL;
    int rate = RATES[header.get(10) & 3];
    int gapless = header.getInt(20);
    long samples =
        gapless < 0
            ? (frames - 1) * FRAME_SAMPLES + (gapless >>> 20 & 0x7ff)
            : frames * FRAME_SAMPLES - FRAME_SAMPLES / 2;
    return new AudioProperties(Rates.millis(samples, rate), 0, rate, 2, 0);
  }

  private AudioProperties packets(long start, long end)
      throws OriginException, MalformedFileException {
    long at = start;
    for (int i = 0; i < MAX_PACKETS; i++) {
      RangeSource packet = new RangeSource(in, at, end);
      String key = Text.latin1(packet.take(2), 2);
      long length = variable(packet);
      if (key.equals("SH")) {
        return streamHeader(packet);
      }
      if (length < 3 || length > end - at) {
        break;
      }
      at += length;
    }
    throw new MalformedFileException("it has no stream header");
  }

  private static AudioProperties streamHeader(RangeSource packet)
      throws OriginException, MalformedFileException {
    packet.skip(5); // checksum, version
    long samples = variable(packet);
    long silence = variable(packet);
    ByteBuffer last = packet.take(2);
    int rateIndex = last.get(0) >>> 5 & 7;
    int rate = rateIndex < RATES.length ? RATES[rateIndex] : 0;
    int channels = (last.get(1) >>> 4 & 15) + 1;
    return new AudioProperties(Rates.millis(samples - silence, rate), 0, rate, channels, 0);
  }

  /** Seven bits a byte, the highest bit says that more follow. */
  private static long variable(RangeSource in) throws OriginException, MalformedFileException {
    long value = 0;
    for (int i = 0; i < MAX_LENGTH_BYTES; i++) {
      int b = in.take(1).get();
      value = value << 7 | (b & 0x7f);
      if (b >= 0) {
        return value;
      }
    }
    throw new MalformedFileException("a length of more than nine bytes");
  }
}
