package org.musicfs.index.tags.layout;

import java.nio.ByteBuffer;
import org.musicfs.core.audio.AudioFormat;
import org.musicfs.core.audio.AudioProperties;
import org.musicfs.core.origin.OriginException;

/**
 * FLAC (RFC 9639): {@code fLaC}, metadata blocks of {@code u8 last+type, u24 length}, then frames
 * to the end. A PICTURE block's data is a picture region.
 */
final class FlacReader implements ContainerReader {
  private static final int STREAMINFO = 0;
  static final int VORBIS_COMMENT = 4;
  static final int PICTURE = 6;
  static final int STREAMINFO_BYTES = 34;

  private final RangeReader in;
  private final Findings found;

  FlacReader(RangeReader in, Findings found) {
    this.in = in;
    this.found = found;
  }

  @Override
  public void read(long start) throws OriginException, MalformedFileException {
    found.format(AudioFormat.FLAC);
    long at = start + 4;
    boolean last = false;
    boolean first = true;
    while (!last) {
      int header = in.at(at, 4).getInt();
      last = header < 0;
      int type = (header >>> 24) & 0x7f;
      int length = header & 0xff_ffff;
      at += 4;
      if (first && (type != STREAMINFO || length < STREAMINFO_BYTES)) {
        throw new MalformedFileException("its first block is not the stream's description");
      }
      if (length > in.size() - at) {
        throw new MalformedFileException(
            "a metadata block of " + length + " bytes at byte " + at + " runs past its end");
      }
      block(type, at, length, first);
      first = false;
      at += length;
    }
    found.audio(at, in.size());
    bitrate(in.size() - at);
  }

  private void block(int type, long at, int length, boolean first)
      throws OriginException, MalformedFileException {
    if (first) {
      found.properties(streamInfo(in.at(at, STREAMINFO_BYTES)));
    } else if (type == VORBIS_COMMENT) {
      VorbisComments.read(new RangeSource(in, at, at + length), found, VorbisComments.NO_PICTURES);
    } else if (type == PICTURE) {
      picture(at, length);
    }
  }

  static AudioProperties streamInfo(ByteBuffer info) {
    long packed = info.getLong(10);
    int rate = (int) (packed >>> 44);
    int channels = (int) (packed >>> 41 & 7) + 1;
    int bits = (int) (packed >>> 36 & 31) + 1;
    long samples = packed & 0xf_ffff_ffffL;
    long millis = rate == 0 ? 0 : samples * 1000 / rate;
    return new AudioProperties(millis, 0, rate, channels, bits);
  }

  /** type, MIME type, description, four dimensions, then the picture's length and bytes. */
  private void picture(long at, int length) throws OriginException, MalformedFileException {
    RangeSource block = new RangeSource(in, at, at + length);
    int type = block.take(4).getInt();
    long mime = block.take(4).getInt() & 0xffff_ffffL;
    block.skip(mime);
    long description = block.take(4).getInt() & 0xffff_ffffL;
    block.skip(description);
    block.skip(16);
    long bytes = block.take(4).getInt() & 0xffff_ffffL;
    block.skip(bytes);
    found.picture(type, at + 4 + 4 + mime + 4 + description + 16 + 4, bytes);
  }

  private void bitrate(long audioBytes) {
    found.properties(Rates.withBitrate(found.properties(), audioBytes));
  }
}
