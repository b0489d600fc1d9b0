package org.musicfs.core.cut;

/**
 * The number in a frame's header, written as UTF-8 would write a character, with up to 36 bits (RFC
 * 9639, section 9.1.5). Always the shortest form.
 */
final class CodedNumber {
  static final int MAX_BYTES = 7;

  /** What cannot be read. */
  static final long INVALID = -1;

  private CodedNumber() {}

  /** Bytes that {@code number} takes. */
  static int length(long number) {
    int bits = 64 - Long.numberOfLeadingZeros(number);
    return bits <= 7 ? 1 : (bits + 3) / 5;
  }

  static void write(long number, byte[] into, int at) {
    int length = length(number);
    if (length == 1) {
      into[at] = (byte) number;
      return;
    }
    long rest = number;
    for (int i = length - 1; i > 0; i--) {
      into[at + i] = (byte) (0x80 | (rest & 0x3f));
      rest >>= 6;
    }
    into[at] = (byte) ((0xff00 >> length) | rest);
  }

  /** The number at {@code at}, or {@link #INVALID}; the bytes hold one of any length. */
  static long read(byte[] bytes, int at) {
    int first = bytes[at];
    if (first >= 0) {
      return first;
    }
    int length = Integer.numberOfLeadingZeros(~first << 24);
    if (length == 1 || length > MAX_BYTES) {
      return INVALID;
    }
    long number = first & (0x7f >> length);
    for (int i = 1; i < length; i++) {
      if ((bytes[at + i] & 0xc0) != 0x80) {
        return INVALID;
      }
      number = number << 6 | (bytes[at + i] & 0x3f);
    }
    return length(number) == length ? number : INVALID;
  }
}
