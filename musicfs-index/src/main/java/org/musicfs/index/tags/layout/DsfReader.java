package org.musicfs.index.tags.layout;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.musicfs.core.audio.AudioFormat;
import org.musicfs.core.audio.AudioProperties;
import org.musicfs.core.origin.OriginException;

/**
 * DSF (https://dsd-guide.com/sites/default/files/white-papers/DSFFileFormatSpec_E.pdf): three
 * chunks of fixed order, and where an ID3v2 tag follows them.
 */
final class DsfReader implements ContainerReader {
  private static final int DSD_CHUNK = 28;
  private static final int FORMAT_CHUNK = 52;
  private static final int DATA_HEADER = 12;

  private final RangeReader in;
  private final Findings found;

  DsfReader(RangeReader in, Findings found) {
    this.in = in;
    this.found = found;
  }

  @Override
  public void read(long start) throws OriginException, MalformedFileException {
    found.format(AudioFormat.DSD);
    ByteBuffer header =
        in.at(start, DSD_CHUNK + FORMAT_CHUNK + DATA_HEADER).order(ByteOrder.LITTLE_ENDIAN);
    long metadata = header.getLong(20);
    boolean tagged = metadata > 0 && metadata < in.size();
    if (tagged) {
      Id3v2Reader.read(in, metadata, in.size(), found);
    }
    if (header.getInt(DSD_CHUNK) != Integer.reverseBytes(0x666d7420)) { // "fmt "
      throw new MalformedFileException("its format chunk is missing");
    }
    int channels = Math.max(header.getInt(DSD_CHUNK + 24), 0);
    int rate = Math.max(header.getInt(DSD_CHUNK + 28), 0);
    long samples = header.getLong(DSD_CHUNK + 36);
    long audio = start + DSD_CHUNK + FORMAT_CHUNK + DATA_HEADER;
    long length = header.getLong(DSD_CHUNK + FORMAT_CHUNK + 4) - DATA_HEADER;
    long limit = tagged ? metadata : in.size();
    found.audio(audio, length > 0 && length < limit - audio ? audio + length : limit);
    found.properties(
        Rates.withBitrate(
            new AudioProperties(Rates.millis(samples, rate), 0, rate, channels, 1), limit - audio));
  }
}
