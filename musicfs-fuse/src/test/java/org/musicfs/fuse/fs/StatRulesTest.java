package org.musicfs.fuse.fs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.musicfs.core.tree.Node;
import org.musicfs.fuse.MountOptions;

class StatRulesTest {
  private final StatRules rules =
      new StatRules(
          MountOptions.forProcess(Path.of("/mnt"), "x").withOwner(10, 20).withUmask(0022));

  @Test
  void timesBefore1970AreRoundedDownWithAPositiveRest() {
    Node node = new Node.File(5, 1, "a", -1, 1, 0);
    assertThat(rules.mtimeSeconds(node)).isEqualTo(-1);
    assertThat(rules.mtimeNanosOfSecond(node)).isEqualTo(999_999_999);
  }

  @Test
  void blocksAreRoundedUp() {
    for (long[] sizeAndBlocks : new long[][] {{0, 0}, {1, 1}, {512, 1}, {513, 2}}) {
      Node.File file = new Node.File(5, 1, "a", 0, 1, sizeAndBlocks[0]);
      assertThat(rules.blocks(file)).isEqualTo(sizeAndBlocks[1]);
      assertThat(rules.sizeBytes(file)).isEqualTo(sizeAndBlocks[0]);
    }
  }

  @Test
  void aDirectoryCountsItsSubdirectories() {
    Node directory = new Node.Directory(5, 1, "d", 7, 3);
    assertThat(rules.links(directory)).isEqualTo(5);
    assertThat(rules.mode(directory)).isEqualTo(StatRules.S_IFDIR | 0555);
    assertThat(rules.sizeBytes(directory)).isZero();
    assertThat(rules.uid()).isEqualTo(10);
    assertThat(rules.gid()).isEqualTo(20);
  }

  @Test
  void theUmaskTakesBitsAway() {
    StatRules strict = new StatRules(MountOptions.forProcess(Path.of("/mnt"), "x").withUmask(0077));
    assertThat(strict.mode(new Node.File(5, 1, "a", 0, 1, 0))).isEqualTo(StatRules.S_IFREG | 0400);
  }
}
