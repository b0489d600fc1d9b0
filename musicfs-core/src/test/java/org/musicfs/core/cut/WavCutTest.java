package org.musicfs.core.cut;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class WavCutTest {
  private static final int SAMPLES = 1_001;

  private static byte[] chunk(String id, int length, byte[] data) {
    ByteBuffer chunk = ByteBuffer.allocate(8 + data.length + (data.length & 1));
    chunk.order(ByteOrder.LITTLE_ENDIAN);
    return chunk.put(id.getBytes(StandardCharsets.US_ASCII)).putInt(length).put(data).array();
  }

  private static byte[] chunk(String id, byte[] data) {
    return chunk(id, data.length, data);
  }

  private static byte[] format(int coding, int channels, int bits, int length) {
    int block = channels * ((bits + 7) / 8);
    ByteBuffer format = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    format.putShort((short) coding).putShort((short) channels).putInt(48_000);
    format.putInt(48_000 * block).putShort((short) block).putShort((short) bits);
    if (length == 40) {
      format.putShort((short) 22).putShort((short) bits).putInt(3).putShort((short) 1);
      format.put(new byte[] {0, 0, 0, 0, 16, 0, -128, 0, 0, -86, 0, 56, -101, 113});
    }
    return format.array();
  }

  private static byte[] noise(int length) {
    byte[] noise = new byte[length];
    new Random(length).nextBytes(noise);
    return noise;
  }

  private static byte[] file(String id, byte[]... chunks) {
    byte[] all = FlacMaker.join(chunks);
    return FlacMaker.join(
        chunk(id, all.length + 4, "WAVE".getBytes(StandardCharsets.US_ASCII)), all);
  }

  private static Cuttable scan(byte[] file) throws IOException, UncuttableException {
    return Cuttable.scan(new HeldFile(file), file.length);
  }

  @Test
  void aCutIsAFileOfTheSamplesAndNothingElse() throws Exception {
    for (int[] f :
        new int[][] {{1, 2, 16, 16}, {1, 1, 24, 18}, {0xfffe, 2, 24, 40}, {3, 2, 32, 18}}) {
      byte[] format = format(f[0], f[1], f[2], f[3]);
      int block = f[1] * f[2] / 8;
      byte[] audio = noise(SAMPLES * block);
      byte[] file =
          file("RIFF", chunk("bext", noise(603)), chunk("fmt ", format), chunk("data", audio));
      HeldFile whole = new HeldFile(file);
      Cuttable cuttable = scan(file);
      assertThat(cuttable.totalSamples()).isEqualTo(SAMPLES);
      assertThat(cuttable.sampleRateHz()).isEqualTo(48_000);

      byte[] kept = f[0] == 1 ? Arrays.copyOf(format, 16) : format;
      byte[] slice = Arrays.copyOfRange(audio, 10 * block, 500 * block);
      Cut cut = Cuttable.decode(cuttable.encode()).cut(10, 500, List.of());
      assertThat(HeldFile.all(cut, whole))
          .isEqualTo(file("RIFF", chunk("fmt ", kept), chunk("data", slice)));
      assertThat(HeldFile.all(Cut.decode(cut.encode()), whole)).isEqualTo(HeldFile.all(cut, whole));
    }
  }

  @Test
  void tagsStandInFrontOfTheAudioAndAnOddEndIsPadded() throws Exception {
    byte[] audio = noise(SAMPLES);
    byte[] file = file("RIFF", chunk("fmt ", format(1, 1, 8, 16)), chunk("data", audio));
    Cut cut =
        scan(file)
            .cut(3, 10, List.of("TITLE=Ä", "artist=b", "ARTIST=c", "TRACKNUMBER=7", "X=y", "Z="));
    byte[] info =
        FlacMaker.join(
            "INFO".getBytes(StandardCharsets.US_ASCII),
            chunk("INAM", "Ä\0".getBytes(StandardCharsets.UTF_8)),
            chunk("IART", "b; c\0".getBytes(StandardCharsets.UTF_8)),
            chunk("ITRK", "7\0".getBytes(StandardCharsets.UTF_8)));
    byte[] expected =
        file(
            "RIFF",
            chunk("fmt ", format(1, 1, 8, 16)),
            chunk("LIST", info),
            chunk("data", Arrays.copyOfRange(audio, 3, 10)));
    HeldFile whole = new HeldFile(file);
    assertThat(HeldFile.all(cut, whole)).isEqualTo(expected);

    Random random = new Random(1);
    for (int i = 0; i < 3_000; i++) {
      int offset = random.nextInt(expected.length + 3);
      int length = random.nextInt(60);
      ByteBuffer into = ByteBuffer.allocate(length + 2).limit(length + 1).position(1);
      int read = cut.read(whole, offset, into);
      assertThat(read).isEqualTo(Math.clamp(expected.length - offset, 0, length));
      int from = Math.min(offset, expected.length);
      assertThat(Arrays.copyOfRange(into.array(), 1, 1 + read))
          .isEqualTo(Arrays.copyOfRange(expected, from, from + read));
      assertThat(into.position()).isEqualTo(1 + read);
    }
  }

  @Test
  void lengthsOf64BitsAreReadAndWritten() throws Exception {
    byte[] audio = noise(SAMPLES * 4);
    ByteBuffer sizes = ByteBuffer.allocate(28).order(ByteOrder.LITTLE_ENDIAN);
    sizes.putLong(0, 99).putLong(8, audio.length).putLong(16, SAMPLES);
    byte[] file =
        file(
            "RF64",
            chunk("ds64", sizes.array()),
            chunk("fmt ", format(1, 2, 16, 16)),
            chunk("data", -1, audio),
            chunk("LIST", new byte[100]));
    assertThat(scan(file).totalSamples()).isEqualTo(SAMPLES);

    long large = 3_000_000_000L;
    byte[] head = file("RIFF", chunk("fmt ", format(1, 2, 16, 16)), chunk("data", -1, new byte[0]));
    WholeFile zeros = (position, into) -> into.put(at(head, position, into.remaining()));
    Cuttable huge = Cuttable.scan(zeros, head.length + large * 4);
    Cut cut = huge.cut(0, large - 1, List.of());
    ByteBuffer start = ByteBuffer.allocate(100).order(ByteOrder.LITTLE_ENDIAN);
    cut.read(zeros, 0, start);

    assertThat(new String(start.array(), 0, 16, StandardCharsets.ISO_8859_1))
        .isEqualTo("RF64\u00ff\u00ff\u00ff\u00ffWAVEds64");
    assertThat(start.getLong(20)).isEqualTo(cut.sizeBytes() - 8);
    assertThat(start.getLong(28)).isEqualTo((large - 1) * 4);
    assertThat(start.getLong(36)).isEqualTo(large - 1);
    assertThat(start.getInt(76)).isEqualTo(-1);
    assertThat(cut.sizeBytes()).isEqualTo(80 + (large - 1) * 4);
    assertThat(cut.read(zeros, cut.sizeBytes() - 3, ByteBuffer.allocate(9))).isEqualTo(3);
  }

  private static byte[] at(byte[] head, long position, int length) {
    return position < head.length
        ? Arrays.copyOfRange(head, (int) position, (int) position + length)
        : new byte[length];
  }

  @Test
  void whatCannotBeCutIsRefusedWithAReason() {
    byte[] pcm = chunk("fmt ", format(1, 2, 16, 16));
    assertRefused(file("RIFF", pcm), "it ends at byte 36, before its audio");
    assertRefused(file("RIFF", chunk("data", noise(8))), "it does not say what its audio");
    assertRefused(file("RIFF", pcm, chunk("data", 99, noise(8))), "its audio is cut off");
    assertRefused(file("RIFF", pcm, chunk("data", noise(3))), "it holds no audio");
    assertRefused(
        file("RIFF", chunk("fmt ", format(85, 2, 16, 30)), chunk("data", noise(8))),
        "its audio is not uncompressed");
    assertRefused(
        file("RIFF", chunk("fmt ", format(1, 0, 16, 16)), chunk("data", noise(8))),
        "what it says of its audio cannot be");
    assertRefused("RIFFxxxxAVI ".getBytes(StandardCharsets.US_ASCII), "it is no WAVE file");
    assertRefused(new byte[0], "it ends at byte 0");
  }

  private static void assertRefused(byte[] file, String reason) {
    assertThatThrownBy(() -> scan(file))
        .isInstanceOf(UncuttableException.class)
        .hasMessageStartingWith(reason);
  }

  @Test
  void noRubbishHangsTheScanOrBreaksIt() throws IOException {
    byte[] file = file("RIFF", chunk("fmt ", format(0xfffe, 2, 16, 40)), chunk("data", noise(80)));
    Random random = new Random(2);
    int accepted = 0;
    for (int i = 0; i < 5_000; i++) {
      byte[] damaged = Arrays.copyOf(file, random.nextInt(4) == 0 ? random.nextInt(140) : 140);
      for (int n = random.nextInt(3); n >= 0 && damaged.length > 0; n--) {
        damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
      }
      try {
        Cuttable found = scan(damaged);
        HeldFile.all(found.cut(0, found.totalSamples(), List.of()), new HeldFile(damaged));
        accepted++;
      } catch (UncuttableException e) {
        assertThat(e).hasMessageMatching("[a-z].*");
      }
    }
    assertThat(accepted).isBetween(1, 4_000);
  }
}
