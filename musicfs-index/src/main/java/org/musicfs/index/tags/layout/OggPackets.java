package org.musicfs.index.tags.layout;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.musicfs.core.origin.OriginException;

/**
 * The packets of one logical stream of an Ogg file (RFC 3533), one after the other: bytes of the
 * current packet are taken or skipped across page boundaries. Pages of other streams are passed
 * over.
 */
final class OggPackets implements ByteSource {
  /** Size of a page header before its table of segments. */
  static final int PAGE_HEADER = 27;

  /** {@code OggS}. */
  static final int CAPTURE = 0x4f676753;

  private static final int FIRST_PAGE = 2;

  private final RangeReader in;
  private final int serial;
  private long page;
  private long nextPage;
  private byte[] lacing = new byte[0];
  private int segment;
  private long position;

  /** Bytes of the packet that lie before the next segment boundary. */
  private int inSegment;

  /** Whether the segment just entered is the packet's last. */
  private boolean packetEnds;

  private boolean packetOpen;

  /** The stream that the page at {@code offset} belongs to. */
  OggPackets(RangeReader in, long offset) throws OriginException, MalformedFileException {
    this.in = in;
    this.serial = in.at(offset, PAGE_HEADER).order(ByteOrder.LITTLE_ENDIAN).getInt(14);
    this.page = offset;
    this.nextPage = offset;
  }

  /** A place in a packet. */
  static final class Place {
    private final long page;
    private final long nextPage;
    private final byte[] lacing;
    private final int segment;
    private final long position;
    private final int inSegment;
    private final boolean packetEnds;

    private Place(OggPackets at) {
      page = at.page;
      nextPage = at.nextPage;
      lacing = at.lacing;
      segment = at.segment;
      position = at.position;
      inSegment = at.inSegment;
      packetEnds = at.packetEnds;
    }
  }

  /** Where it stands. */
  Place place() {
    return new Place(this);
  }

  /** Goes back to a place in the current packet. */
  void goBack(Place to) {
    page = to.page;
    nextPage = to.nextPage;
    lacing = to.lacing;
    segment = to.segment;
    position = to.position;
    inSegment = to.inSegment;
    packetEnds = to.packetEnds;
  }

  /** Where the packet's next byte lies in the file. */
  long position() throws OriginException, MalformedFileException {
    more();
    return position;
  }

  /** Where the page starts that holds the packet's next byte. */
  long page() throws OriginException, MalformedFileException {
    more();
    return page;
  }

  /** Where the byte after the last one that was taken or passed over lies in the file. */
  long end() {
    return position;
  }

  /** Whether a page at {@code offset} is the first of a stream. */
  static boolean startsStream(RangeReader in, long offset)
      throws OriginException, MalformedFileException {
    if (in.size() - offset < PAGE_HEADER) {
      return false;
    }
    ByteBuffer header = in.at(offset, PAGE_HEADER);
    return header.getInt(0) == CAPTURE && (header.get(5) & FIRST_PAGE) != 0;
  }

  int serial() {
    return serial;
  }

  /** First byte after the page that holds the current position. */
  long nextPageOffset() {
    return nextPage;
  }

  /** Goes to the start of the next packet, passing over what is left of the current one. */
  void nextPacket() throws OriginException, MalformedFileException {
    if (packetOpen) {
      finishPacket();
    }
    packetOpen = true;
    packetEnds = false;
    inSegment = 0;
    enterSegment();
  }

  /** Passes over what is left of the current packet. */
  void finishPacket() throws OriginException, MalformedFileException {
    position += inSegment;
    inSegment = 0;
    while (!packetEnds) {
      enterSegment();
      position += inSegment;
      inSegment = 0;
    }
    packetOpen = false;
  }

  private void enterSegment() throws OriginException, MalformedFileException {
    while (segment == lacing.length) {
      openPage();
    }
    inSegment = lacing[segment++] & 0xff;
    packetEnds = inSegment < 255;
  }

  private void openPage() throws OriginException, MalformedFileException {
    ByteBuffer header = in.at(nextPage, PAGE_HEADER).order(ByteOrder.LITTLE_ENDIAN);
    if (Integer.reverseBytes(header.getInt(0)) != CAPTURE || header.get(4) != 0) {
      throw new MalformedFileException("no Ogg page at byte " + nextPage);
    }
    int segments = header.get(26) & 0xff;
    byte[] table = new byte[segments];
    in.at(nextPage + PAGE_HEADER, segments).get(table);
    long body = nextPage + PAGE_HEADER + segments;
    long end = body;
    for (byte lace : table) {
      end += lace & 0xff;
    }
    if (end > in.size()) {
      throw new MalformedFileException("an Ogg page at byte " + nextPage + " runs past its end");
    }
    long start = nextPage;
    nextPage = end;
    if (header.getInt(14) == serial) {
      page = start;
      position = body;
      lacing = table;
      segment = 0;
    }
  }

  @Override
  public ByteBuffer take(int length) throws OriginException, MalformedFileException {
    if (length <= inSegment) {
      ByteBuffer bytes = in.at(position, length);
      position += length;
      inSegment -= length;
      return bytes;
    }
    byte[] out = new byte[length];
    int done = 0;
    while (done < length) {
      more();
      int n = Math.min(inSegment, length - done);
      in.at(position, n).get(out, done, n);
      position += n;
      inSegment -= n;
      done += n;
    }
    return ByteBuffer.wrap(out);
  }

  /** The next bytes, fewer if the packet ends before. */
  ByteBuffer takeUpTo(int length) throws OriginException, MalformedFileException {
    byte[] out = new byte[length];
    int done = 0;
    while (done < length && (inSegment > 0 || !packetEnds)) {
      if (inSegment == 0) {
        enterSegment();
      }
      int n = Math.min(inSegment, length - done);
      in.at(position, n).get(out, done, n);
      position += n;
      inSegment -= n;
      done += n;
    }
    return ByteBuffer.wrap(out, 0, done);
  }

  @Override
  public void skip(long length) throws OriginException, MalformedFileException {
    long left = length;
    while (left > 0) {
      more();
      int n = (int) Math.min(inSegment, left);
      position += n;
      inSegment -= n;
      left -= n;
    }
  }

  private void more() throws OriginException, MalformedFileException {
    while (inSegment == 0) {
      if (packetEnds) {
        throw new MalformedFileException("an Ogg packet is shorter than what it should hold");
      }
      enterSegment();
    }
  }
}
