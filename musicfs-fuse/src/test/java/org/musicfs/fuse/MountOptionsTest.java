package org.musicfs.fuse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MountOptionsTest {
  private static final Path MNT = Path.of("/mnt");

  @ParameterizedTest
  @ValueSource(strings = {"", "a,allow_other", "a b", "../a", "a/b", "a\\", "-a", "ä"})
  void aLibrarysNameCannotSmuggleMountOptions(String name) {
    assertThatThrownBy(() -> MountOptions.forProcess(MNT, name))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void nonsenseIsRefused() {
    MountOptions good = MountOptions.forProcess(MNT, "Jazz-2.1_x");
    assertThat(good.allowOther()).isFalse();
    assertThatThrownBy(() -> good.withUmask(01000)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> good.withUmask(-1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> good.withOwner(-1, 0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> MountOptions.forProcess(Path.of("mnt"), "a"))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
