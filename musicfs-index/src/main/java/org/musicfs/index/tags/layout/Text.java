package org.musicfs.index.tags.layout;

import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.musicfs.index.text.LegacyText;

/** Bytes to text, as forgiving as tags need. */
final class Text {
  private Text() {}

  /** UTF-8 as it should be; what is not well-formed is taken for Windows-1252. */
  static String utf8(byte[] bytes) {
    return utf8(bytes, LegacyText.WINDOWS_1252);
  }

  /** As by {@link LegacyText#decode}. */
  static String utf8(byte[] bytes, Charset legacy) {
    return LegacyText.decode(bytes, legacy);
  }

  /** The remaining bytes of {@code buffer} by {@link #utf8(byte[])}. */
  static String utf8(ByteBuffer buffer) {
    return utf8(buffer, LegacyText.WINDOWS_1252);
  }

  /** The remaining bytes of {@code buffer} by {@link #utf8(byte[], Charset)}. */
  static String utf8(ByteBuffer buffer, Charset legacy) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.get(bytes);
    return utf8(bytes, legacy);
  }

  /** UTF-8 by {@link #utf8(byte[])} that may have been cut within its last character. */
  static String utf8Cut(byte[] bytes) {
    int last = bytes.length;
    while (last > 0 && bytes.length - last < 3 && (bytes[last - 1] & 0xc0) == 0x80) {
      last--;
    }
    int lead = last == 0 ? 0 : bytes[last - 1] & 0xff;
    int length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : lead >= 0xc0 ? 2 : 1;
    boolean cut = last > 0 && length > bytes.length - last + 1;
    return utf8(cut ? Arrays.copyOf(bytes, last - 1) : bytes);
  }

  /** Whether text of this encoding is what tags call Latin-1 anyway. */
  static boolean isLatin(Charset charset) {
    return charset.equals(LegacyText.WINDOWS_1252) || charset.equals(StandardCharsets.ISO_8859_1);
  }

  static String latin1(byte[] bytes, int offset, int length) {
    return new String(bytes, offset, length, StandardCharsets.ISO_8859_1);
  }

  /** The next {@code length} bytes as ISO 8859-1: four-character codes and the like. */
  static String latin1(ByteBuffer buffer, int length) {
    byte[] bytes = new byte[length];
    buffer.get(bytes);
    return latin1(bytes, 0, length);
  }

  /** {@code code} for a message: printable characters only. */
  static String printable(String code) {
    return code.replaceAll("[^\\x20-\\x7e\\xa1-\\xff]", "?");
  }
}
