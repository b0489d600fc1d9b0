package org.musicfs.origin.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.musicfs.core.origin.Origin;
import org.musicfs.core.origin.OriginPath;
import org.musicfs.core.origin.OriginWatch;

class LocalWatchTest {
  @TempDir Path temp;
  private Path root;
  private Origin origin;
  private OriginWatch watch;
  private final Set<String> told = ConcurrentHashMap.newKeySet();
  private final AtomicInteger missed = new AtomicInteger();

  /** Holds up the one who tells. */
  private volatile CountDownLatch slow = new CountDownLatch(0);

  private final OriginWatch.Listener listener =
      new OriginWatch.Listener() {
        @Override
        public void changed(OriginPath path, boolean directory) {
          try {
            slow.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          told.add(path.toString());
        }

        @Override
        public void missed() {
          missed.incrementAndGet();
        }
      };

  @BeforeEach
  void open() throws IOException {
    root = Files.createDirectory(temp.resolve("music"));
    Files.createDirectories(root.resolve("a/b"));
    origin = TestOrigins.of(root);
    watch = origin.watch(listener).orElseThrow();
    list("");
    list("a");
    list("a/b");
  }

  @AfterEach
  void close() {
    origin.close();
  }

  private void list(String directory) {
    origin.list(directory.isEmpty() ? OriginPath.ROOT : OriginPath.of(directory));
  }

  private void awaitTold(String path) {
    long end = System.nanoTime() + Duration.ofSeconds(5).toNanos();
    while (!told.contains(path) && System.nanoTime() < end) {
      LockSupport.parkNanos(1_000_000);
    }
    assertThat(told).contains(path);
  }

  @Test
  void whatIsWrittenRenamedTouchedAndDeletedIsTold() throws IOException {
    assertThat(watch.directories()).isEqualTo(3);
    assertThat(watch.isComplete()).isTrue();
    Files.writeString(root.resolve("a/b/new"), "x");
    awaitTold("a/b/new");
    Files.move(root.resolve("a/b/new"), root.resolve("moved"));
    awaitTold("moved");
    told.clear();
    Files.setLastModifiedTime(root.resolve("moved"), FileTime.fromMillis(0));
    awaitTold("moved");
    told.clear();
    Files.delete(root.resolve("moved"));
    awaitTold("moved");
    Files.createDirectory(root.resolve("a/c"));
    awaitTold("a/c");
  }

  @Test
  void aFileIsToldOfWhenItIsWholeAndALinkAtOnce() throws IOException {
    try (OutputStream out = Files.newOutputStream(root.resolve("a/growing"))) {
      out.write(1);
      out.flush();
      Files.createSymbolicLink(root.resolve("a/soft"), Path.of("growing"));
      Files.createLink(root.resolve("a/hard"), root.resolve("a/growing"));
      awaitTold("a/soft");
      awaitTold("a/hard");
      // A second name changes the file's attributes, under the name it has had.
      told.remove("a/growing");
      out.write(2);
      Files.createDirectory(root.resolve("a/later"));
      awaitTold("a/later");
      assertThat(told).doesNotContain("a/growing");
    }
    awaitTold("a/growing");
  }

  @Test
  void aRenamedDirectoryIsWatchedUnderItsNewNameOnceThatIsListed() throws IOException {
    Files.move(root.resolve("a/b"), root.resolve("b2"));
    awaitTold("a/b");
    awaitTold("b2");
    list("b2");
    Files.writeString(root.resolve("b2/new"), "x");
    awaitTold("b2/new");
    assertThat(watch.directories()).isEqualTo(3);
  }

  @Test
  void aDirectoryThatIsGoneIsForgotten() throws IOException {
    Files.delete(root.resolve("a/b"));
    awaitTold("a/b");
    long end = System.nanoTime() + Duration.ofSeconds(5).toNanos();
    while (watch.directories() != 2 && System.nanoTime() < end) {
      LockSupport.parkNanos(1_000_000);
    }
    assertThat(watch.directories()).isEqualTo(2);
  }

  @Test
  void moreChangesThanTheQueueHoldsAreOneLookAtEverything() throws Exception {
    // Such a file can only be read at once.
    int most =
        Integer.parseInt(
            Files.readAllLines(Path.of("/proc/sys/fs/inotify/max_queued_events")).getFirst());
    Path a = root.resolve("a/x");
    Path b = root.resolve("a/b/x");
    slow = new CountDownLatch(1);
    Files.writeString(a, "x");
    // Two names in turn: an event like the one before it would be the same event.
    for (int i = 0; i < most / 4 + 1000; i++) {
      Files.move(a, b);
      Files.move(b, a);
    }
    slow.countDown();
    long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (missed.get() == 0 && System.nanoTime() < end) {
      LockSupport.parkNanos(1_000_000);
    }
    assertThat(missed.get()).as("with a queue of %d events", most).isPositive();
  }

  @Test
  void nothingIsToldAfterTheEnd() throws IOException {
    watch.close();
    assertThat(Thread.getAllStackTraces().keySet())
        .noneMatch(thread -> thread.getName().startsWith("watch-"));
    Files.writeString(root.resolve("a/new"), "x");
    LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
    assertThat(told).isEmpty();
    list("a");
  }
}
