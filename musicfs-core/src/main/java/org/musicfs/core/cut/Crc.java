package org.musicfs.core.cut;

/**
 * The two checksums of a FLAC frame (RFC 9639, sections 9.1.8 and 9.3): polynomials x^8 + x^2 + x +
 * 1 and x^16 + x^15 + x^2 + 1, highest bit first, from 0, not inverted. Therefore the checksum of
 * bytes followed by their own checksum is 0, and that of the difference of two messages is the
 * difference of theirs.
 */
final class Crc {
  private static final int POLYNOMIAL_8 = 0x107;
  private static final int POLYNOMIAL_16 = 0x1_8005;

  /** x^8: what a further byte multiplies by. */
  private static final int ONE_BYTE = 0x100;

  private static final byte[] EIGHT = eight();

  /** For k from 0 to 7, at 256 k + b: the checksum of the byte b and k zeros after it. */
  private static final char[] SIXTEEN = sixteen();

  private Crc() {}

  private static byte[] eight() {
    byte[] table = new byte[256];
    for (int i = 0; i < 256; i++) {
      int crc = i;
      for (int bit = 0; bit < 8; bit++) {
        crc <<= 1;
        crc ^= (crc & 0x100) == 0 ? 0 : POLYNOMIAL_8;
      }
      table[i] = (byte) crc;
    }
    return table;
  }

  private static char[] sixteen() {
    char[] table = new char[8 * 256];
    for (int i = 0; i < 256; i++) {
      int crc = i << 8;
      for (int zeros = 0; zeros < 8; zeros++) {
        for (int bit = 0; bit < 8; bit++) {
          crc <<= 1;
          crc ^= (crc & 0x1_0000) == 0 ? 0 : POLYNOMIAL_16;
        }
        table[(zeros << 8) | i] = (char) crc;
      }
    }
    return table;
  }

  static int crc8(byte[] bytes, int from, int to) {
    int crc = 0;
    for (int i = from; i < to; i++) {
      crc = EIGHT[(crc ^ bytes[i]) & 0xff];
    }
    return crc & 0xff;
  }

  /** The checksum of what {@code crc} is the checksum of, and these bytes after it. */
  static int crc16(int crc, byte[] bytes, int from, int to) {
    char[] table = SIXTEEN;
    int c = crc;
    int i = from;
    for (; i <= to - 8; i += 8) {
      c =
          table[(7 << 8) | ((bytes[i] ^ (c >> 8)) & 0xff)]
              ^ table[(6 << 8) | ((bytes[i + 1] ^ c) & 0xff)]
              ^ table[(5 << 8) | (bytes[i + 2] & 0xff)]
              ^ table[(4 << 8) | (bytes[i + 3] & 0xff)]
              ^ table[(3 << 8) | (bytes[i + 4] & 0xff)]
              ^ table[(2 << 8) | (bytes[i + 5] & 0xff)]
              ^ table[(1 << 8) | (bytes[i + 6] & 0xff)]
              ^ table[bytes[i + 7] & 0xff];
    }
    for (; i < to; i++) {
      c = ((c << 8) & 0xff00) ^ table[(bytes[i] ^ (c >> 8)) & 0xff];
    }
    return c;
  }

  /** The checksum of 16 bits of what {@code crc} is the checksum of, and so many zeros after it. */
  static int withZeros(int crc, int zeroBytes) {
    int result = crc;
    int power = ONE_BYTE;
    for (int n = zeroBytes; n > 0; n >>= 1) {
      if ((n & 1) != 0) {
        result = times(result, power);
      }
      power = times(power, power);
    }
    return result;
  }

  private static int times(int a, int b) {
    int product = 0;
    for (int bit = 15; bit >= 0; bit--) {
      product <<= 1;
      product ^= (product & 0x1_0000) == 0 ? 0 : POLYNOMIAL_16;
      product ^= ((a >> bit) & 1) == 0 ? 0 : b;
    }
    return product;
  }
}
