package org.musicfs.index.tags.layout;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.musicfs.core.audio.AudioFormat;
import org.musicfs.core.audio.AudioProperties;
import org.musicfs.core.origin.OriginException;

/**
 * Ogg with Vorbis (https://xiph.org/vorbis/doc/Vorbis_I_spec.html, section 4.2), Opus (RFC 7845),
 * FLAC (RFC 9639, section 10.1) or Speex (https://www.speex.org/docs/manual/speex-manual): an
 * identification packet, a comment packet, for Vorbis and FLAC more; the audio starts on a fresh
 * page. The last page's granule position tells the duration. Among several streams side by side the
 * first that is one of these counts.
 */
final class OggReader implements ContainerReader {
  private static final int OPUS_RATE = 48_000;
  private static final int MAX_STREAMS = 16;
  private static final int MAX_FLAC_BLOCKS = 1024;

  /** The largest page there is (65,307 bytes) lies in it whole or starts before it. */
  private static final int TAIL_BYTES = 64 * 1024;

  private final RangeReader in;
  private final Findings found;

  OggReader(RangeReader in, Findings found) {
    this.in = in;
    this.found = found;
  }

  @Override
  public void read(long start) throws OriginException, MalformedFileException {
    String first = "";
    long at = start;
    for (int i = 0; i < MAX_STREAMS && OggPackets.startsStream(in, at); i++) {
      OggPackets packets = new OggPackets(in, at);
      packets.nextPacket();
      String name = Text.latin1(packets.take(8), 8);
      if (stream(name, packets)) {
        return;
      }
      first = first.isEmpty() ? name : first;
      at = packets.nextPageOffset();
    }
    throw new MalformedFileException(
        "an Ogg stream of a coding musicfs does not know ('" + Text.printable(first) + "')");
  }

  private boolean stream(String name, OggPackets packets)
      throws OriginException, MalformedFileException {
    if (name.startsWith("\u0001vorbis")) {
      vorbis(packets);
    } else if (name.equals("OpusHead")) {
      opus(packets);
    } else if (name.startsWith("\u007fFLAC")) {
      flac(packets);
    } else if (name.equals("Speex   ")) {
      speex(packets);
    } else {
      return false;
    }
    return true;
  }

  private void vorbis(OggPackets packets) throws OriginException, MalformedFileException {
    found.format(AudioFormat.VORBIS);
    ByteBuffer head = packets.take(15).order(ByteOrder.LITTLE_ENDIAN);
    int channels = head.get(3) & 0xff;
    int rate = Math.max(head.getInt(4), 0);
    found.properties(new AudioProperties(0, 0, rate, channels, 0));
    packets.nextPacket();
    expect(packets, "\u0003vorbis");
    comments(packets);
    packets.nextPacket();
    expect(packets, "\u0005vorbis");
    packets.finishPacket();
    finish(packets, rate, 0);
  }

  private void opus(OggPackets packets) throws OriginException, MalformedFileException {
    found.format(AudioFormat.OPUS);
    ByteBuffer head = packets.take(11).order(ByteOrder.LITTLE_ENDIAN);
    int channels = head.get(1) & 0xff;
    int preSkip = head.getShort(2) & 0xffff;
    found.properties(new AudioProperties(0, 0, OPUS_RATE, channels, 0));
    packets.nextPacket();
    expect(packets, "OpusTags");
    comments(packets);
    finish(packets, OPUS_RATE, preSkip);
  }

  private void speex(OggPackets packets) throws OriginException, MalformedFileException {
    found.format(AudioFormat.SPEEX);
    ByteBuffer head = packets.take(44).order(ByteOrder.LITTLE_ENDIAN);
    int rate = Math.max(head.getInt(28), 0);
    found.properties(new AudioProperties(0, 0, rate, Math.max(head.getInt(40), 0), 0));
    packets.nextPacket();
    comments(packets);
    finish(packets, rate, 0);
  }

  /** A packet for each metadata block. */
  private void flac(OggPackets packets) throws OriginException, MalformedFileException {
    found.format(AudioFormat.FLAC);
    packets.skip(1 + 4 + 4); // how many follow, fLaC, header of the block
    AudioProperties info = FlacReader.streamInfo(packets.take(FlacReader.STREAMINFO_BYTES));
    found.properties(info);
    boolean last = false;
    for (int i = 0; i < MAX_FLAC_BLOCKS && !last; i++) {
      packets.nextPacket();
      int header = packets.take(4).getInt();
      last = header < 0;
      switch (header >>> 24 & 0x7f) {
        case FlacReader.VORBIS_COMMENT -> VorbisComments.read(packets, found, pictures(packets));
        case FlacReader.PICTURE -> pictures(packets).block();
        default -> {}
      }
      packets.finishPacket();
    }
    finish(packets, info.sampleRateHz(), 0);
  }

  private static void expect(OggPackets packets, String magic)
      throws OriginException, MalformedFileException {
    if (!Text.latin1(packets.take(magic.length()), magic.length()).equals(magic)) {
      throw new MalformedFileException("a header packet is missing");
    }
  }

  private void comments(OggPackets packets) throws OriginException, MalformedFileException {
    VorbisComments.read(packets, found, pictures(packets));
    packets.finishPacket();
  }

  /** Pictures lie across pages, so they are no regions. */
  private OggPictures pictures(OggPackets packets) {
    return new OggPictures(packets, found);
  }

  private void finish(OggPackets packets, int rate, int preSkip)
      throws OriginException, MalformedFileException {
    long start = packets.nextPageOffset();
    found.audio(start, in.size());
    long granule = lastGranule(packets.serial(), start);
    AudioProperties known = found.properties();
    long millis = Rates.millis(granule - preSkip, rate);
    found.properties(
        Rates.withBitrate(
            new AudioProperties(
                millis, 0, known.sampleRateHz(), known.channels(), known.bitDepth()),
            in.size() - start));
  }

  /** The granule position of the last page of this stream that has one; 0 if there is none. */
  private long lastGranule(int serial, long start) throws OriginException, MalformedFileException {
    int length = (int) Math.min(TAIL_BYTES, in.size() - start);
    ByteBuffer tail = in.at(in.size() - length, length).order(ByteOrder.LITTLE_ENDIAN);
    int capture = Integer.reverseBytes(OggPage.CAPTURE);
    for (int i = length - OggPage.HEADER_BYTES; i >= 0; i--) {
      if (tail.get(i) == 'O'
          && tail.getInt(i) == capture
          && tail.get(i + 4) == 0
          && tail.getInt(i + 14) == serial
          && tail.getLong(i + 6) > 0) {
        return tail.getLong(i + 6);
      }
    }
    return 0;
  }
}
