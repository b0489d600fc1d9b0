package org.musicfs.core.cut;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Tags in a WAVE file: {@code LIST, u32le length, INFO}, then for each {@code id, u32le length,
 * text in UTF-8 that ends with a zero, a pad byte if the length is odd}. What RIFF has no name for
 * is left out; values of the same name are joined.
 */
final class InfoChunk {
  /** By the name of a Vorbis comment. */
  private static final Map<String, String> IDS =
      Map.ofEntries(
          Map.entry("TITLE", "INAM"),
          Map.entry("ARTIST", "IART"),
          Map.entry("ALBUM", "IPRD"),
          Map.entry("TRACKNUMBER", "ITRK"),
          Map.entry("TRACKTOTAL", "IFRM"),
          Map.entry("TOTALTRACKS", "IFRM"),
          Map.entry("DATE", "ICRD"),
          Map.entry("GENRE", "IGNR"),
          Map.entry("COMMENT", "ICMT"),
          Map.entry("COMPOSER", "IMUS"),
          Map.entry("LYRICIST", "IWRI"),
          Map.entry("PRODUCER", "IPRO"),
          Map.entry("ENGINEER", "IENG"),
          Map.entry("COPYRIGHT", "ICOP"),
          Map.entry("LANGUAGE", "ILNG"),
          Map.entry("MEDIA", "IMED"),
          Map.entry("ENCODEDBY", "ITCH"));

  private static final int MAX_BYTES = 1 << 24;

  private InfoChunk() {}

  /**
   * Empty if there is nothing to say.
   *
   * @throws UncuttableException if it is too much
   */
  static byte[] toBytes(List<String> comments) throws UncuttableException {
    Map<String, String> texts = new LinkedHashMap<>();
    for (String comment : comments) {
      int equals = comment.indexOf('=');
      String id = IDS.get(comment.substring(0, equals).toUpperCase(Locale.ROOT));
      if (id != null) {
        texts.merge(id, comment.substring(equals + 1), (a, b) -> a.equals(b) ? a : a + "; " + b);
      }
    }
    if (texts.isEmpty()) {
      return new byte[0];
    }
    ByteArrayOutputStream entries = new ByteArrayOutputStream();
    entries.writeBytes("INFO".getBytes(StandardCharsets.US_ASCII));
    texts.forEach((id, text) -> chunk(id, (text + "\0").getBytes(StandardCharsets.UTF_8), entries));
    if (entries.size() > MAX_BYTES) {
      throw new UncuttableException("its tags of " + entries.size() + " bytes are too long");
    }
    ByteArrayOutputStream list = new ByteArrayOutputStream();
    chunk("LIST", entries.toByteArray(), list);
    return list.toByteArray();
  }

  private static void chunk(String id, byte[] data, ByteArrayOutputStream into) {
    ByteBuffer header = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
    header.put(id.getBytes(StandardCharsets.US_ASCII)).putInt(data.length);
    into.writeBytes(header.array());
    into.writeBytes(data);
    if ((data.length & 1) != 0) {
      into.write(0);
    }
  }
}
