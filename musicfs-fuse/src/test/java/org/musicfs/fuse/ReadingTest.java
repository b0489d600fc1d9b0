package org.musicfs.fuse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.musicfs.core.content.ContentException;
import org.musicfs.core.metrics.Metric;
import org.musicfs.core.tree.Node;

/** Handles, versions, failures. */
class ReadingTest extends MountedTest {
  private static final int SIZE = 600_000;

  private Node.File add(String name, long version) {
    content.put(version, bytes(version, SIZE));
    return tree.add(name, version, SIZE);
  }

  @ParameterizedTest
  @EnumSource(ContentException.Reason.class)
  void bytesThatCannotBeHadAreAnIoErrorAndTheMountGoesOn(ContentException.Reason reason)
      throws Exception {
    add("bad", 1);
    add("good", 2);
    content.failWith(1, reason);
    mount();

    assertThatThrownBy(() -> Files.readAllBytes(root.resolve("bad")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("Input/output error");
    assertThat(Files.readAllBytes(root.resolve("good"))).isEqualTo(bytes(2, SIZE));
    assertThat(metrics.get(Metric.FUSE_ERRORS)).isPositive();
  }

  @Test
  void nothingThrownLeavesTheServer() throws Exception {
    add("runtime", 1);
    add("memory", 2);
    add("stack", 3);
    add("good", 4);
    content.crashWith(1, new IllegalStateException("on purpose"));
    content.crashWith(2, new OutOfMemoryError("on purpose"));
    content.crashWith(3, new StackOverflowError("on purpose"));
    mount();

    for (String name : new String[] {"runtime", "memory", "stack", "runtime"}) {
      assertThatThrownBy(() -> Files.readAllBytes(root.resolve(name)))
          .hasMessageContaining("Input/output error");
    }
    assertThat(Files.readAllBytes(root.resolve("good"))).isEqualTo(bytes(4, SIZE));
  }

  @Test
  void aReadThatHangsHoldsUpNobodyElse() throws Exception {
    add("dir/hangs", 1);
    add("dir/fine", 2);
    var latch = content.hang(1);
    mount();
    try (var pool = Executors.newCachedThreadPool()) {
      try {
        readSideBySide(pool, root.resolve("dir/hangs"), 30);
        await("reads hang", () -> content.waiting.get() > 3);
        assertThat(run("timeout", "5", "ls", "-l", root + "/dir").exit()).isZero();
        assertThat(run("timeout", "5", "cmp", "-n", "1", root + "/dir/fine", "/dev/null").exit())
            .isEqualTo(1);
        assertThat(run("timeout", "5", "stat", root + "/dir/hangs").exit()).isZero();
      } finally {
        latch.countDown();
      }
    }
    assertThat(Files.readAllBytes(root.resolve("dir/hangs"))).isEqualTo(bytes(1, SIZE));
  }

  @Test
  void opensAndReleasesAreBalanced() throws Exception {
    add("a", 1);
    mount();
    FileChannel first = FileChannel.open(root.resolve("a"));
    FileChannel second = FileChannel.open(root.resolve("a"));
    assertThat(mount.openHandles()).isEqualTo(2);
    assertThat(content.opens(1)).isEqualTo(2);
    first.close();
    second.close();
    await("the kernel has released both", () -> mount.openHandles() == 0);
    assertThat(content.opens(1)).isZero();
  }

  @Test
  void anOpenHandleReadsItsVersionAfterTheFileIsReplacedOrGone() throws Exception {
    Node.File file = add("a", 1);
    mount();
    try (FileChannel old = FileChannel.open(root.resolve("a"))) {
      assertThat(read(old, 0, 4096)).isEqualTo(Arrays.copyOf(bytes(1, SIZE), 4096));
      content.put(2, bytes(2, SIZE));
      Node.File replaced = tree.replace(file, 2, SIZE);

      awaitOpens(2, root.resolve("a"));
      // Old, new and old again: neither sees the other's pages.
      for (int offset : new int[] {0, 131_072, 400_000}) {
        assertThat(read(old, offset, 8192)).isEqualTo(part(1, offset, 8192));
        try (FileChannel young = FileChannel.open(root.resolve("a"))) {
          assertThat(read(young, offset, 8192)).isEqualTo(part(2, offset, 8192));
        }
      }
      tree.remove(replaced);
      assertThat(read(old, 500_000, 8192)).isEqualTo(part(1, 500_000, 8192));
    }
    tree.add("a", 2, SIZE);
    awaitOpens(2, root.resolve("a"));
    assertThat(Files.readAllBytes(root.resolve("a"))).isEqualTo(bytes(2, SIZE));
  }

  @Test
  void anOpenAfterAReplacementNeverSeesOldBytes() throws Exception {
    Node.File file = add("a", 1);
    mount();
    for (int version = 1; version <= 20; version++) {
      content.put(version, bytes(version, SIZE));
      file = tree.replace(file, version, SIZE);
      assertThat(Files.readAllBytes(root.resolve("a"))).isEqualTo(bytes(version, SIZE));
    }
  }

  @Test
  void pagesOfAnUnchangedFileAreKept() throws Exception {
    add("a", 1);
    mount();
    assertThat(Files.readAllBytes(root.resolve("a"))).isEqualTo(bytes(1, SIZE));
    long reads = content.reads.get();
    assertThat(Files.readAllBytes(root.resolve("a"))).isEqualTo(bytes(1, SIZE));
    assertThat(content.reads.get()).isEqualTo(reads);
  }

  /** Opens until the mount shows this version. */
  private void awaitOpens(long version, Path path) {
    await(
        "version " + version + " is opened",
        () -> {
          try (FileChannel ignored = FileChannel.open(path)) {
            return content.opens(version) > 0;
          } catch (IOException e) {
            return false;
          }
        });
  }

  private static byte[] part(long version, int offset, int length) {
    return Arrays.copyOfRange(bytes(version, SIZE), offset, offset + length);
  }

  private static byte[] read(FileChannel file, long offset, int length) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(length);
    while (buffer.hasRemaining() && file.read(buffer, offset + buffer.position()) > 0) {}
    return Arrays.copyOf(buffer.array(), buffer.position());
  }

  @Test
  void aReplacementOfAnotherSizeNeverGivesAByteThatIsNotTheVersions() throws Exception {
    mount();
    for (int size : new int[] {1, 4096, 100_000, 131_072, 500_000, SIZE - 1, SIZE + 100_000}) {
      for (boolean openedBefore : new boolean[] {true, false}) {
        String name = size + " " + openedBefore;
        Node.File file = add(name, 1);
        content.put(2, bytes(2, size));
        Path path = root.resolve(name);
        assertThat(openedBefore ? Files.readAllBytes(path).length : Files.size(path))
            .isEqualTo(SIZE);
        tree.replace(file, 2, size);
        // Until the kernel asks for attributes again it has the old size: cut short or failed, but
        // never filled up.
        byte[] got = readWhatComes(path);
        assertThat(got.length).as(name).isLessThanOrEqualTo(size);
        assertThat(got).as(name).isEqualTo(Arrays.copyOf(bytes(2, size), got.length));
      }
    }
  }

  @Test
  void readsPastTheEndWithoutThePageCacheAreShort() throws Exception {
    add("a", 1);
    mount();
    assertThat(
            python(
                "import mmap; fd = os.open(R + '/a', os.O_RDONLY | os.O_DIRECT);"
                    + " m = mmap.mmap(-1, 1 << 20); print(os.preadv(fd, [m], 0), os.preadv(fd, [m], 1 << 20))"))
        .isEqualTo(SIZE + " 0");
  }

  private static byte[] readWhatComes(Path path) {
    var got = new java.io.ByteArrayOutputStream();
    byte[] buffer = new byte[8192];
    try (var in = Files.newInputStream(path)) {
      for (int n = in.read(buffer); n > 0; n = in.read(buffer)) {
        got.write(buffer, 0, n);
      }
    } catch (IOException e) {
      return got.toByteArray();
    }
    return got.toByteArray();
  }
}
