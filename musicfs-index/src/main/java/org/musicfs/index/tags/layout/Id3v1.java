package org.musicfs.index.tags.layout;

import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import org.musicfs.index.tags.map.RawTags;

/**
 * ID3v1 and 1.1: {@code TAG}, title, artist, album (30 bytes each), year (4), comment (30, or 28
 * and a zero and the track), genre (1).
 */
final class Id3v1 {
  private Id3v1() {}

  /** Adds what {@code tag} (128 bytes) says, under ID3v2.4 names. */
  static void read(ByteBuffer tag, Charset legacy, RawTags into) {
    into.add("TIT2", field(tag, 3, 30, legacy));
    into.add("TPE1", field(tag, 33, 30, legacy));
    into.add("TALB", field(tag, 63, 30, legacy));
    into.add("TDRC", field(tag, 93, 4, legacy));
    boolean hasTrack = tag.get(125) == 0 && tag.get(126) != 0;
    into.add("COMM:", field(tag, 97, hasTrack ? 28 : 30, legacy));
    if (hasTrack) {
      into.add("TRCK", Integer.toString(tag.get(126) & 0xff));
    }
    if (tag.get(127) != (byte) 0xff) {
      into.add("TCON", Integer.toString(tag.get(127) & 0xff));
    }
  }

  private static String field(ByteBuffer tag, int offset, int length, Charset legacy) {
    int n = 0;
    while (n < length && tag.get(offset + n) != 0) {
      n++;
    }
    return Text.utf8(tag.slice(offset, n), legacy);
  }
}
