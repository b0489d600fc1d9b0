package org.musicfs.fuse.fs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.musicfs.core.tree.Node;
import org.musicfs.fuse.MountOptions;

class NodeStatTest {
  private static final MountOptions OPTIONS =
      MountOptions.forProcess(Path.of("/mnt"), "x").withOwner(10, 20).withUmask(0022);

  @Test
  void timesBefore1970AreRoundedDownWithAPositiveRest() {
    NodeStat stat = NodeStat.of(new Node.File(5, 1, "a", -1, 1, 0), OPTIONS);
    assertThat(stat.mtimeSeconds()).isEqualTo(-1);
    assertThat(stat.mtimeNanosOfSecond()).isEqualTo(999_999_999);
  }

  @Test
  void blocksAreRoundedUp() {
    for (long[] sizeAndBlocks : new long[][] {{0, 0}, {1, 1}, {512, 1}, {513, 2}}) {
      Node.File file = new Node.File(5, 1, "a", 0, 1, sizeAndBlocks[0]);
      assertThat(NodeStat.of(file, OPTIONS).blocks()).isEqualTo(sizeAndBlocks[1]);
    }
  }

  @Test
  void aDirectoryCountsItsSubdirectories() {
    NodeStat stat = NodeStat.of(new Node.Directory(5, 1, "d", 7, 3), OPTIONS);
    assertThat(stat).isEqualTo(new NodeStat(5, NodeStat.S_IFDIR | 0555, 5, 10, 20, 0, 0, 7));
  }
}
