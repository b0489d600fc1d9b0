package org.musicfs.core.cut;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CrcTest {
  @Test
  void sumsAreThoseCountedBitByBit() {
    Random random = new Random(1);
    for (int length = 0; length < 200; length++) {
      byte[] bytes = new byte[length];
      random.nextBytes(bytes);
      int whole = FlacMaker.crc(bytes, 16, 0x8005);
      int cut = random.nextInt(length + 1);

      assertThat(Crc.crc8(bytes, 0, length)).isEqualTo(FlacMaker.crc(bytes, 8, 0x07));
      assertThat(Crc.crc16(0, bytes, 0, length)).isEqualTo(whole);
      assertThat(Crc.crc16(Crc.crc16(0, bytes, 0, cut), bytes, cut, length)).isEqualTo(whole);
      byte[] longer = Arrays.copyOf(bytes, length + 3 * cut);
      assertThat(Crc.withZeros(whole, 3 * cut)).isEqualTo(FlacMaker.crc(longer, 16, 0x8005));
    }
  }

  @Test
  void everyNumberIsReadAsItWasWritten() {
    Random random = new Random(1);
    for (int i = 0; i < 20_000; i++) {
      long number = random.nextLong() >>> 28 + random.nextInt(36);
      byte[] bytes = new byte[9];
      CodedNumber.write(number, bytes, 1);

      assertThat(CodedNumber.read(bytes, 1)).isEqualTo(number);
      assertThat(bytes[1 + CodedNumber.length(number)]).isZero();
    }
    assertThat(CodedNumber.length((1L << 36) - 1)).isEqualTo(7);
    assertThat(CodedNumber.read(new byte[] {(byte) 0xc1, (byte) 0x81}, 0))
        .isEqualTo(CodedNumber.INVALID);
  }
}
