package org.musicfs.cas.read;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.musicfs.cas.DiskOrigin;
import org.musicfs.cas.Fixture;
import org.musicfs.core.audio.Layout;
import org.musicfs.core.content.FileContent;
import org.musicfs.core.metrics.Metric;
import org.musicfs.core.origin.FileStamp;

/** Two hundred readers at once, and a thousand open handles. */
@Timeout(120)
class ManyReadersTest {
  private static final int READERS = 200;
  private static final int CHUNKS = 8;
  private static final int CHUNK = 1024;
  private static final int PIECE = 700;

  /** Threads of the content path: eight of an origin and some of its own. */
  private static final int THREADS = 8 + 6;

  @TempDir Path directory;
  private Fixture library;

  @BeforeEach
  void openLibrary() {
    library = new Fixture(directory.resolve("store"));
    library.config = library.config.withChunkBytes(CHUNK).withLimitBytes(32 << 20);
  }

  @AfterEach
  void closeLibrary() {
    library.close();
  }

  private FileContent content() {
    return library.content().content();
  }

  private static byte[] bytes(int file) {
    return Fixture.random(file, CHUNKS * CHUNK - file % 100);
  }

  /** One reader of a whole file, piece by piece. */
  @FunctionalInterface
  private interface Reader {
    void read(int number) throws Exception;
  }

  private static void together(Reader reader) throws Exception {
    CountDownLatch all = new CountDownLatch(READERS);
    try (ExecutorService readers = Executors.newFixedThreadPool(READERS)) {
      List<Future<Void>> running = new ArrayList<>();
      for (int i = 0; i < READERS; i++) {
        int number = i;
        Callable<Void> read =
            () -> {
              all.countDown();
              all.await();
              reader.read(number);
              return null;
            };
        running.add(readers.submit(read));
      }
      for (Future<Void> one : running) {
        one.get(100, TimeUnit.SECONDS);
      }
    }
  }

  private void readAll(long version, byte[] bytes) throws Exception {
    for (int at = 0; at < bytes.length; at += PIECE) {
      assertThat(library.read(version, at, PIECE)).isEqualTo(Fixture.slice(bytes, at, PIECE));
    }
  }

  private void readAllNow(long version, byte[] bytes) throws Exception {
    for (int at = 0; at < bytes.length; at += PIECE) {
      assertThat(library.readNow(version, at, PIECE)).contains(Fixture.slice(bytes, at, PIECE));
    }
  }

  @Test
  void ofAsManyFilesGetTheirBytesAndEachChunkIsFetchedOnce() throws Exception {
    List<Long> versions = new ArrayList<>();
    long size = 0;
    for (int i = 0; i < READERS; i++) {
      versions.add(library.add("f" + i, bytes(i)));
      size += bytes(i).length;
    }
    library.content();
    together(number -> readAll(versions.get(number), bytes(number)));
    assertThat(library.origin.bytesRead.get()).isEqualTo(size);
    assertThat(ownThreads()).hasSizeBetween(2, THREADS);
    for (long version : versions) {
      library.awaitCached(version);
    }

    together(number -> readAllNow(versions.get(number), bytes(number)));
    assertThat(library.origin.bytesRead.get()).as("from the store").isEqualTo(size);
    assertThat(library.count(Metric.CHUNKS_CORRUPT)).isZero();
    assertThat(library.count(Metric.STORE_FAILURES)).isZero();
  }

  @Test
  void ofOneFileGetItsBytesAndEachChunkIsFetchedOnce() throws Exception {
    byte[] bytes = Fixture.random(1, 20 * CHUNKS * CHUNK);
    long version = library.add("song", bytes);
    library.content();
    together(number -> readAll(version, bytes));
    assertThat(library.origin.bytesRead.get()).isEqualTo(bytes.length);
    assertThat(library.origin.opens.get()).isLessThanOrEqualTo(THREADS);
    library.awaitCached(version);

    together(number -> readAllNow(version, bytes));
    assertThat(library.origin.bytesRead.get()).as("from the store").isEqualTo(bytes.length);
    assertThat(library.count(Metric.STORE_FAILURES)).isZero();
  }

  @Test
  void aThousandOpenHandlesTakeNoThreadsAndFewDescriptors() throws Exception {
    int handles = 1000;
    int openChunks = 100;
    int openOriginFiles = 30;
    library.config = library.config.withOpenFiles(openChunks, openOriginFiles);
    DiskOrigin disk = new DiskOrigin(2, Files.createDirectory(directory.resolve("music")));
    library.origins.put(disk.id(), disk);
    library.content();
    long before = descriptors();
    long most = 0;
    List<Long> versions = new ArrayList<>();
    for (int i = 0; i < handles; i++) {
      FileStamp stamp = disk.put("f" + i, bytes(i));
      Layout layout = Layout.unknown(stamp.sizeBytes());
      versions.add(library.version(stamp, disk.id(), "f" + i, layout));
      content().open(versions.get(i));
      assertThat(library.read(versions.get(i), 5, PIECE))
          .isEqualTo(Fixture.slice(bytes(i), 5, PIECE));
      most = Math.max(most, descriptors());
    }
    for (int i = 0; i < handles; i++) {
      assertThat(library.read(versions.get(i), 0, 100)).isEqualTo(Fixture.slice(bytes(i), 0, 100));
      most = Math.max(most, descriptors());
    }
    assertThat(most - before).isLessThan(openChunks + openOriginFiles + 40);
    assertThat(disk.open.get()).isLessThanOrEqualTo(openOriginFiles + 8);
    assertThat(ownThreads()).hasSizeBetween(2, THREADS);
    for (long version : versions) {
      content().release(version);
    }
    Fixture.await("originals closed", () -> disk.open.get() == 0);
    ByteBuffer buffer = ByteBuffer.allocate(100);
    assertThat(content().read(versions.getFirst(), 0, buffer))
        .as("without a handle")
        .isEqualTo(100);
  }

  /** Threads that the content path has started. */
  private static List<String> ownThreads() {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(name -> name.matches("(fetch|content|chunk|whole).*"))
        .toList();
  }

  private static long descriptors() throws IOException {
    try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
      return open.count();
    }
  }
}
