package org.musicfs.index.tags.layout;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.musicfs.core.audio.AudioFormat;
import org.musicfs.core.audio.AudioProperties;
import org.musicfs.core.origin.OriginException;

/**
 * Monkey's Audio ({@code APEInfo.h} and {@code MACLib.h} of its SDK): since version 3.98 a
 * descriptor that tells its own length and a header after it, before that one header. Tags follow
 * the audio.
 */
final class MonkeysReader implements ContainerReader {
  private static final int WITH_DESCRIPTOR = 3980;
  private static final int BITS_8 = 1;
  private static final int BITS_24 = 8;
  private static final int EXTRA_HIGH = 4000;

  private final RangeReader in;
  private final Findings found;

  MonkeysReader(RangeReader in, Findings found) {
    this.in = in;
    this.found = found;
  }

  @Override
  public void read(long start) throws OriginException, MalformedFileException {
    found.format(AudioFormat.APE);
    long end = TailTags.read(in, start, found).start();
    int version = little(start, 6).getShort(4) & 0xffff;
    AudioProperties properties =
        version >= WITH_DESCRIPTOR ? described(start) : old(start, version);
    found.audio(start, end);
    found.properties(Rates.withBitrate(properties, end - start));
  }

  private AudioProperties described(long start) throws OriginException, MalformedFileException {
    long descriptor = little(start, 12).getInt(8) & 0xffff_ffffL;
    ByteBuffer header = little(start + descriptor, 24);
    long blocksPerFrame = header.getInt(4) & 0xffff_ffffL;
    long finalBlocks = header.getInt(8) & 0xffff_ffffL;
    long frames = header.getInt(12) & 0xffff_ffffL;
    int rate = Math.max(header.getInt(20), 0);
    return new AudioProperties(
        millis(frames, blocksPerFrame, finalBlocks, rate),
        0,
        rate,
        header.getShort(18) & 0xffff,
        header.getShort(16) & 0xffff);
  }

  private AudioProperties old(long start, int version)
      throws OriginException, MalformedFileException {
    ByteBuffer header = little(start, 32);
    int compression = header.getShort(6) & 0xffff;
    int flags = header.getShort(8);
    int rate = Math.max(header.getInt(12), 0);
    long frames = header.getInt(24) & 0xffff_ffffL;
    long finalBlocks = header.getInt(28) & 0xffff_ffffL;
    boolean large = version >= 3900 || (version >= 3800 && compression == EXTRA_HIGH);
    long blocksPerFrame = version >= 3950 ? 73_728 * 4 : large ? 73_728 : 9216;
    int bits = (flags & BITS_8) != 0 ? 8 : (flags & BITS_24) != 0 ? 24 : 16;
    return new AudioProperties(
        millis(frames, blocksPerFrame, finalBlocks, rate),
        0,
        rate,
        header.getShort(10) & 0xffff,
        bits);
  }

  private static long millis(long frames, long blocksPerFrame, long finalBlocks, int rate) {
    return frames == 0 ? 0 : Rates.millis((frames - 1) * blocksPerFrame + finalBlocks, rate);
  }

  private ByteBuffer little(long at, int length) throws OriginException, MalformedFileException {
    return in.at(at, length).order(ByteOrder.LITTLE_ENDIAN);
  }
}
