package org.musicfs.cas.chunk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.musicfs.core.audio.Layout;
import org.musicfs.core.audio.Region;

class ChunkPlanTest {
  @Test
  void eachRegionIsCutFromItsOwnStartAndOnlyAudioIsUnprotected() {
    Layout layout =
        Layout.of(
            50,
            List.of(new Region(Region.Kind.PICTURE, 5, 9), new Region(Region.Kind.AUDIO, 20, 21)));
    ChunkPlan plan = ChunkPlan.of(layout, 8);
    StringBuilder cuts = new StringBuilder();
    for (int i = 0; i < plan.count(); i++) {
      cuts.append(plan.offset(i)).append('+').append(plan.length(i));
      cuts.append(plan.kind(i) == ChunkClass.PROTECTED ? "p " : "a ");
    }
    assertThat(cuts.toString().strip())
        .isEqualTo("0+5p 5+8p 13+1p 14+6p 20+8a 28+8a 36+5a 41+8p 49+1p");
  }

  @Test
  void everyByteLiesInTheChunkThatIsFoundForIt() {
    Random random = new Random(7);
    for (int size = 0; size < 60; size++) {
      int from = size < 3 ? 0 : random.nextInt(size / 2);
      Layout layout =
          size < 3
              ? Layout.unknown(size)
              : Layout.of(
                  size, List.of(new Region(Region.Kind.AUDIO, from, 1 + (size - from) / 2)));
      ChunkPlan plan = ChunkPlan.of(layout, 4);
      long end = 0;
      for (int i = 0; i < plan.count(); i++) {
        assertThat(plan.offset(i)).isEqualTo(end);
        assertThat(plan.length(i)).isBetween(1, 4);
        for (long at = end; at < end + plan.length(i); at++) {
          assertThat(plan.indexAt(at)).isEqualTo(i);
        }
        end += plan.length(i);
      }
      assertThat(end).isEqualTo(size);
    }
  }

  @Test
  void aLongFileIsCutCoarselyAndOneBeyondAllBoundsNotAtAll() {
    long hundredGiB = 100L << 30;
    assertThat(ChunkPlan.of(Layout.unknown(hundredGiB), 256 << 10).count())
        .isLessThanOrEqualTo(ChunkPlan.MAX_CHUNKS);
    assertThat(ChunkPlan.fits(hundredGiB)).isTrue();
    assertThat(ChunkPlan.fits(Long.MAX_VALUE)).isFalse();
    assertThatThrownBy(() -> ChunkPlan.of(Layout.unknown(Long.MAX_VALUE), 4))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void chunksAreAskedForTogetherUpToABound() {
    ChunkPlan plan = ChunkPlan.of(Layout.unknown(1_050), 100);

    assertThat(plan.lastWithin(0, 10, 300)).isEqualTo(2);
    assertThat(plan.lastWithin(0, 1, 300)).as("not beyond the last").isEqualTo(1);
    assertThat(plan.lastWithin(4, 10, 99)).as("one at least").isEqualTo(4);
    assertThat(plan.lastWithin(8, 10, 250)).as("the short one at the end").isEqualTo(10);
  }
}
