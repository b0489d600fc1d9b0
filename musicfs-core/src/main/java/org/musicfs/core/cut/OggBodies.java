package org.musicfs.core.cut;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * A part of one packet of an Ogg file (RFC 3533, section 6) as one run of bytes: it lies in the
 * bodies of pages that must follow one another without a gap. Pages of other streams between them
 * are passed over. Takes 16 bytes a page. Immutable.
 */
final class OggBodies {
  /** Of 256 bytes and more each, as writers make them; a file of smaller ones is not serious. */
  private static final int MAX_PAGES = 1 << 17;

  private static final int PAGE_HEADER = 27;
  private static final int MAX_SEGMENTS = 255;
  private static final int CAPTURE = 0x4f676753;
  private static final int CONTINUED = 1;

  /** Of the runs in the file, in order. */
  private final long[] offsets;

  /** Of the same bytes in what they are a part of; one more, which is its length. */
  private final long[] places;

  private OggBodies(long[] offsets, long[] places) {
    this.offsets = offsets;
    this.places = places;
  }

  /**
   * Looks at the header of every page.
   *
   * @param page where the page starts that holds the first byte
   * @param start first byte in the file
   * @param end byte after the last one in the file
   * @throws DamagedFileException if these are no pages, one is missing or another packet begins
   */
  static OggBodies find(WholeFile whole, long page, long start, long end) throws IOException {
    ByteBuffer header =
        ByteBuffer.allocate(PAGE_HEADER + MAX_SEGMENTS).order(ByteOrder.LITTLE_ENDIAN);
    long[] offsets = new long[16];
    long[] places = new long[17];
    int runs = 0;
    int serial = 0;
    int sequence = 0;
    long at = page;
    for (int pages = 0; at < end; pages++) {
      readHeader(whole, at, end, header);
      if (pages == MAX_PAGES) {
        throw new DamagedFileException("more than " + MAX_PAGES + " Ogg pages before byte " + at);
      }
      if (pages == 0) {
        serial = header.getInt(14);
        sequence = header.getInt(18);
      }
      long pageAt = at;
      long body = at + PAGE_HEADER + segments(header);
      at = body + bodyBytes(header);
      if (header.getInt(14) != serial) {
        continue;
      }
      boolean follows =
          pages == 0 || (header.getInt(18) == sequence && (header.get(5) & CONTINUED) != 0);
      if (!follows || packetEnds(header, body, start, end)) {
        throw new DamagedFileException("the Ogg page at byte " + pageAt + " is of another packet");
      }
      sequence++;
      long from = Math.max(body, start);
      long to = Math.min(at, end);
      if (from < to) {
        if (runs == offsets.length) {
          offsets = Arrays.copyOf(offsets, 2 * runs);
          places = Arrays.copyOf(places, 2 * runs + 1);
        }
        offsets[runs] = from;
        places[runs + 1] = places[runs] + to - from;
        runs++;
      }
    }
    return new OggBodies(Arrays.copyOf(offsets, runs), Arrays.copyOf(places, runs + 1));
  }

  private static void readHeader(WholeFile whole, long at, long end, ByteBuffer header)
      throws IOException {
    header.clear().limit((int) Math.min(header.capacity(), end - at));
    whole.read(at, header);
    header.flip();
    boolean isPage =
        header.limit() > PAGE_HEADER
            && Integer.reverseBytes(header.getInt(0)) == CAPTURE
            && header.get(4) == 0
            && PAGE_HEADER + segments(header) <= header.limit();
    if (!isPage) {
      throw new DamagedFileException("no Ogg page at byte " + at);
    }
  }

  private static int segments(ByteBuffer header) {
    return header.get(PAGE_HEADER - 1) & 0xff;
  }

  private static int lace(ByteBuffer header, int segment) {
    return header.get(PAGE_HEADER + segment) & 0xff;
  }

  private static int bodyBytes(ByteBuffer header) {
    int bytes = 0;
    for (int i = 0; i < segments(header); i++) {
      bytes += lace(header, i);
    }
    return bytes;
  }

  /** Whether a packet ends between two places of the file, where none may. */
  private static boolean packetEnds(ByteBuffer header, long body, long start, long end) {
    long at = body;
    for (int i = 0; i < segments(header); i++) {
      int lace = lace(header, i);
      at += lace;
      if (lace < MAX_SEGMENTS && at > start && at < end) {
        return true;
      }
    }
    return false;
  }

  /** All bytes there are. */
  long length() {
    return places[offsets.length];
  }

  /** The run that holds a place. */
  private int run(long place) {
    int found = Arrays.binarySearch(places, place);
    return found >= 0 ? found : -found - 2;
  }

  private long offset(int run, long place) {
    return offsets[run] + place - places[run];
  }

  /**
   * Where some bytes lie, with what lies between them.
   *
   * @param place below {@link #length}
   * @param length more than 0, not past the end
   */
  Cut.Span span(long place, long length) {
    long last = place + length - 1;
    long from = offset(run(place), place);
    return new Cut.Span(from, offset(run(last), last) + 1 - from);
  }

  /**
   * Reads some bytes.
   *
   * @param place below {@link #length}
   * @param length more than 0, not past the end
   */
  byte[] read(WholeFile whole, long place, int length) throws IOException {
    byte[] bytes = new byte[length];
    int done = 0;
    for (int run = run(place); done < length; run++) {
      int n = (int) Math.min(length - done, places[run + 1] - (place + done));
      whole.read(offset(run, place + done), ByteBuffer.wrap(bytes, done, n));
      done += n;
    }
    return bytes;
  }
}
