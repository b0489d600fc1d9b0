package org.musicfs.cas.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.musicfs.cas.Fixture.CHUNK;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.musicfs.cas.Fixture;
import org.musicfs.core.content.ContentException;
import org.musicfs.core.content.ContentException.Reason;
import org.musicfs.core.content.FileContent;
import org.musicfs.core.metrics.Metric;

/** Reading in two halves: what is at hand at once, and waiting for the rest. */
@Timeout(60)
class ReadNowTest {
  @TempDir Path directory;
  private Fixture library;

  @BeforeEach
  void openLibrary() {
    library = new Fixture(directory);
  }

  @AfterEach
  void closeLibrary() {
    library.origin.release();
    library.close();
  }

  private FileContent content() {
    return library.content().content();
  }

  private byte[] awaitAndRead(long version, long offset, int length) throws Exception {
    content().await(version, offset, length);
    return library.readNow(version, offset, length).orElseThrow();
  }

  private void awaitCachedBytes(long version, long bytes) {
    Fixture.await(
        bytes + " bytes stored",
        () -> {
          try {
            return library.content().store().cachedBytes(version) == bytes;
          } catch (ContentException e) {
            throw new AssertionError(e);
          }
        });
  }

  private void store(long version) throws Exception {
    library.readAll(version);
    library.awaitCached(version);
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 8, 16})
  void allOfARangeIsGivenOrNothingOfIt(int chunk) throws Exception {
    library.config = library.config.withChunkBytes(chunk);
    int size = 6 * chunk + 3;
    for (int stored = 0; stored < 1 << 7; stored += 5) {
      byte[] bytes = Fixture.random(stored, size);
      long version = library.add("f" + stored, bytes);
      long present = 0;
      for (int index = 0; index < 7; index++) {
        if ((stored >> index & 1) == 1) {
          library.read(version, (long) index * chunk, 1);
          present += Math.min(chunk, size - index * chunk);
        }
      }
      awaitCachedBytes(version, present);
      library.reopen(); // a reader that never missed looks nowhere ahead
      int reads = library.origin.reads.get();
      for (int offset = 0; offset <= size + 1; offset++) {
        for (int length = 0; length <= size + 2; length += 3) {
          boolean isHere = true;
          for (int at = offset; at < Math.min(size, offset + length); at++) {
            isHere &= (stored >> (at / chunk) & 1) == 1;
          }
          Optional<byte[]> found = library.readNow(version, offset, length);
          assertThat(found.isPresent()).as("%d: %d+%d", stored, offset, length).isEqualTo(isHere);
          if (found.isPresent()) {
            assertThat(found.get()).isEqualTo(Fixture.slice(bytes, offset, length));
          }
        }
      }
      assertThat(library.origin.reads.get()).as("no origin is asked").isEqualTo(reads);
    }
  }

  @Test
  void whatWasAwaitedIsAtHandAtOnceForEveryOffsetAndLength() throws Exception {
    byte[] bytes = Fixture.random(1, 5 * CHUNK + 3);
    for (int offset = 0; offset <= bytes.length + 1; offset += 3) {
      for (int length = 1; length <= bytes.length + 2; length += 5) {
        long version = library.add("song", bytes);
        assertThat(awaitAndRead(version, offset, length))
            .as("%d+%d", offset, length)
            .isEqualTo(Fixture.slice(bytes, offset, length));
      }
    }
  }

  @Test
  void eachChunkCountsOnceHoweverItsReadIsCutInHalves() throws Exception {
    byte[] bytes = Fixture.random(2, 4 * CHUNK);
    long version = library.add("song", bytes);
    library.read(version, 0, 1);
    awaitCachedBytes(version, CHUNK);
    assertThat(library.readNow(version, 0, 4 * CHUNK)).isEmpty();
    assertThat(awaitAndRead(version, 0, 4 * CHUNK)).isEqualTo(bytes);
    assertThat(library.count(Metric.CHUNK_HITS)).isEqualTo(1);
    assertThat(library.count(Metric.CHUNK_MISSES)).isEqualTo(1 + 3);
    library.awaitCached(version);
    long hits = library.count(Metric.CHUNK_HITS);
    assertThat(library.readNow(version, CHUNK - 1, 2)).isPresent();
    assertThat(library.count(Metric.CHUNK_HITS)).isEqualTo(hits + 2);
    content().await(version, 0, 4 * CHUNK);
    assertThat(library.count(Metric.CHUNK_MISSES)).as("nothing was awaited").isEqualTo(1 + 3);
  }

  @Test
  void aSequentialReaderThatWaitsIsKeptAhead() throws Exception {
    byte[] bytes = Fixture.random(3, 400 * CHUNK);
    long version = library.add("song", bytes);
    content().open(version);
    for (int at = 0; at < 10 * CHUNK; at += CHUNK) {
      Optional<byte[]> now = library.readNow(version, at, CHUNK);
      byte[] got = now.isPresent() ? now.get() : awaitAndRead(version, at, CHUNK);
      assertThat(got).isEqualTo(Fixture.slice(bytes, at, CHUNK));
    }
    Fixture.await("the window", () -> library.origin.bytesRead.get() > 50 * CHUNK);
    assertThat(library.origin.opens.get()).isEqualTo(1);
    content().release(version);
  }

  @Test
  void manyWhoAwaitOneRangeCauseOneRead() throws Exception {
    byte[] bytes = Fixture.random(4, 3 * CHUNK);
    long version = library.add("song", bytes);
    library.origin.hold();
    try (ExecutorService readers = Executors.newFixedThreadPool(8)) {
      List<Future<byte[]>> all = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        Callable<byte[]> read = () -> awaitAndRead(version, 1, 2 * CHUNK);
        all.add(readers.submit(read));
      }
      Fixture.await("a read at the origin", () -> library.origin.reads.get() == 1);
      assertThat(library.readNow(version, 0, 1)).as("on its way").isEmpty();
      library.origin.release();
      for (Future<byte[]> one : all) {
        assertThat(one.get()).isEqualTo(Fixture.slice(bytes, 1, 2 * CHUNK));
      }
    }
    assertThat(library.origin.reads.get()).isEqualTo(1);
  }

  @Test
  void anInterruptEndsOneWaitAndNoOther() throws Exception {
    byte[] bytes = Fixture.random(5, 2 * CHUNK);
    long version = library.add("song", bytes);
    library.origin.hold();
    try (ExecutorService readers = Executors.newFixedThreadPool(1)) {
      CountDownLatch ended = new CountDownLatch(1);
      Thread interrupted =
          Thread.ofPlatform()
              .start(
                  () -> {
                    assertThatThrownBy(() -> content().await(version, 0, 2 * CHUNK))
                        .isInstanceOf(InterruptedException.class);
                    ended.countDown();
                  });
      Fixture.await("it waits", () -> library.origin.reads.get() == 1);
      Future<byte[]> other = readers.submit(() -> awaitAndRead(version, 0, 2 * CHUNK));
      interrupted.interrupt();
      ended.await();
      assertThat(other.isDone()).isFalse();
      library.origin.release();
      assertThat(other.get()).isEqualTo(bytes);
    }
    assertThat(library.origin.reads.get()).as("the same fetch served").isEqualTo(1);
    assertThat(library.count(Metric.CHUNK_MISSES)).as("who gave up is not counted").isEqualTo(2);
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> content().await(version, 0, 1))
        .isInstanceOf(InterruptedException.class);
    assertThat(Thread.interrupted()).isFalse();
  }

  @Test
  void awaitingFailsAsReadingWould() throws Exception {
    library.config = library.config.withReadDeadline(Duration.ofMillis(300));
    byte[] bytes = Fixture.random(6, 2 * CHUNK);
    long version = library.add("song", bytes);
    library.origin.hold();
    assertThat(failure(version).reason()).isEqualTo(Reason.TIMED_OUT);
    library.origin.release();
    assertThat(awaitAndRead(version, 0, 2 * CHUNK)).isEqualTo(bytes);

    long gone = library.add("gone", bytes);
    library.origin.remove("gone");
    assertThat(failure(gone).reason()).isEqualTo(Reason.UNAVAILABLE);
    long changed = library.add("changed", bytes);
    library.origin.put("changed", bytes);
    assertThat(failure(changed).reason()).isEqualTo(Reason.CHANGED);
    assertThat(library.changed).containsExactlyInAnyOrder(gone, changed);
    assertThat(failure(77).reason()).isEqualTo(Reason.UNKNOWN_VERSION);
  }

  private ContentException failure(long version) {
    return catchThrowableOfType(
        ContentException.class, () -> content().await(version, 0, 2 * CHUNK));
  }

  @Test
  void whatIsEvictedBetweenWaitingAndReadingIsFetchedAgain() throws Exception {
    byte[] bytes = Fixture.random(7, 4 * CHUNK);
    long version = library.add("song", bytes);
    content().await(version, 0, 4 * CHUNK);
    library.awaitCached(version);
    library.content().store().clear(Optional.empty());
    assertThat(library.readNow(version, 0, 4 * CHUNK)).isEmpty();
    assertThat(library.readAll(version)).isEqualTo(bytes);
    assertThat(library.origin.bytesRead.get()).isEqualTo(2 * 4 * CHUNK);
  }

  @Test
  void aStoreThatTakesNothingStillServesWhatWasAwaited() throws Exception {
    library.config = library.config.withLimitBytes(0);
    byte[] bytes = Fixture.random(8, 4 * CHUNK);
    long version = library.add("song", bytes);
    assertThat(awaitAndRead(version, 0, 4 * CHUNK)).isEqualTo(bytes);
    assertThat(library.chunkFiles()).isEmpty();
    assertThat(library.origin.bytesRead.get()).isEqualTo(4 * CHUNK);
  }

  @Test
  void aDamagedChunkIsNotAtHandAndAwaitedAnew() throws Exception {
    byte[] bytes = Fixture.random(9, CHUNK);
    long version = library.add("song", bytes);
    store(version);
    library.close();
    byte[] wrong = bytes.clone();
    wrong[3] ^= 1;
    Files.write(library.chunkFiles().getFirst(), wrong);
    assertThat(library.readNow(version, 0, CHUNK)).isEmpty();
    assertThat(awaitAndRead(version, 0, CHUNK)).isEqualTo(bytes);
    library.awaitCached(version);
    library.close();

    library.config = library.config.withReadDeadline(Duration.ofMillis(300));
    Files.write(library.chunkFiles().getFirst(), wrong);
    library.origin.unreachable(true);
    assertThat(library.readNow(version, 0, CHUNK)).isEmpty();
    assertThat(failure(version).reason()).as("it says why").isEqualTo(Reason.CORRUPT);
    assertThat(failure(version).reason()).isEqualTo(Reason.UNAVAILABLE);
  }
}
