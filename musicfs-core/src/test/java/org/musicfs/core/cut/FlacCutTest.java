package org.musicfs.core.cut;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class FlacCutTest {
  private static final long SEED = 20261127L;
  private static final FlacMaker FIXED = FlacMaker.fixed(SEED, 300, 192, 33);
  private static final FlacMaker VARYING = FlacMaker.varying(SEED, 300);

  /** Its frames are larger than what is read at once. */
  private static final FlacMaker LARGE =
      new FlacMaker(SEED, true, 65_535, 64_000, 65_535, 16, 65_535);

  private static Cut cut(FlacMaker made, byte[] file, int from, int to, String... comments)
      throws Exception {
    FlacFrames frames = FlacFrames.scan(new HeldFile(file), file.length);
    return frames.cut(made.firstSample(from), made.firstSample(to), List.of(comments));
  }

  @Test
  void aCutIsWhatAnEncoderWouldHaveMadeOfItsFrames() throws Exception {
    for (FlacMaker made : List.of(FIXED, VARYING)) {
      HeldFile whole = new HeldFile(made.file());
      for (int from : new int[] {0, 1, 127, 128, 129, 140, 299}) {
        for (int to : new int[] {1, 128, 130, 299, 300}) {
          if (from < to) {
            Cut cut = cut(made, whole.bytes, from, to, "TITLE=Ä", "ARTIST=b=c");
            byte[] expected = made.cut(from, to, "TITLE=Ä", "ARTIST=b=c");
            assertThat(cut.sizeBytes()).isEqualTo(expected.length);
            assertThat(HeldFile.all(cut, whole)).isEqualTo(expected);
          }
        }
      }
    }
  }

  @Test
  void longFramesAreCutToo() throws Exception {
    HeldFile whole = new HeldFile(LARGE.file());
    for (int from = 0; from < 5; from++) {
      assertThat(HeldFile.all(cut(LARGE, whole.bytes, from, 5), whole))
          .isEqualTo(LARGE.cut(from, 5));
    }
  }

  @Test
  void partsThatFollowOneAnotherShareNothingAndLoseNothing() throws Exception {
    Random random = new Random(SEED);
    for (FlacMaker made : List.of(FIXED, VARYING)) {
      HeldFile whole = new HeldFile(made.file());
      FlacFrames frames = FlacFrames.scan(whole, whole.bytes.length);
      for (int round = 0; round < 20; round++) {
        long at = 0;
        int frame = 0;
        while (at < frames.totalSamples()) {
          long to = Math.min(at + 2_000 + random.nextInt(20_000), frames.totalSamples());
          int next = frame;
          while (next < made.count() && made.firstSample(next + 1) <= to) {
            next++;
          }
          byte[] cut = HeldFile.all(frames.cut(at, to, List.of()), whole);
          assertThat(cut).isEqualTo(made.cut(frame, next));
          at = to;
          frame = next;
        }
        assertThat(frame).isEqualTo(made.count());
      }
    }
  }

  @Test
  void readingAnywhereGivesWhatReadingAllGives() throws Exception {
    Random random = new Random(SEED);
    for (FlacMaker made : List.of(FIXED, VARYING, LARGE)) {
      HeldFile whole = new HeldFile(made.file());
      Cut cut = cut(made, whole.bytes, made.count() / 5, made.count(), "TITLE=x");
      byte[] all = made.cut(made.count() / 5, made.count(), "TITLE=x");
      for (int i = 0; i < (made == LARGE ? 200 : 5_000); i++) {
        int offset = random.nextInt(all.length + 20);
        int length = random.nextInt(random.nextInt(20) == 0 ? all.length : 600);
        ByteBuffer into =
            random.nextBoolean()
                ? ByteBuffer.allocate(length + 7)
                : ByteBuffer.allocateDirect(length + 7);
        into.position(3).limit(3 + length);
        whole.reads.clear();
        int read = cut.read(whole, offset, into);

        assertThat(read).isEqualTo(Math.clamp(all.length - offset, 0, length));
        assertThat(into.position()).isEqualTo(3 + read);
        byte[] got = new byte[read];
        into.get(3, got);
        assertThat(got)
            .isEqualTo(
                Arrays.copyOfRange(
                    all, Math.min(offset, all.length), Math.min(offset, all.length) + read));
        assertNeeded(cut.needs(offset, length), whole.reads);
      }
    }
  }

  private static void assertNeeded(Optional<Cut.Span> needs, List<Cut.Span> reads) {
    assertThat(needs.isPresent()).isEqualTo(!reads.isEmpty());
    if (needs.isPresent()) {
      Cut.Span last = reads.getLast();
      assertThat(reads.getFirst().offset()).isEqualTo(needs.get().offset());
      assertThat(last.offset() + last.length())
          .isEqualTo(needs.get().offset() + needs.get().length());
    }
  }

  @Test
  void severalThreadsReadOneCut() throws Exception {
    HeldFile whole = new HeldFile(VARYING.file());
    Cut cut = cut(VARYING, whole.bytes, 100, 250);
    byte[] all = VARYING.cut(100, 250);
    try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
      List<Future<Boolean>> results = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        results.add(threads.submit(() -> Arrays.equals(HeldFile.all(cut, whole), all)));
      }
      for (Future<Boolean> result : results) {
        assertThat(result.get()).isTrue();
      }
    }
  }

  @Test
  void aCutThatWasKeptReadsTheSame() throws Exception {
    for (FlacMaker made : List.of(FIXED, VARYING)) {
      HeldFile whole = new HeldFile(made.file());
      Cut cut = cut(made, whole.bytes, 77, 300, "TITLE=Ä", "DATE=1999");
      byte[] kept = cut.encode();
      Cut again = Cut.decode(kept);

      assertThat(HeldFile.all(again, whole)).isEqualTo(HeldFile.all(cut, whole));
      assertThat(again.encode()).isEqualTo(kept);
      assertThat(kept.length).isLessThan(1_100);
      for (int length = 0; length < kept.length; length++) {
        byte[] shorter = Arrays.copyOf(kept, length);
        assertThatThrownBy(() -> Cut.decode(shorter)).isInstanceOf(IllegalArgumentException.class);
      }
    }
  }

  @Test
  void anyChangedByteOfAFrameIsNoticedWhereItIsReadAndNowhereElse() throws Exception {
    FlacMaker made = FlacMaker.varying(SEED, 30);
    byte[] file = made.plainFile();
    Cut cut = cut(made, file, 10, 20);
    int frameAt = file.length - made.frames(10, 30).length;
    int behind = made.cut(10, 11).length;
    Random random = new Random(SEED);
    for (int i = 0; i < 2_000; i++) {
      byte[] damaged = file.clone();
      int at = frameAt + random.nextInt(made.frame(10, 0).length);
      damaged[at] ^= (byte) (1 + random.nextInt(255));
      HeldFile whole = new HeldFile(damaged);
      assertThatThrownBy(() -> cut.read(whole, behind - 1, ByteBuffer.allocate(1)))
          .isInstanceOf(ChangedFileException.class);
      assertThat(cut.read(whole, behind, ByteBuffer.allocate(1_000_000))).isPositive();
    }
  }

  @Test
  void aFileThatGotShorterIsAnErrorOfTheFile() throws Exception {
    byte[] file = FIXED.file();
    Cut cut = cut(FIXED, file, 10, 300);
    HeldFile shorter = new HeldFile(Arrays.copyOf(file, file.length - 1));
    assertThatThrownBy(() -> HeldFile.all(cut, shorter)).isInstanceOf(IOException.class);
  }

  @Test
  void whereNoFrameBeginsThereIsNoTrack() throws Exception {
    byte[] file = FIXED.file();
    FlacFrames frames = FlacFrames.scan(new HeldFile(file), file.length);
    assertThatThrownBy(() -> frames.cut(200, 300, List.of()))
        .isInstanceOf(UncuttableException.class)
        .hasMessage("no frame of it begins from sample 200 to 300");
    assertThatThrownBy(() -> frames.cut(0, 200, List.of("TITLE=" + "x".repeat(1 << 24))))
        .isInstanceOf(UncuttableException.class);
    for (long[] range : new long[][] {{-1, 5}, {5, 5}, {0, frames.totalSamples() + 1}}) {
      assertThatThrownBy(() -> frames.cut(range[0], range[1], List.of()))
          .isInstanceOf(IllegalArgumentException.class);
    }
    for (String comment : new String[] {"=x", "TITLE", "Ä=x"}) {
      assertThatThrownBy(() -> frames.cut(0, 5_000, List.of(comment)))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }
}
