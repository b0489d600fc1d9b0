package org.musicfs.fuse;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.musicfs.core.config.FuseBackend;
import org.musicfs.core.metrics.Metric;
import org.musicfs.core.tree.Node;

/** What the kernel keeps, and that it lets go of it: capability invalidation. */
class InvalidationTest extends MountedTest {
  private static final int SIZE = 300_001;
  private static final int CHANGES = 200;

  /** From the end of the change to what a program has seen of it, in six looks. */
  private static final long USUAL_NANOS = 50_000_000;

  /** On a busy machine; a notice that waited for a read would take as long as that. */
  private static final long LONGEST_NANOS = 1_000_000_000;

  @Override
  FuseBackend backend() {
    return FuseBackend.KERNEL;
  }

  @Test
  void aSecondWalkAsksNothing() throws Exception {
    for (int i = 0; i < 300; i++) {
      tree.add("artist " + i % 7 + "/album " + i % 30 + "/track " + i, i + 10, i);
    }
    mount();
    String first = run("find", root.toString(), "-printf", "%i %s %p\\n").said();
    // The first listing of a directory is also the one the kernel learns that it may keep it by.
    run("find", root.toString(), "-printf", "%i %s %p\\n");
    // find asks once what file system this is, which the kernel never remembers.
    long requests = metrics.get(Metric.FUSE_REQUESTS) + 1;
    assertThat(run("find", root.toString(), "-printf", "%i %s %p\\n").said()).isEqualTo(first);
    assertThat(metrics.get(Metric.FUSE_REQUESTS)).isEqualTo(requests);
  }

  @Test
  void everyChangeShowsAtOnceWhileReadsAreStuck() throws Exception {
    Node.File stuck = tree.add("dir/stuck", 1, SIZE);
    content.put(1, bytes(1, SIZE));
    Node.File song = tree.add("dir/song", 10, SIZE);
    content.put(10, bytes(10, SIZE));
    CountDownLatch latch = content.hang(1);
    mount();
    try (var pool = Executors.newCachedThreadPool()) {
      try {
        readSideBySide(pool, root.resolve("dir/stuck"), 20);
        await("reads are stuck", () -> content.waiting() > 3);
        // Somebody who looks all the time makes the kernel revalidate while names are taken back.
        Process looker =
            background(
                "python3",
                "-c",
                "import os, sys\nprint('on', flush=True)\n"
                    + "while True:\n  os.listdir(sys.argv[1]); os.stat(sys.argv[1] + '/song')",
                root + "/dir");
        List<Long> took = new ArrayList<>();
        for (int i = 0; i < CHANGES; i++) {
          long version = 11 + i;
          byte[] bytes = bytes(version, 100 + i);
          content.put(version, bytes);
          song = tree.replace(song, version, bytes.length);
          Node.File extra = tree.add("dir/extra", 1_000 + i, i);
          long start = System.nanoTime();
          assertThat(Files.size(root.resolve("dir/song"))).isEqualTo(bytes.length);
          assertThat(Files.readAllBytes(root.resolve("dir/song"))).isEqualTo(bytes);
          assertThat(root.resolve("dir/extra").toFile().length()).isEqualTo(i);
          assertThat(root.resolve("dir").toFile().list()).hasSize(3);
          took.add(System.nanoTime() - start);
          tree.remove(extra);
          assertThat(root.resolve("dir/extra")).doesNotExist();
          assertThat(root.resolve("dir").toFile().list()).hasSize(2);
        }
        took.sort(null);
        assertThat(took.get(CHANGES / 2)).as("nanoseconds").isLessThan(USUAL_NANOS);
        assertThat(took.getLast()).as("nanoseconds").isLessThan(LONGEST_NANOS);
        looker.destroyForcibly().waitFor();
        assertThat(stuck.sizeBytes()).isEqualTo(SIZE);
      } finally {
        latch.countDown();
      }
    }
  }

  @Test
  void anInterruptEndsTheWaitOfItsReadAlone() throws Exception {
    tree.add("stuck", 1, SIZE);
    content.put(1, bytes(1, SIZE));
    CountDownLatch latch = content.hang(1);
    mount();
    try {
      Process one = reader();
      Process two = reader();
      await("both wait", () -> content.waiting() >= 2);
      int waiting = content.waiting();
      one.destroyForcibly();
      assertThat(one.waitFor(5, java.util.concurrent.TimeUnit.SECONDS)).isTrue();
      await("its wait has ended", () -> content.waiting() < waiting);
      assertThat(two.isAlive()).isTrue();
      assertThat(content.waiting()).isPositive();
    } finally {
      latch.countDown();
    }
  }

  /** Reads without read-ahead, so that it waits for nobody else's request. */
  private Process reader() throws Exception {
    return background(
        "python3",
        "-c",
        "import os, sys, mmap\nfd = os.open(sys.argv[1], os.O_RDONLY | os.O_DIRECT)\n"
            + "print('on', flush=True)\nos.preadv(fd, [mmap.mmap(-1, 4096)], 0)",
        root + "/stuck");
  }
}
