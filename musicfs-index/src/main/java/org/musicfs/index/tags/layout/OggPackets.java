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
  private static final int FIRST_PAGE = 2;

  /** What lies nearer is fetched at once with what was asked for last. */
  private static final int MIN_LEAP_BYTES = 32 * 1024;

  /** One after the other, until a file whose pages are not alike is read page by page. */
  private static final int MOST_MISSED_LEAPS = 4;

  private final RangeReader in;
  private final int serial;
  private OggPage page;

  /** First byte after the last page that was looked at, of whatever stream. */
  private long nextPage;

  private int segment;
  private long position;

  /** Bytes of the packet that lie before the next segment boundary. */
  private int inSegment;

  /** Whether the segment just entered is the packet's last. */
  private boolean packetEnds;

  private boolean packetOpen;

  /** Whether a page of the packet is missing so far. */
  private boolean torn;

  private int missedLeaps;

  /** The stream that the page at {@code offset} belongs to. */
  OggPackets(RangeReader in, long offset) throws OriginException, MalformedFileException {
    this.in = in;
    this.serial = in.at(offset, OggPage.HEADER_BYTES).order(ByteOrder.LITTLE_ENDIAN).getInt(14);
    this.page = OggPage.before(offset);
    this.nextPage = offset;
  }

  /** A place in a packet. */
  static final class Place {
    private final OggPage page;
    private final long nextPage;
    private final int segment;
    private final long position;
    private final int inSegment;
    private final boolean packetEnds;
    private final boolean torn;

    private Place(OggPackets at) {
      page = at.page;
      nextPage = at.nextPage;
      segment = at.segment;
      position = at.position;
      inSegment = at.inSegment;
      packetEnds = at.packetEnds;
      torn = at.torn;
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
    segment = to.segment;
    position = to.position;
    inSegment = to.inSegment;
    packetEnds = to.packetEnds;
    torn = to.torn;
  }

  /** Where the packet's next byte lies in the file. */
  long position() throws OriginException, MalformedFileException {
    more();
    return position;
  }

  /** Where the page starts that holds the packet's next byte. */
  long page() throws OriginException, MalformedFileException {
    more();
    return page.start();
  }

  /** Where the byte after the last one that was taken or passed over lies in the file. */
  long end() {
    return position;
  }

  /** Whether a page is missing from what was taken or passed over of the packet. */
  boolean isTorn() {
    return torn;
  }

  /** Whether a page at {@code offset} is the first of a stream. */
  static boolean startsStream(RangeReader in, long offset)
      throws OriginException, MalformedFileException {
    if (in.size() - offset < OggPage.HEADER_BYTES) {
      return false;
    }
    ByteBuffer header = in.at(offset, OggPage.HEADER_BYTES);
    return header.getInt(0) == OggPage.CAPTURE && (header.get(5) & FIRST_PAGE) != 0;
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
    torn = false;
    inSegment = 0;
    enterSegment(false);
  }

  /** Passes over what is left of the current packet. */
  void finishPacket() throws OriginException, MalformedFileException {
    position += inSegment;
    inSegment = 0;
    while (!packetEnds) {
      enterSegment(true);
      position += inSegment;
      inSegment = 0;
    }
    packetOpen = false;
  }

  /**
   * @param continues whether the packet goes on there
   */
  private void enterSegment(boolean continues) throws OriginException, MalformedFileException {
    while (segment == page.segments()) {
      OggPage next = OggPage.at(in, nextPage);
      nextPage = next.end();
      if (next.serial() == serial) {
        torn |= continues && !next.continues(page, 1);
        enter(next);
      }
    }
    inSegment = page.segment(segment++);
    packetEnds = inSegment < 255;
  }

  private void enter(OggPage next) {
    page = next;
    nextPage = next.end();
    position = next.body();
    segment = 0;
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
        enterSegment(true);
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
      if (inSegment == 0 && segment == page.segments()) {
        left -= leap(left);
      }
    }
  }

  /**
   * At the end of a page, passes over the pages behind it that the packet fills and that are like
   * it, without a look at them: what writes a long packet makes all its pages alike. They were if
   * the page behind them has the number that follows from it.
   *
   * <p>This holds for every file that is no lie: so many full pages of one stream take {@code 27
   * pages + 256 segments} bytes, so there are as many segments, and bytes of the packet, in them.
   *
   * @param left bytes of the packet to pass over
   * @return how many of them are passed over
   */
  private long leap(long left) throws OriginException, MalformedFileException {
    if (!page.isFull() || missedLeaps == MOST_MISSED_LEAPS) {
      return 0;
    }
    long most = (left - 1) / page.bodyBytes();
    long bytes = page.end() - page.start();
    // Some writers put a short rest on the page before it, so that the last is a longer one.
    for (long pages = most; pages >= most - 1 && pages * bytes >= MIN_LEAP_BYTES; pages--) {
      OggPage landed = OggPage.ifAt(in, nextPage + pages * bytes);
      if (landed != null && landed.continues(page, pages + 1)) {
        long passed = pages * page.bodyBytes();
        enter(landed);
        missedLeaps = 0;
        return passed;
      }
      missedLeaps++;
    }
    return 0;
  }

  private void more() throws OriginException, MalformedFileException {
    while (inSegment == 0) {
      if (packetEnds) {
        throw new MalformedFileException("an Ogg packet is shorter than what it should hold");
      }
      enterSegment(true);
    }
  }
}
