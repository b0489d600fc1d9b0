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
 */
final class VorbisComments {
  /** Longest comment whose value is looked at; a longer one is a picture under some name. */
  private static final int MAX_COMMENT_BYTES = 256 * 1024;

  private static final int MAX_NAME_BYTES = 128;
  private static final Set<String> PICTURES = Set.of("METADATA_BLOCK_PICTURE", "COVERART");

  private VorbisComments() {}

  /** What is done about pictures inside comments. */
  interface Pictures {
    /** A comment begins here. */
    default void begin() throws OriginException, MalformedFileException {}

    /**
     * It holds a picture, and is read no further than {@link #MAX_NAME_BYTES}. Goes to its end.
     *
     * @param name in upper case
     * @param valueAt bytes before its value
     * @param length of the comment
     * @param read how much of it was read
     */
    default void picture(ByteSource in, String name, int valueAt, long length, int read)
        throws OriginException, MalformedFileException {
      in.skip(length - read);
    }
  }

  /** Passes over pictures: those of FLAC lie in blocks of their own. */
  static final Pictures NO_PICTURES = new Pictures() {};

  /** Reads a whole comment, with the chapters in it. What it holds before damage is kept. */
  static void read(ByteSource in, Findings found, Pictures pictures)
      throws OriginException, MalformedFileException {
    RawTags into = found.newTags(RawTags.Family.VORBIS);
    try {
      in.skip(length(in));
      long count = length(in);
      for (long i = 0; i < count; i++) {
        long length = length(in);
        pictures.begin();
        readOne(in, length, into, pictures);
      }
    } finally {
      found.chapters(VorbisChapters.in(into));
    }
  }

  private static long length(ByteSource in) throws OriginException, MalformedFileException {
    return in.take(4).order(ByteOrder.LITTLE_ENDIAN).getInt() & 0xffff_ffffL;
  }

  private static void readOne(ByteSource in, long length, RawTags into, Pictures pictures)
      throws OriginException, MalformedFileException {
    int first = (int) Math.min(length, MAX_NAME_BYTES);
    byte[] start = bytes(in.take(first));
    int equals = indexOfEquals(start);
    String name = Text.latin1(start, 0, Math.max(equals, 0)).toUpperCase(Locale.ROOT);
    if (equals > 0 && PICTURES.contains(name)) {
      pictures.picture(in, name, equals + 1, length, first);
      return;
    }
    if (equals <= 0 || length > MAX_COMMENT_BYTES) {
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
