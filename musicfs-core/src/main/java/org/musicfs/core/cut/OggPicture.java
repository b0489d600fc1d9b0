package org.musicfs.core.cut;

import java.io.IOException;
import java.nio.ByteBuffer;
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

  private final long page;
  private final long start;
  private final long end;
  private final int skip;
  private final long sizeBytes;
  private final boolean base64;

  /** Where its bytes lie, found by the first who reads. */
  private volatile @Nullable OggBodies bodies;

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

  /** A run of what is packed. */
  private record Run(long place, int length) {}

  /** Whole groups of four characters, but the last if they end before it does. */
  private Run packed(long offset, int length) {
    long from = skip + offset;
    return base64
        ? new Run(from / 3 * 4, (int) (chars(from + length) - from / 3 * 4))
        : new Run(from, length);
  }

  /** How many characters stand for the first so many bytes, without padding. */
  private static long chars(long bytes) {
    return (bytes * 4 + 2) / 3;
  }

  private long packedBytes() {
    return base64 ? chars(skip + sizeBytes) : sizeBytes;
  }

  /**
   * Where a byte lies is known only when the pages before it were looked at: before the first read
   * all of it is needed.
   */
  @Override
  public Optional<Span> needs(long offset, int length) {
    int wanted = wanted(offset, length);
    if (wanted == 0) {
      return Optional.empty();
    }
    OggBodies at = bodies;
    if (at == null) {
      return Optional.of(new Span(page, end - page));
    }
    Run run = packed(offset, wanted);
    return Optional.of(at.span(run.place, run.length));
  }

  private int wanted(long offset, int length) {
    return (int) Math.clamp(sizeBytes - offset, 0L, (long) length);
  }

  @Override
  public int read(WholeFile whole, long offset, ByteBuffer destination) throws IOException {
    int length = wanted(offset, destination.remaining());
    if (length == 0) {
      return 0;
    }
    Run run = packed(offset, length);
    byte[] bytes = bodies(whole).read(whole, run.place, run.length);
    if (!base64) {
      destination.put(bytes);
      return length;
    }
    int before = (int) ((skip + offset) % 3);
    byte[] decoded = decoded(bytes);
    if (decoded.length != before + length) {
      throw new DamagedFileException("the picture's text ends before what it stands for");
    }
    destination.put(decoded, before, length);
    return length;
  }

  private OggBodies bodies(WholeFile whole) throws IOException {
    OggBodies at = bodies;
    if (at == null) {
      at = OggBodies.find(whole, page, start, end);
      if (at.length() < packedBytes()) {
        throw new DamagedFileException(
            "the pages hold " + at.length() + " bytes of the " + packedBytes() + " of a picture");
      }
      bodies = at;
    }
    return at;
  }

  private static byte[] decoded(byte[] text) throws DamagedFileException {
    try {
      return Base64.getDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      throw new DamagedFileException("the picture's text is no Base64: " + e.getMessage());
    }
  }
}
