package org.musicfs.index.tags.layout;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Locale;
import java.util.Set;
import org.musicfs.core.origin.OriginException;
import org.musicfs.index.tags.map.RawTags;

/**
 * Reads a Vorbis comment (https://xiph.org/vorbis/doc/v-comment.html): {@code u32le vendor length,
 * vendor, u32le count, count times (u32le length, NAME=value)}. Used by FLAC and everything in Ogg.
 * Pictures inside comments are passed over.
 */
final class VorbisComments {
  /** Longest comment whose value is looked at; a longer one is a picture under some name. */
  private static final int MAX_COMMENT_BYTES = 256 * 1024;

  private static final int MAX_NAME_BYTES = 128;
  private static final Set<String> PICTURES = Set.of("METADATA_BLOCK_PICTURE", "COVERART");

  private VorbisComments() {}

  /** Reads a whole comment, with the chapters in it. What it holds before damage is kept. */
  static void read(ByteSource in, Findings found) throws OriginException, MalformedFileException {
    RawTags into = found.newTags(RawTags.Family.VORBIS);
    try {
      in.skip(length(in));
      long count = length(in);
      for (long i = 0; i < count; i++) {
        readOne(in, length(in), into);
      }
    } finally {
      found.chapters(VorbisChapters.in(into));
    }
  }

  private static long length(ByteSource in) throws OriginException, MalformedFileException {
    return in.take(4).order(ByteOrder.LITTLE_ENDIAN).getInt() & 0xffff_ffffL;
  }

  private static void readOne(ByteSource in, long length, RawTags into)
      throws OriginException, MalformedFileException {
    int first = (int) Math.min(length, MAX_NAME_BYTES);
    byte[] start = bytes(in.take(first));
    int equals = indexOfEquals(start);
    String name = Text.latin1(start, 0, Math.max(equals, 0)).toUpperCase(Locale.ROOT);
    if (equals <= 0 || length > MAX_COMMENT_BYTES || PICTURES.contains(name)) {
      in.skip(length - first);
      return;
    }
    byte[] rest = bytes(in.take((int) length - first));
    byte[] value = new byte[(int) length - equals - 1];
    int fromStart = first - equals - 1;
    System.arraycopy(start, equals + 1, value, 0, fromStart);
    System.arraycopy(rest, 0, value, fromStart, rest.length);
    into.add(name, Text.utf8(value));
  }

  private static int indexOfEquals(byte[] bytes) {
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] == '=') {
        return i;
      }
    }
    return -1;
  }

  private static byte[] bytes(ByteBuffer buffer) {
    byte[] out = new byte[buffer.remaining()];
    buffer.get(out);
    return out;
  }
}
