package org.musicfs.index.text;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/** Bytes to text, where nothing or nobody reliable says what it was written in. */
public final class LegacyText {
  /** What most text is in that is no UTF-8. */
  public static final Charset WINDOWS_1252 = Charset.forName("windows-1252");

  private static final char BYTE_ORDER_MARK = '\ufeff';

  private LegacyText() {}

  /** UTF-8 if it is well-formed, else what it was written in before there was UTF-8. */
  public static String decode(byte[] bytes, Charset legacy) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      return new String(bytes, legacy);
    }
  }

  /**
   * The text of a whole file, without the byte order mark it may begin with; in UTF-16 if that says
   * so, else as by {@link #decode}.
   */
  public static String ofFile(byte[] bytes, Charset legacy) {
    boolean utf16 =
        bytes.length >= 2
            && ((bytes[0] == (byte) 0xff && bytes[1] == (byte) 0xfe)
                || (bytes[0] == (byte) 0xfe && bytes[1] == (byte) 0xff));
    String text = utf16 ? new String(bytes, StandardCharsets.UTF_16) : decode(bytes, legacy);
    return !text.isEmpty() && text.charAt(0) == BYTE_ORDER_MARK ? text.substring(1) : text;
  }
}
