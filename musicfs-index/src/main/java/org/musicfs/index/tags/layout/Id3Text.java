package org.musicfs.index.tags.layout;

import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * The text of ID3v2 frames, above all that which says it is Latin-1 and is not: {@code u8 encoding,
 * in some frames a language of 3 bytes, texts divided by zeros}. Stateless.
 */
final class Id3Text {
  private static final byte LATIN_1 = 0;
  private static final byte UTF_16 = 1;
  private static final byte UTF_16_BIG_ENDIAN = 2;
  private static final byte UTF_8 = 3;
  private static final byte[] BYTE_ORDER_MARK = {(byte) 0xff, (byte) 0xfe};
  private static final int LANGUAGE_BYTES = 3;
  private static final Set<String> WITH_LANGUAGE = Set.of("COMM", "COM", "USLT", "ULT");
  private static final Set<String> WITHOUT_ENCODING = Set.of("UFID", "UFI");

  private Id3Text() {}

  /**
   * The content of a frame, in UTF-16 where it was Latin-1 by its word with letters beyond ASCII.
   */
  static byte[] recoded(String id, byte[] content, Charset legacy) {
    int start = 1 + (WITH_LANGUAGE.contains(id) ? LANGUAGE_BYTES : 0);
    if (content.length <= start || content[0] != LATIN_1 || WITHOUT_ENCODING.contains(id)) {
      return content;
    }
    boolean ascii = true;
    for (int i = start; i < content.length; i++) {
      ascii &= content[i] >= 0;
    }
    if (ascii) {
      return content;
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(UTF_16);
    out.write(content, 1, start - 1);
    List<byte[]> texts = texts(content, start);
    for (int i = 0; i < texts.size(); i++) {
      if (i > 0) {
        out.writeBytes(new byte[2]);
      }
      out.writeBytes(BYTE_ORDER_MARK);
      out.writeBytes(Text.utf8(texts.get(i), legacy).getBytes(StandardCharsets.UTF_16LE));
    }
    return out.toByteArray();
  }

  /**
   * The text of a frame that holds nothing else.
   *
   * @param content with its encoding in front
   */
  static String decoded(byte[] content, Charset legacy) {
    if (content.length < 2) {
      return "";
    }
    byte[] text = Arrays.copyOfRange(content, 1, content.length);
    return switch (content[0]) {
      case UTF_16 -> new String(text, StandardCharsets.UTF_16);
      case UTF_16_BIG_ENDIAN -> new String(text, StandardCharsets.UTF_16BE);
      case UTF_8 -> Text.utf8Cut(text);
      default -> Text.isLatin(legacy) ? new String(text, legacy) : Text.utf8(text, legacy);
    };
  }

  /** Zeros at the end divide nothing. */
  private static List<byte[]> texts(byte[] content, int start) {
    int end = content.length;
    while (end > start && content[end - 1] == 0) {
      end--;
    }
    List<byte[]> texts = new ArrayList<>();
    int from = start;
    for (int i = start; i <= end; i++) {
      if (i == end || content[i] == 0) {
        texts.add(Arrays.copyOfRange(content, from, i));
        from = i + 1;
      }
    }
    return texts;
  }
}
