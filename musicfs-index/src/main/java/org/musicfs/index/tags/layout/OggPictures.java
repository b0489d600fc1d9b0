package org.musicfs.index.tags.layout;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import org.musicfs.core.audio.CoverPicture;
import org.musicfs.core.audio.ImageType;
import org.musicfs.core.cut.OggPicture;
import org.musicfs.core.origin.OriginException;

/**
 * Pictures in the packets of an Ogg file: {@code METADATA_BLOCK_PICTURE}, the Base64 text of a FLAC
 * picture block (https://wiki.xiph.org/VorbisComment), {@code COVERART}, that of the picture alone,
 * and in Ogg FLAC the block itself. Only what tells type and length is fetched.
 */
final class OggPictures implements VorbisComments.Pictures {
  /** The head of a block with a MIME type and a description of usual length, and a signature. */
  private static final int START_BYTES = 1200;

  private static final int START_CHARS = START_BYTES / 3 * 4;

  private final OggPackets packets;
  private final Findings found;
  private OggPackets.Place begin;

  OggPictures(OggPackets packets, Findings found) {
    this.packets = packets;
    this.found = found;
    this.begin = packets.place();
  }

  @Override
  public void begin() throws OriginException, MalformedFileException {
    begin = packets.place();
  }

  @Override
  public void picture(ByteSource in, String name, int valueAt, long length, int read)
      throws OriginException, MalformedFileException {
    packets.goBack(begin);
    packets.skip(valueAt);
    long chars = length - valueAt;
    if (chars <= 0) {
      return;
    }
    long page = packets.page();
    long start = packets.position();
    int first = (int) Math.min(chars, START_CHARS);
    byte[] text = new byte[first];
    packets.take(first).get(text);
    long rest = chars - first;
    byte[] last = Arrays.copyOfRange(text, Math.max(first - 2, 0), first);
    if (rest >= 2) {
      packets.skip(rest - 2);
      packets.take(2).get(last);
    } else {
      packets.skip(rest);
    }
    Optional<ByteBuffer> decoded = decoded(text);
    if (decoded.isEmpty()) {
      return;
    }
    ByteBuffer bytes = decoded.get();
    long packed = (chars + 3) / 4 * 3 - padding(chars, last);
    if (name.equals("COVERART")) {
      add(Findings.OTHER, bytes, page, start, 0, packed, true);
      return;
    }
    Optional<Head> head = head(bytes);
    if (head.isPresent() && head.get().size <= packed - bytes.position()) {
      add(head.get().type, bytes, page, start, bytes.position(), head.get().size, true);
    }
  }

  /** The block of Ogg FLAC at which the packets stand, behind its header. */
  void block() throws OriginException, MalformedFileException {
    OggPackets.Place block = packets.place();
    ByteBuffer bytes = packets.takeUpTo(START_BYTES);
    Optional<Head> head = head(bytes);
    if (head.isPresent()) {
      packets.goBack(block);
      packets.skip(bytes.position());
      add(head.get().type, bytes, packets.page(), packets.position(), 0, head.get().size, false);
    }
  }

  /** What the head of a picture block tells. */
  private record Head(int type, long size) {}

  /** Leaves the buffer at the picture's first byte. */
  private static Optional<Head> head(ByteBuffer bytes) {
    if (bytes.remaining() < 8) {
      return Optional.empty();
    }
    int type = bytes.getInt();
    for (int text = 0; text < 2; text++) { // MIME type, description
      if (!skipText(bytes)) {
        return Optional.empty();
      }
    }
    if (bytes.remaining() < 20) {
      return Optional.empty();
    }
    bytes.position(bytes.position() + 16);
    return Optional.of(new Head(type, bytes.getInt() & 0xffff_ffffL));
  }

  private static boolean skipText(ByteBuffer bytes) {
    if (bytes.remaining() < 4) {
      return false;
    }
    long length = bytes.getInt() & 0xffff_ffffL;
    if (length > bytes.remaining()) {
      return false;
    }
    bytes.position(bytes.position() + (int) length);
    return true;
  }

  /** Keeps the picture whose first bytes follow, if it is one and no page of it is missing. */
  private void add(
      int type, ByteBuffer first, long page, long start, int skip, long size, boolean base64)
      throws OriginException, MalformedFileException {
    Optional<ImageType> image = ImageType.of(first.slice());
    if (image.isEmpty()) {
      return;
    }
    if (!base64) {
      packets.skip(size);
    }
    if (packets.isTorn()) {
      return;
    }
    try {
      OggPicture cut = new OggPicture(page, start, packets.end(), skip, size, base64);
      found.picture(type, new CoverPicture(image.get(), start, size, Optional.of(cut)));
    } catch (IllegalArgumentException e) {
      // Its length cannot be, or it is too long: then it is no cover.
    }
  }

  private static Optional<ByteBuffer> decoded(byte[] start) {
    try {
      int whole = start.length < 4 ? 0 : start.length / 4 * 4;
      return Optional.of(ByteBuffer.wrap(Base64.getDecoder().decode(Arrays.copyOf(start, whole))));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** How many bytes the last group of four lacks. */
  private static int padding(long chars, byte[] last) {
    if (chars % 4 != 0) {
      return (int) (4 - chars % 4);
    }
    int padding = 0;
    for (byte b : last) {
      padding += b == '=' ? 1 : 0;
    }
    return padding;
  }
}
