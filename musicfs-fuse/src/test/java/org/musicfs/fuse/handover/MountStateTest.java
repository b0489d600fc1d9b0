package org.musicfs.fuse.handover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.foreign.Arena;
import org.junit.jupiter.api.Test;
import org.musicfs.core.sys.Descriptor;
import org.musicfs.core.sys.SharedMemory;
import org.musicfs.fuse.protocol.Init;

class MountStateTest {
  private static final Init.Agreement AGREEMENT =
      new Init.Agreement(45, 1 << 20, Init.HAS_RESEND | Init.PASSTHROUGH, 128 << 10);

  @Test
  void theNextProcessFindsWhatWasNegotiatedAndCounted() throws Exception {
    MountState state = MountState.create(AGREEMENT, "/mnt/Mü sik", "0:123");
    state.counted().counted(42);
    state.add(3);
    state.add(-1);
    state.setDrained(true);
    state.inodes().opened(-7, () -> 9);

    MountState next = MountState.open(Descriptor.duplicate(state.descriptor(), 3)).orElseThrow();
    assertThat(next.agreement()).isEqualTo(AGREEMENT);
    assertThat(next.mountpoint()).isEqualTo("/mnt/Mü sik");
    assertThat(next.device()).isEqualTo("0:123");
    assertThat(next.count()).isEqualTo(2);
    assertThat(next.isDrained()).isTrue();
    assertThat(next.inodes().released(-7)).isEqualTo(9);
    assertThat(next.counted().isCounted(1L << 63 | 42)).isTrue();
    assertThat(next.counted().isCounted(42)).as("asked once").isFalse();
    next.setDrained(false);
    assertThat(state.isDrained()).as("the same memory").isFalse();
  }

  @Test
  void memoryOfAnotherKindIsNotTaken() throws Exception {
    SharedMemory small = SharedMemory.create("musicfs-test", 4096, Arena.global());
    assertThat(MountState.open(small.descriptor())).isEmpty();
    MountState state = MountState.create(AGREEMENT, "/m", "0:1");
    SharedMemory other =
        SharedMemory.map(Descriptor.duplicate(state.descriptor(), 3), Arena.global());
    other.memory().set(java.lang.foreign.ValueLayout.JAVA_BYTE, 7, (byte) '1');
    assertThat(MountState.open(Descriptor.duplicate(state.descriptor(), 3))).isEmpty();
  }

  @Test
  void whatDoesNotFitIsRefused() {
    assertThatThrownBy(() -> MountState.create(AGREEMENT, "/" + "x".repeat(5000), "0:1"))
        .isInstanceOf(IOException.class);
  }
}
