package org.musicfs.core.cut;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The picture in an Ogg file (RFC 3533) as a file: it is spread over the bodies of pages, as it is
 * (FLAC's picture block, RFC 9639 section 8.8) or as Base64 text in a Vorbis comment, there behind
 * the head of such a block. Nothing of it is decoded before it is read. In a {@link Blob}: all five
 * places and lengths, then 1 for Base64 or 0.
 */
public final class OggPicture implements Cut {
  /** The longest run of a file that one may be spread over. */
  public static final long MAX_SPAN_BYTES = 32L << 20;

  /** Of 256 bytes and more each, as writers make them; a file of smaller ones is not serious. */
  private static final int MAX_PAGES = 1 << 17;

  private static final int PAGE_HEADER = 27;
  private static final int MAX_SEGMENTS = 255;
  private static final int CAPTURE = 0x4f676753;

  private final long page;
  private final long start;
  private final long end;
  private final int skip;
  private final long sizeBytes;
  private final boolean base64;

  /** Where the bodies lie, found by the first who reads. */
  private volatile @Nullable Bodies bodies;

  /**
   * Runs of what is packed.
   *
   * @param offsets in the file, in order
   * @param places of the same bytes in what is packed; one more, which is its length
   */
  @SuppressWarnings("ArrayRecordComponent") // never leaves this class
  private record Bodies(long[] offsets, long[] places) {
    long length() {
      return places[offsets.length];
    }

    /** The run that holds a place. */
    int at(long place) {
      int found = Arrays.binarySearch(places, place);
      return found >= 0 ? found : -found - 2;
    }
  }

  /**
   * A picture.
   *
   * @param page where the page starts that holds the first byte, in bytes from the file's start
   * @param start of what is packed: the picture, or the text
   * @param end first byte after it
   * @param skip bytes before the picture in what the text stands for, 0 or more; 0 without Base64
   * @param sizeBytes of the picture, more than 0
   * @param base64 whether it is text
   * @throws IllegalArgumentException if these cannot be, or it is spread over more than {@link
   *     #MAX_SPAN_BYTES}
   */
  public OggPicture(long page, long start, long end, int skip, long sizeBytes, boolean base64) {
    boolean holds =
        page >= 0
            && start > page
            && end > start
            && end - page <= MAX_SPAN_BYTES
            && skip >= 0
            && sizeBytes > 0
            && sizeBytes <= packedBytes(end - start, base64) - skip;
    if (!holds) {
      throw new IllegalArgumentException(
          "a picture of " + sizeBytes + " at " + page + ", " + start + " to " + end);
    }
    this.page = page;
    this.start = start;
    this.end = end;
    this.skip = skip;
    this.sizeBytes = sizeBytes;
    this.base64 = base64;
  }

  /** The most that so many bytes stand for. */
  private static long packedBytes(long length, boolean base64) {
    return base64 ? (length + 3) / 4 * 3 : length;
  }

  static OggPicture read(Blob.Reader in) {
    return new OggPicture(
        in.number(),
        in.number(),
        in.number(),
        in.number(0, Integer.MAX_VALUE),
        in.number(),
        in.number(0, 1) == 1);
  }

  @Override
  public byte[] encode() {
    Blob.Writer out = Blob.create(Blob.Kind.OGG_PICTURE);
    out.number(page);
    out.number(start);
    out.number(end);
    out.number(skip);
    out.number(sizeBytes);
    out.number(base64 ? 1 : 0);
    return out.toBytes();
  }

  @Override
  public long sizeBytes() {
    return sizeBytes;
  }

  /** Where a byte lies is known only when the pages before it were looked at: all of it. */
  @Override
  public Optional<Span> needs(long offset, int length) {
    return length > 0 && offset < sizeBytes
        ? Optional.of(new Span(page, end - page))
        : Optional.empty();
  }

  @Override
  public int read(WholeFile whole, long offset, ByteBuffer destination) throws IOException {
    int length = (int) Math.clamp(sizeBytes - offset, 0L, (long) destination.remaining());
    if (length == 0) {
      return 0;
    }
    Bodies at = bodies;
    if (at == null) {
      at = findBodies(whole);
      bodies = at;
    }
    long from = skip + offset;
    if (!base64) {
      destination.put(packed(whole, at, from, length));
      return length;
    }
    long group = from / 3;
    int groups = (int) ((from + length + 2) / 3 - group);
    int chars = (int) Math.min(4L * groups, at.length() - 4 * group);
    int before = (int) (from - 3 * group);
    byte[] bytes = decoded(packed(whole, at, 4 * group, chars));
    if (bytes.length < before + length) {
      throw new ChangedFileException("the picture's text is shorter than what it stands for");
    }
    destination.put(bytes, before, length);
    return length;
  }

  private static byte[] decoded(byte[] text) throws ChangedFileException {
    try {
      return Base64.getDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      throw new ChangedFileException("the picture's text is no Base64: " + e.getMessage());
    }
  }

  private static byte[] packed(WholeFile whole, Bodies at, long place, int length)
      throws IOException {
    if (place < 0 || length < 0 || place + length > at.length()) {
      throw new ChangedFileException("the pages hold less than the picture takes");
    }
    byte[] bytes = new byte[length];
    int done = 0;
    for (int run = at.at(place); done < length; run++) {
      long inRun = place + done - at.places[run];
      int n = (int) Math.min(length - done, at.places[run + 1] - at.places[run] - inRun);
      whole.read(at.offsets[run] + inRun, ByteBuffer.wrap(bytes, done, n));
      done += n;
    }
    return bytes;
  }

  private Bodies findBodies(WholeFile whole) throws IOException {
    ByteBuffer header =
        ByteBuffer.allocate(PAGE_HEADER + MAX_SEGMENTS).order(ByteOrder.LITTLE_ENDIAN);
    long[] offsets = new long[16];
    long[] places = new long[17];
    int runs = 0;
    int serial = 0;
    long at = page;
    for (int pages = 0; at < end; pages++) {
      header.clear().limit((int) Math.min(header.capacity(), end - at));
      whole.read(at, header);
      header.flip();
      boolean isPage =
          header.limit() > PAGE_HEADER
              && Integer.reverseBytes(header.getInt(0)) == CAPTURE
              && PAGE_HEADER + segments(header) <= header.limit();
      if (!isPage || pages == MAX_PAGES) {
        throw new ChangedFileException("no Ogg page at byte " + at);
      }
      if (pages == 0) {
        serial = header.getInt(14);
      }
      long body = at + PAGE_HEADER + segments(header);
      at = body + bodyBytes(header);
      long from = Math.max(body, start);
      long to = Math.min(at, end);
      if (header.getInt(14) == serial && from < to) {
        if (runs == offsets.length) {
          offsets = Arrays.copyOf(offsets, 2 * runs);
          places = Arrays.copyOf(places, 2 * runs + 1);
        }
        offsets[runs] = from;
        places[runs + 1] = places[runs] + to - from;
        runs++;
      }
    }
    return new Bodies(Arrays.copyOf(offsets, runs), Arrays.copyOf(places, runs + 1));
  }

  private static int segments(ByteBuffer header) {
    return header.get(PAGE_HEADER - 1) & 0xff;
  }

  private static int bodyBytes(ByteBuffer header) {
    int bytes = 0;
    for (int i = 0; i < segments(header); i++) {
      bytes += header.get(PAGE_HEADER + i) & 0xff;
    }
    return bytes;
  }
}
