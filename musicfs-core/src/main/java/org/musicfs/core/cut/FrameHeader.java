package org.musicfs.core.cut;

import java.util.Optional;

/**
 * The header of a frame (RFC 9639, section 9.1): {@code 15 bits sync code, 1 blocking strategy, 4
 * block size, 4 sample rate, 4 channels, 3 bit depth, 1 zero, the coded number, 0 to 2 bytes block
 * size, 0 to 2 bytes sample rate, 8 bits checksum}.
 *
 * @param variable whether the number is that of the first sample, not that of the frame
 * @param blockSize samples per channel
 * @param channels 1 to 8
 * @param bits per sample; 0 if they are those of the stream
 * @param number see {@code variable}
 * @param length bytes of the header
 */
record FrameHeader(
    boolean variable, int blockSize, int channels, int bits, long number, int length) {
  static final int MAX_BYTES = 4 + CodedNumber.MAX_BYTES + 2 + 2 + 1;

  /** Bytes before the number. */
  static final int NUMBER_AT = 4;

  private static final int[] BITS = {0, 8, 12, -1, 16, 20, 24, 32};

  /** Whether two bytes are a sync code. */
  static boolean isSync(byte[] bytes, int at) {
    return bytes[at] == (byte) 0xff && (bytes[at + 1] & 0xfe) == 0xf8;
  }

  /** The header at {@code at}; empty if there is none before {@code end}. */
  static Optional<FrameHeader> read(byte[] bytes, int at, int end) {
    if (end - at < NUMBER_AT + 1 || !isSync(bytes, at)) {
      return Optional.empty();
    }
    int sizeCode = (bytes[at + 2] >> 4) & 0xf;
    int rateCode = bytes[at + 2] & 0xf;
    int channelCode = (bytes[at + 3] >> 4) & 0xf;
    int bits = BITS[(bytes[at + 3] >> 1) & 7];
    boolean reserved =
        sizeCode == 0 || rateCode == 15 || channelCode > 10 || bits < 0 || (bytes[at + 3] & 1) != 0;
    int first = bytes[at + NUMBER_AT];
    int numberBytes = first >= 0 ? 1 : Integer.numberOfLeadingZeros(~first << 24);
    int sizeBytes = sizeCode == 6 ? 1 : sizeCode == 7 ? 2 : 0;
    int rateBytes = rateCode == 12 ? 1 : rateCode == 13 || rateCode == 14 ? 2 : 0;
    int length = NUMBER_AT + numberBytes + sizeBytes + rateBytes + 1;
    if (reserved || end - at < length) {
      return Optional.empty();
    }
    long number = CodedNumber.read(bytes, at + NUMBER_AT);
    int last = at + length - 1;
    if (number < 0 || Crc.crc8(bytes, at, last) != (bytes[last] & 0xff)) {
      return Optional.empty();
    }
    int blockSize = blockSize(sizeCode, bytes, at + NUMBER_AT + numberBytes);
    int channels = channelCode < 8 ? channelCode + 1 : 2;
    boolean variable = (bytes[at + 1] & 1) != 0;
    return Optional.of(new FrameHeader(variable, blockSize, channels, bits, number, length));
  }

  private static int blockSize(int code, byte[] bytes, int at) {
    return switch (code) {
      case 1 -> 192;
      case 2, 3, 4, 5 -> 144 << code;
      case 6 -> (bytes[at] & 0xff) + 1;
      case 7 -> ((bytes[at] & 0xff) << 8 | (bytes[at + 1] & 0xff)) + 1;
      default -> 1 << code;
    };
  }

  /**
   * This header with another number and the checksum that belongs to it.
   *
   * @param frame where the header's bytes are, from {@code at} on
   */
  byte[] renumbered(byte[] frame, int at, long number) {
    int before = CodedNumber.length(this.number);
    int now = CodedNumber.length(number);
    byte[] header = new byte[length - before + now];
    System.arraycopy(frame, at, header, 0, NUMBER_AT);
    CodedNumber.write(number, header, NUMBER_AT);
    int rest = NUMBER_AT + before;
    System.arraycopy(frame, at + rest, header, NUMBER_AT + now, length - rest - 1);
    header[header.length - 1] = (byte) Crc.crc8(header, 0, header.length - 1);
    return header;
  }
}
