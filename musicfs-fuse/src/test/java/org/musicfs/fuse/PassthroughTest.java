package org.musicfs.fuse;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.musicfs.core.config.FuseBackend;
import org.musicfs.core.tree.Node;

/** Files that the kernel reads by itself: capability passthrough, Linux 6.9 and root. */
class PassthroughTest extends MountedTest {
  private static final int SIZE = 1_000_003;

  private Node.File file;
  private Path backing;

  @Override
  FuseBackend backend() {
    return FuseBackend.KERNEL;
  }

  @BeforeEach
  void fill() throws Exception {
    file = tree.add("dir/song", 1, SIZE);
    content.put(1, bytes(1, SIZE));
    backing = Files.write(directory.resolve("backing"), bytes(1, SIZE));
    content.back(1, backing);
  }

  private void awaitReleased() {
    await("released", () -> mount.openHandles() == 0 && content.lent() == 0);
  }

  @Test
  void theKernelReadsTheFileAndAsksForNoByte() throws Exception {
    mount();
    assertThat(mount.description()).contains("passthrough");
    assertThat(Files.readAllBytes(root.resolve("dir/song"))).isEqualTo(bytes(1, SIZE));
    assertThat(content.reads.get()).as("reads that came to us").isZero();
    assertThat(run("cmp", backing.toString(), root + "/dir/song").exit()).isZero();
    assertThat(
            python(
                "import mmap; f = open(R + '/dir/song'); print(len(mmap.mmap(f.fileno(), 0, prot=mmap.PROT_READ)))"))
        .isEqualTo(Integer.toString(SIZE));
    assertThat(content.reads.get()).isZero();
    awaitReleased();
  }

  @Test
  void opensOfOneVersionShareItsFileUntilTheLastIsClosed() throws Exception {
    mount();
    try (FileChannel one = FileChannel.open(root.resolve("dir/song"))) {
      try (FileChannel two = FileChannel.open(root.resolve("dir/song"))) {
        assertThat(content.lent()).isEqualTo(1);
        assertThat(two.read(ByteBuffer.allocate(10), 7)).isEqualTo(10);
      }
      await("one is closed", () -> mount.openHandles() == 1);
      assertThat(content.lent()).isEqualTo(1);
      assertThat(one.read(ByteBuffer.allocate(10), 7)).isEqualTo(10);
    }
    awaitReleased();
    assertThat(content.reads.get()).isZero();
  }

  @Test
  void whatIsOpenWithoutAFileStaysSoAndANewVersionHasItsOwn() throws Exception {
    tree.add("dir/plain", 2, SIZE);
    content.put(2, bytes(2, SIZE));
    mount();
    try (FileChannel before = FileChannel.open(root.resolve("dir/plain"))) {
      content.back(2, Files.write(directory.resolve("other"), bytes(2, SIZE)));
      assertThat(Files.readAllBytes(root.resolve("dir/plain"))).isEqualTo(bytes(2, SIZE));
      assertThat(content.lent()).as("the two ways are not mixed").isZero();
      assertThat(before.read(ByteBuffer.allocate(10), 0)).isEqualTo(10);
    }
    await("closed", () -> mount.openHandles() == 0);
    assertThat(Files.readAllBytes(root.resolve("dir/plain"))).isEqualTo(bytes(2, SIZE));

    try (FileChannel old = FileChannel.open(root.resolve("dir/song"))) {
      tree.replace(file, 3, 5);
      content.put(3, bytes(3, 5));
      content.back(3, Files.write(directory.resolve("third"), bytes(3, 5)));
      assertThat(Files.readAllBytes(root.resolve("dir/song"))).isEqualTo(bytes(3, 5));
      ByteBuffer all = ByteBuffer.allocate(SIZE);
      while (all.hasRemaining() && old.read(all) > 0) {}
      assertThat(all.array()).as("the old handle").isEqualTo(bytes(1, SIZE));
    }
    awaitReleased();
  }

  @Test
  void aFileTheKernelRefusesIsServedHere() throws Exception {
    content.back(1, Path.of("/proc/version"));
    mount();
    assertThat(Files.readAllBytes(root.resolve("dir/song"))).hasSize(SIZE);
    awaitReleased();
  }
}
