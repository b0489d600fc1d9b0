package org.musicfs.fuse.handover;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;

class OpenInodesTest {
  private final MemorySegment memory = Arena.ofAuto().allocate(OpenInodes.BYTES, 8);
  private final OpenInodes inodes = new OpenInodes(memory);

  private static int never() {
    throw new AssertionError("asked for a backing file again");
  }

  @Test
  void theFirstOpenDecidesAndTheLastCloseGivesBack() {
    assertThat(inodes.opened(-5, () -> 7)).isEqualTo(7);
    assertThat(inodes.opened(-5, OpenInodesTest::never)).isEqualTo(7);
    assertThat(inodes.released(-5)).isZero();
    assertThat(inodes.released(-5)).isEqualTo(7);
    assertThat(inodes.size()).isZero();
    assertThat(inodes.released(-5)).as("once too often").isZero();
    assertThat(inodes.opened(-5, () -> 0)).as("decided anew").isZero();
  }

  @Test
  void theNextProcessKnowsWhatIsOpen() {
    inodes.opened(-1, () -> 1);
    inodes.opened(-2, () -> 0);
    inodes.opened(-3, () -> 3);
    inodes.opened(-3, OpenInodesTest::never);
    inodes.released(-2);

    OpenInodes next = new OpenInodes(memory);
    assertThat(next.size()).isEqualTo(2);
    assertThat(next.opened(-1, OpenInodesTest::never)).isEqualTo(1);
    assertThat(next.released(-3)).isZero();
    assertThat(next.released(-3)).isEqualTo(3);
    assertThat(next.opened(-4, () -> 4)).isEqualTo(4);
    assertThat(next.opened(-5, () -> 5)).isEqualTo(5);
    assertThat(new OpenInodes(memory).size()).isEqualTo(3);
  }

  @Test
  void aFullTableSaysSoAndHasRoomAgain() {
    int opened = 0;
    while (inodes.opened(-1 - opened, () -> 1) != OpenInodes.NO_ROOM) {
      opened++;
    }
    assertThat(opened).isEqualTo((int) (OpenInodes.BYTES / 16));
    assertThat(inodes.released(-1)).isEqualTo(1);
    assertThat(inodes.opened(-1_000_000, () -> 9)).isEqualTo(9);
  }
}
