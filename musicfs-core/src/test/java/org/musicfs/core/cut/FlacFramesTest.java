package org.musicfs.core.cut;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FlacFramesTest {
  private static final long SEED = 20261127L;

  private static FlacFrames scan(byte[] file) throws IOException, UncuttableException {
    return FlacFrames.scan(new HeldFile(file), file.length);
  }

  private static void assertFound(FlacMaker made, int before, byte[] file) throws Exception {
    FlacFrames found = scan(file);

    assertThat(found.count()).isEqualTo(made.count());
    assertThat(found.totalSamples()).isEqualTo(made.firstSample(made.count()));
    assertThat(found.sampleRateHz()).isEqualTo(FlacMaker.RATE);
    assertThat(found.channels()).isEqualTo(2);
    assertThat(found.bitDepth()).isEqualTo(16);
    long at = before + made.file().length - made.frames(0, made.count()).length;
    for (int i = 0; i < made.count(); i++) {
      assertThat(found.offset(i)).isEqualTo(at);
      assertThat(found.firstSample(i)).isEqualTo(made.firstSample(i));
      at += made.frame(i, 0).length;
    }
    FlacFrames again = (FlacFrames) Cuttable.decode(found.encode());
    assertThat(again.encode()).isEqualTo(found.encode());
    assertThat(again.totalSamples()).isEqualTo(found.totalSamples());
    assertThat(again.offset(made.count() - 1)).isEqualTo(found.offset(made.count() - 1));
  }

  @Test
  void theFramesOfAFileAreFoundWhateverTheyHold() throws Exception {
    for (int seed = 0; seed < 20; seed++) {
      FlacMaker fixed = FlacMaker.fixed(SEED + seed, 1 + 20 * seed, 192 + 7 * seed, 1 + 5 * seed);
      assertFound(fixed, 0, fixed.file());
      FlacMaker varying = FlacMaker.varying(SEED + seed, 1 + 20 * seed);
      assertFound(varying, 0, varying.file());
    }
  }

  @Test
  void framesThatAreLongerThanWhatIsHeldAreFound() throws Exception {
    FlacMaker long1 = new FlacMaker(SEED, true, 65_535, 60_000, 16, 65_535, 30_000);
    FlacMaker long2 = FlacMaker.fixed(SEED, 4, 65_535, 65_000);

    assertFound(long1, 0, long1.file());
    assertFound(long2, 0, long2.file());
  }

  @Test
  void tagsOfId3AroundTheFileArePassedOver() throws Exception {
    FlacMaker made = FlacMaker.fixed(SEED, 40, 576, 100);
    byte[] front = new byte[10 + 300];
    System.arraycopy(new byte[] {'I', 'D', '3', 4, 0, 0, 0, 0, 2, 44}, 0, front, 0, 10);
    byte[] behind = Arrays.copyOf("TAGabc".getBytes(StandardCharsets.US_ASCII), 128);

    assertFound(made, 310, FlacMaker.join(front, made.file()));
    assertFound(made, 0, FlacMaker.join(made.file(), behind));
    assertFound(made, 310, FlacMaker.join(front, made.file(), behind));
  }

  @Test
  void aFileThatDoesNotSayHowLongItIsIsReadToItsEnd() throws Exception {
    FlacMaker made = FlacMaker.varying(SEED, 60);
    byte[] behind = Arrays.copyOf("TAG".getBytes(StandardCharsets.US_ASCII), 128);
    byte[] file = made.file();
    Arrays.fill(file, 8 + 14, 8 + 18, (byte) 0);

    assertFound(made, 0, file);
    assertFound(made, 0, FlacMaker.join(file, behind));
  }

  @Test
  void theFileIsReadOnceFromItsStartToItsEnd() throws Exception {
    byte[] file = FlacMaker.fixed(SEED, 300, 4096, 11).file();
    HeldFile held = new HeldFile(file);
    FlacFrames.scan(held, file.length);

    long at = 0;
    for (Cut.Span read : held.reads) {
      assertThat(read.offset()).isGreaterThanOrEqualTo(at);
      at = read.offset() + read.length();
    }
    assertThat(at).isEqualTo(file.length);
    assertThat(held.reads.size()).isLessThan(file.length / (250 * 1024) + 3);
  }

  @Test
  void whatIsMissingOrTooMuchIsRefusedWithAReason() {
    FlacMaker made = FlacMaker.fixed(SEED, 30, 576, 100);
    byte[] file = made.file();
    byte[] shorter = Arrays.copyOf(file, file.length - made.frame(29, 0).length);

    assertRefused(new byte[0], "it ends at byte 0, before its audio");
    assertRefused("no music".getBytes(StandardCharsets.US_ASCII), "it is no FLAC file");
    assertRefused(Arrays.copyOf(file, 1000), "its metadata is damaged at byte 172");
    assertRefused(shorter, "it says that it has 16804 samples, and has 16704");
    assertRefused(
        Arrays.copyOf(file, file.length - 1), "it is damaged or cut off in the frame at byte");
    assertRefused(
        FlacMaker.join(file, new byte[300]), "it ends with zeros that belong to no frame");
    assertRefused(
        FlacMaker.join(file, made.frame(3, 0)), "the frame at byte " + file.length + " is not");
    assertRefused(
        FlacMaker.join(file, new byte[] {1}), "it is damaged or cut off in the frame at byte");
    byte[] twice = FlacMaker.join(shorter, made.frame(28, 0), made.frame(29, 0));
    assertRefused(twice, "the frame at byte " + shorter.length + " is not the one");
    byte[] saysLess = file.clone();
    saysLess[8 + 17] -= 100;
    assertRefused(saysLess, "the frame at byte " + shorter.length + " is not the one");
  }

  private static void assertRefused(byte[] file, String reason) {
    assertThatThrownBy(() -> scan(file))
        .isInstanceOf(UncuttableException.class)
        .hasMessageStartingWith(reason);
  }

  @Test
  void everyTruncationIsRefused() {
    byte[] file = FlacMaker.varying(SEED, 9).plainFile();
    for (int length = 0; length < file.length; length++) {
      byte[] shorter = Arrays.copyOf(file, length);
      assertThatThrownBy(() -> scan(shorter)).isInstanceOf(UncuttableException.class);
    }
  }

  @Test
  void aChangedByteInTheAudioIsRefused() {
    FlacMaker made = FlacMaker.fixed(SEED, 20, 200, 60);
    byte[] file = made.plainFile();
    int audio = made.frames(0, made.count()).length;
    Random random = new Random(SEED);
    for (int i = 0; i < 4_000; i++) {
      byte[] damaged = file.clone();
      int at = file.length - 1 - random.nextInt(audio);
      damaged[at] ^= (byte) (1 + random.nextInt(255));
      assertThatThrownBy(() -> scan(damaged))
          .as("byte %s", at)
          .isInstanceOf(UncuttableException.class);
    }
  }

  @Test
  void noRubbishHangsTheScanOrBreaksIt() throws IOException {
    byte[] small = FlacMaker.varying(SEED, 9).plainFile();
    Random random = new Random(SEED);
    int accepted = 0;
    for (int i = 0; i < 5_000; i++) {
      byte[] damaged = small.clone();
      for (int n = random.nextInt(4); n >= 0; n--) {
        int at = random.nextInt(random.nextBoolean() ? 60 : damaged.length);
        damaged[at] = (byte) (random.nextBoolean() ? 0xff : random.nextInt());
      }
      int length = random.nextInt(5) == 0 ? random.nextInt(damaged.length) : damaged.length;
      byte[] file = Arrays.copyOf(damaged, length);
      try {
        FlacFrames found = scan(file);
        HeldFile.all(found.cut(0, found.totalSamples(), List.of()), new HeldFile(file));
        accepted++;
      } catch (UncuttableException e) {
        assertThat(e).hasMessageMatching("[a-z].*");
      }
    }
    assertThat(accepted).isBetween(1, 4_000);
  }

  @Test
  void anIndexOfAHundredThousandFramesTakesTwoHundredKilobytes() {
    int count = 100_000;
    Random random = new Random(SEED);
    long[] offsets = new long[count + 1];
    offsets[0] = 8_000;
    IntStream.range(0, count)
        .forEach(i -> offsets[i + 1] = offsets[i] + 7_000 + random.nextInt(6_000));
    StreamInfo stream = StreamInfo.read(FlacMaker.fixed(SEED, 2, 4096, 1).streamInfo(0, 0, 0));
    FlacFrames frames = new FlacFrames(FrameRun.fixed(stream, 4096, offsets, 4096));

    byte[] encoded = frames.encode();
    assertThat(encoded).hasSizeLessThan(200_100);
    FlacFrames again = (FlacFrames) Cuttable.decode(encoded);
    assertThat(again.count()).isEqualTo(count);
    assertThat(again.offset(count - 1)).isEqualTo(offsets[count - 1]);
    assertThat(again.encode()).isEqualTo(encoded);
  }

  @Test
  void whatNobodyEncodedIsNotDecoded() throws Exception {
    byte[] encoded = scan(FlacMaker.varying(SEED, 9).file()).encode();
    Random random = new Random(SEED);
    for (int i = 0; i < 5_000; i++) {
      byte[] damaged = Arrays.copyOf(encoded, random.nextInt(encoded.length + 3));
      for (int n = random.nextInt(3); n > 0 && damaged.length > 0; n--) {
        damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
      }
      try {
        assertThat(((FlacFrames) Cuttable.decode(damaged)).count()).isPositive();
      } catch (IllegalArgumentException | ClassCastException e) {
        assertThat(e.getMessage()).isNotEmpty();
      }
    }
    for (int length = 0; length < encoded.length; length++) {
      byte[] shorter = Arrays.copyOf(encoded, length);
      assertThatThrownBy(() -> Cuttable.decode(shorter))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }
}
