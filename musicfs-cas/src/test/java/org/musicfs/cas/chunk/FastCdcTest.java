package org.musicfs.cas.chunk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.musicfs.cas.Fixture;

class FastCdcTest {
  private static final int MIB = 1 << 20;

  private static final List<Integer> GOLDEN =
      List.of(
          66397, 66014, 121338, 82739, 35012, 67492, 125315, 54341, 78273, 79473, 67762, 132357,
          72063);

  private static List<Integer> lengths(FastCdc cdc, byte[] data, int offset, int length) {
    List<Integer> lengths = new ArrayList<>();
    for (int at = 0; at < length; at += lengths.getLast()) {
      lengths.add(cdc.cut(data, offset + at, length - at));
    }
    return lengths;
  }

  private static List<ChunkId> chunks(byte[] data) {
    List<ChunkId> chunks = new ArrayList<>();
    int at = 0;
    for (int length : lengths(FastCdc.STANDARD, data, 0, data.length)) {
      chunks.add(ChunkId.of(data, at, length));
      at += length;
    }
    return chunks;
  }

  /** Some bytes that repeat and some that do not, as tags and padding. */
  private static byte[] mixed(long seed, int length) {
    Random random = new Random(seed);
    byte[] data = Fixture.random(seed, length);
    for (int i = 0; i < 4 && length > 0; i++) {
      int from = random.nextInt(length);
      Arrays.fill(data, from, from + random.nextInt(length - from), (byte) random.nextInt(3));
    }
    return data;
  }

  @Test
  void chunksKeepTheirBoundsAndTogetherAreTheWhole() {
    FastCdc tiny = new FastCdc(2, 8, 20);
    for (int seed = 0; seed < 400; seed++) {
      byte[] data = mixed(seed, seed);
      List<Integer> lengths = lengths(tiny, data, 0, data.length);
      assertThat(lengths.stream().mapToInt(n -> n).sum()).isEqualTo(data.length);
      for (int i = 0; i < lengths.size(); i++) {
        boolean isLast = i == lengths.size() - 1;
        assertThat(lengths.get(i)).as("seed %d, chunk %d", seed, i).isBetween(isLast ? 1 : 2, 20);
      }
    }
  }

  @Test
  void aChunkEndsWhereTheDefinitionSaysByteByByte() {
    FastCdc tiny = new FastCdc(3, 16, 64);
    for (int seed = 0; seed < 300; seed++) {
      byte[] data = Fixture.random(seed, 80);
      for (int length = 1; length <= 80; length++) {
        assertThat(tiny.cut(data, 0, length))
            .as("seed %d, length %d", seed, length)
            .isEqualTo(byDefinition(data, length));
      }
    }
  }

  /** The published algorithm a byte a step, table and masks made in another way. */
  private static int byDefinition(byte[] data, int length) {
    long[] gear = new long[256];
    long state = 0x6d75_7369_6366_7331L;
    for (int i = 0; i < 256; i++) {
      state += 0x9e37_79b9_7f4a_7c15L;
      long z = (state ^ state >>> 30) * 0xbf58_476d_1ce4_e5b9L;
      z = (z ^ z >>> 27) * 0x94d0_49bb_1331_11ebL;
      gear[i] = z ^ z >>> 31;
    }
    long hash = 0;
    for (int i = 3; i < Math.min(length, 64); i++) {
      hash = (hash << 1) + gear[data[i] & 0xff];
      int bits = i < 16 ? 6 : 2;
      boolean isZero = true;
      for (int bit = 62; bit > 62 - 3 * bits; bit -= 3) {
        isZero &= (hash >>> bit & 1) == 0;
      }
      if (isZero) {
        return i + 1;
      }
    }
    return Math.min(length, 64);
  }

  @Test
  void whereItCutsDependsOnTheBytesAloneAndIsTheSameForEver() {
    byte[] data = Fixture.random(4, MIB);
    List<Integer> lengths = lengths(FastCdc.STANDARD, data, 0, MIB);
    byte[] elsewhere = new byte[MIB + 100];
    Arrays.fill(elsewhere, (byte) 77);
    System.arraycopy(data, 0, elsewhere, 33, MIB);
    assertThat(lengths(FastCdc.STANDARD, elsewhere, 33, MIB)).isEqualTo(lengths);
    assertThat(lengths).as("what stored manifests were cut by").isEqualTo(GOLDEN);
  }

  @Test
  void bytesPutInNearTheFrontLeaveNearlyAllChunksAsTheyWere() {
    byte[] data = Fixture.random(5, 8 * MIB);
    Set<ChunkId> before = new HashSet<>(chunks(data));
    for (int more : new int[] {1, 13, 700, 70_000}) {
      byte[] longer = new byte[data.length + more];
      System.arraycopy(data, 0, longer, 0, 100);
      System.arraycopy(Fixture.random(more, more), 0, longer, 100, more);
      System.arraycopy(data, 100, longer, 100 + more, data.length - 100);
      List<ChunkId> after = chunks(longer);
      long shared = after.stream().filter(before::contains).mapToLong(ChunkId::length).sum();
      assertThat(shared).as("%d bytes more", more).isGreaterThan(7L * MIB);
    }
  }

  @Test
  void theLengthsOfChunksLieAroundTheAverage() {
    byte[] data = Fixture.random(6, 32 * MIB);
    List<Integer> lengths = lengths(FastCdc.STANDARD, data, 0, data.length);
    double average = (double) data.length / lengths.size();
    assertThat(average).isBetween(56.0 * 1024, 84.0 * 1024);
    long middling = lengths.stream().filter(n -> n >= 32 << 10 && n <= 128 << 10).count();
    assertThat(middling).isGreaterThan(lengths.size() * 3L / 4);
    assertThat(lengths).as("cut by the content, not by the bound").doesNotContain(256 << 10);
  }

  @Test
  void bytesThatAreAllTheSameAreCutAtTheMaximum() {
    byte[] data = new byte[MIB];
    assertThat(lengths(FastCdc.STANDARD, data, 0, MIB)).containsOnly(256 << 10);
  }

  @Test
  void sizesThatDoNotFitEachOtherAreRefused() {
    for (int[] sizes :
        new int[][] {{0, 8, 16}, {16, 8, 32}, {2, 12, 32}, {2, 16, 8}, {2, 128 << 10, 256 << 10}}) {
      assertThatThrownBy(() -> new FastCdc(sizes[0], sizes[1], sizes[2]))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }
}
