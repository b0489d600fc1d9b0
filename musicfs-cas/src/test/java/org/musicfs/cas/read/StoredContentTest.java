package org.musicfs.cas.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.musicfs.cas.Fixture.CHUNK;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.musicfs.cas.Fixture;
import org.musicfs.core.audio.Layout;
import org.musicfs.core.content.ContentException;
import org.musicfs.core.content.ContentException.Reason;
import org.musicfs.core.content.ContentVersion;
import org.musicfs.core.content.StoreStats;
import org.musicfs.core.metrics.Metric;
import org.musicfs.core.origin.OriginPath;
import org.musicfs.core.testing.FakeOrigin;

@Timeout(60)
class StoredContentTest {
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

  private ContentException failure(long version, long offset, int length) {
    return catchThrowableOfType(
        ContentException.class, () -> library.read(version, offset, length));
  }

  @Test
  void everyOffsetAndLengthGivesTheOriginalsBytesFromOriginAndFromStore() throws Exception {
    for (int size : new int[] {0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK + 5}) {
      byte[] bytes = Fixture.random(size, size);
      long version = library.add("f" + size, bytes);
      for (int round = 0; round < 2; round++) {
        for (int offset = 0; offset <= size + 1; offset++) {
          for (int length = 0; length <= size + 2; length += 3) {
            assertThat(library.read(version, offset, length))
                .as("size %d, %d+%d", size, offset, length)
                .isEqualTo(Fixture.slice(bytes, offset, length));
          }
        }
        library.awaitCached(version);
      }
    }
  }

  @Test
  void whatWasReadOnceIsReadAgainAfterARestartWithTheOriginDown() throws Exception {
    byte[] bytes = Fixture.random(1, 200);
    long version = library.add("song", bytes, Fixture.layout(200, 37, 180));
    assertThat(library.readAll(version)).isEqualTo(bytes);
    library.awaitCached(version);
    assertThat(library.content().store().contentHash(version)).isPresent();
    library.origin.unreachable(true);

    library.reopen();

    int reads = library.origin.reads.get();
    library.content().content().open(version);
    assertThat(library.readAll(version)).isEqualTo(bytes);
    library.content().content().release(version);
    assertThat(library.origin.reads.get()).isEqualTo(reads);
  }

  @Test
  void aHeapBufferAndAnInterruptedReaderGetTheSameBytes() throws Exception {
    byte[] bytes = Fixture.random(2, 100);
    long version = library.add("song", bytes);
    library.readAll(version);
    library.awaitCached(version);
    for (int i = 0; i < 3; i++) {
      Thread.currentThread().interrupt();
      ByteBuffer heap = ByteBuffer.allocate(100);
      int n = library.content().content().read(version, 0, heap);
      assertThat(Thread.interrupted()).as("the interrupt is kept").isTrue();
      assertThat(n).isEqualTo(100);
      assertThat(heap.array()).isEqualTo(bytes);
    }
    assertThat(library.read(version, 3, 40)).isEqualTo(Fixture.slice(bytes, 3, 40));
  }

  @Test
  void manyReadersOfOneMissingChunkCauseOneRead() throws Exception {
    byte[] bytes = Fixture.random(3, CHUNK);
    long version = library.add("song", bytes);
    library.origin.hold();
    try (ExecutorService readers = Executors.newFixedThreadPool(16)) {
      List<Future<byte[]>> all = new ArrayList<>();
      for (int i = 0; i < 16; i++) {
        Callable<byte[]> read = () -> library.read(version, 0, CHUNK);
        all.add(readers.submit(read));
      }
      Fixture.await("a read at the origin", () -> library.origin.reads.get() == 1);
      library.origin.release();
      for (Future<byte[]> one : all) {
        assertThat(one.get()).isEqualTo(bytes);
      }
    }
    assertThat(library.origin.reads.get()).isEqualTo(1);
    assertThat(library.origin.opens.get()).isEqualTo(1);
  }

  @Test
  void racingReadersFetchNoChunkTwice() throws Exception {
    byte[] bytes = Fixture.random(21, 500 * CHUNK);
    long version = library.add("song", bytes);
    library.config = library.config.withLimitBytes(1 << 24);
    try (ExecutorService readers = Executors.newFixedThreadPool(6)) {
      List<Future<Void>> all = new ArrayList<>();
      for (int i = 0; i < 6; i++) {
        Callable<Void> read =
            () -> {
              for (int at = 0; at < bytes.length; at += CHUNK) {
                assertThat(library.read(version, at, CHUNK))
                    .isEqualTo(Fixture.slice(bytes, at, CHUNK));
              }
              return null;
            };
        all.add(readers.submit(read));
      }
      for (Future<Void> one : all) {
        one.get();
      }
    }
    assertThat(library.origin.bytesRead.get()).isEqualTo(bytes.length);
  }

  @Test
  void namesAreSavedSoonAndLostOnesAreFoundAgainByContent() throws Exception {
    byte[] bytes = Fixture.random(22, 10 * CHUNK);
    long version = library.add("song", bytes);
    library.readAll(version);
    library.awaitCached(version);
    Fixture.await("saved", () -> library.savedManifests.containsKey(version));
    library.close();
    for (byte[] lost : new byte[][] {null, Fixture.random(1, 60)}) {
      library.savedManifests.remove(version);
      if (lost != null) {
        library.savedManifests.put(version, lost);
      }
      assertThat(library.readAll(version)).isEqualTo(bytes);
      library.awaitCached(version);
      assertThat(library.content().store().stats().chunks()).isEqualTo(10);
      library.close();
    }
  }

  @Test
  void neighbouringMissingChunksAreOneRequestAndOnlyWhatIsNeededIsFetched() throws Exception {
    byte[] bytes = Fixture.random(4, 20 * CHUNK);
    long version = library.add("song", bytes);
    library.read(version, 5 * CHUNK + 1, 3 * CHUNK);
    assertThat(library.origin.reads.get()).isEqualTo(1);
    assertThat(library.origin.bytesRead.get()).isEqualTo(4 * CHUNK);
    library.read(version, 15 * CHUNK, 1);
    library.read(version, 2 * CHUNK, 1);
    assertThat(library.origin.reads.get()).isEqualTo(3);
    assertThat(library.origin.bytesRead.get()).as("no read-ahead").isEqualTo(6 * CHUNK);
  }

  @Test
  void aSequentialReaderIsKeptAheadAndOpensItsFileOnce() throws Exception {
    byte[] bytes = Fixture.random(5, 400 * CHUNK);
    long version = library.add("song", bytes);
    library.content().content().open(version);
    for (int at = 0; at < 10 * CHUNK; at += CHUNK) {
      assertThat(library.read(version, at, CHUNK)).isEqualTo(Fixture.slice(bytes, at, CHUNK));
    }
    Fixture.await("the window", () -> library.origin.bytesRead.get() > 50 * CHUNK);
    assertThat(library.origin.opens.get()).isEqualTo(1);
    assertThat(library.readAll(version)).isEqualTo(bytes);
    assertThat(library.origin.bytesRead.get()).as("nothing twice").isEqualTo(bytes.length);
    library.content().content().release(version);
  }

  @Test
  void aHungOriginDelaysOnlyItsOwnReadersAndThoseNotBeyondTheDeadline() throws Exception {
    library.config = library.config.withReadDeadline(Duration.ofMillis(300));
    FakeOrigin hung = new FakeOrigin(2);
    byte[] bytes = Fixture.random(6, 10 * CHUNK);
    long stuck = library.addAt(hung, "stuck", bytes, Layout.unknown(bytes.length));
    long cold = library.add("cold", bytes);
    long warm = library.add("warm", Fixture.random(7, 40));
    library.readAll(warm);
    library.awaitCached(warm);
    hung.hold();
    try (ExecutorService readers = Executors.newFixedThreadPool(20)) {
      List<Future<ContentException>> waiting = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        int at = i % 10;
        waiting.add(readers.submit(() -> failure(stuck, at * CHUNK, 1)));
      }
      Fixture.await("all threads of the origin hang", () -> hung.reads.get() == 8);
      assertThat(library.readAll(warm)).isEqualTo(Fixture.random(7, 40));
      assertThat(library.readAll(cold)).isEqualTo(bytes);
      for (Future<ContentException> one : waiting) {
        assertThat(one.get().reason()).isEqualTo(Reason.TIMED_OUT);
      }
    } finally {
      hung.release();
    }
  }

  @Test
  void whatPassesIsTriedAgainAndWhatIsCertainFailsAtOnce() throws Exception {
    byte[] bytes = Fixture.random(8, 50);
    long version = library.add("song", bytes);
    library.origin.unreachable(true);
    try (ExecutorService readers = Executors.newFixedThreadPool(1)) {
      Future<byte[]> reader = readers.submit(() -> library.readAll(version));
      library.origin.unreachable(false);
      assertThat(reader.get()).isEqualTo(bytes);
    }
    long gone = library.add("gone", bytes);
    library.origin.remove("gone");
    long start = System.nanoTime();
    assertThat(failure(gone, 0, 1).reason()).isEqualTo(Reason.UNAVAILABLE);
    assertThat(failure(77, 0, 1).reason()).isEqualTo(Reason.UNKNOWN_VERSION);
    assertThat(System.nanoTime() - start).isLessThan(Duration.ofSeconds(5).toNanos());
    assertThat(library.changed).containsExactly(gone);
  }

  @Test
  void anUnreachableOriginIsUnavailableAtTheDeadline() {
    library.config = library.config.withReadDeadline(Duration.ofMillis(400));
    long version = library.add("song", Fixture.random(8, 50));
    library.origin.unreachable(true);
    assertThat(failure(version, 0, 1).reason()).isEqualTo(Reason.UNAVAILABLE);
  }

  @Test
  void aChangedFileIsReportedAndNothingOfItIsStored() throws Exception {
    long version = library.add("song", Fixture.random(9, 50));
    library.origin.put("song", Fixture.random(10, 50));
    assertThat(failure(version, 0, 50).reason()).isEqualTo(Reason.CHANGED);
    assertThat(library.changed).containsExactly(version);
    assertThat(library.content().store().cachedBytes(version)).isZero();
    assertThat(library.chunkFiles()).isEmpty();
  }

  @Test
  void aMirrorSuppliesWhatTheFirstLocationCannot() throws Exception {
    byte[] bytes = Fixture.random(11, 50);
    long version = library.add("song", bytes);
    FakeOrigin mirror = new FakeOrigin(2);
    library.origins.put(mirror.id(), mirror);
    mirror.put("copy", bytes);
    ContentVersion known = library.versions.get(version);
    List<ContentVersion.Location> both = new ArrayList<>(known.locations());
    both.add(new ContentVersion.Location(mirror.id(), OriginPath.of("copy")));
    library.versions.put(version, new ContentVersion(version, known.stamp(), known.layout(), both));
    library.origin.unreachable(true);
    assertThat(library.readAll(version)).isEqualTo(bytes);
  }

  @Test
  void aDamagedChunkFileIsSetAsideAndFetchedAgain() throws Exception {
    byte[] bytes = Fixture.random(12, CHUNK);
    library.config = library.config.withLimitBytes(100_000);
    long version = library.add("song", bytes);
    library.readAll(version);
    library.awaitCached(version);
    byte[] wrong = bytes.clone();
    wrong[3] ^= 1;
    for (byte[] damage : List.of(wrong, new byte[0], Fixture.random(1, 100))) {
      library.close();
      Files.write(library.chunkFiles().getFirst(), damage);
      long corrupt = library.count(Metric.CHUNKS_CORRUPT);
      assertThat(library.readAll(version)).isEqualTo(bytes);
      assertThat(library.count(Metric.CHUNKS_CORRUPT)).isEqualTo(corrupt + 1);
      assertThat(Fixture.files(directory.resolve("quarantine"))).hasSize(1);
      library.awaitCached(version);
      assertThat(Files.readAllBytes(library.chunkFiles().getFirst())).isEqualTo(bytes);
    }
  }

  @Test
  void aDamagedChunkFileWithoutAnOriginIsCorruptAndNeverServed() throws Exception {
    library.config = library.config.withReadDeadline(Duration.ofMillis(300));
    byte[] bytes = Fixture.random(13, CHUNK);
    long version = library.add("song", bytes);
    library.readAll(version);
    library.awaitCached(version);
    library.close();
    bytes[0] ^= 1;
    Files.write(library.chunkFiles().getFirst(), bytes);
    library.origin.unreachable(true);
    assertThat(failure(version, 0, 1).reason()).isEqualTo(Reason.CORRUPT);
    assertThat(failure(version, 0, 1).reason()).isEqualTo(Reason.UNAVAILABLE);
  }

  @Test
  void aDeletedChunkFileIsAMissAndFetchedAlone() throws Exception {
    byte[] bytes = Fixture.random(14, 10 * CHUNK);
    long version = library.add("song", bytes);
    library.readAll(version);
    library.awaitCached(version);
    library.close();
    Files.delete(library.chunkFiles().getFirst());
    long before = library.origin.bytesRead.get();
    assertThat(library.readAll(version)).isEqualTo(bytes);
    assertThat(library.origin.bytesRead.get() - before).isEqualTo(CHUNK);
  }

  @Test
  void wrongBytesForAKnownHashAreNeverServed() throws Exception {
    byte[] bytes = Fixture.random(15, 3 * CHUNK);
    long version = library.add("song", bytes);
    library.readAll(version);
    library.awaitCached(version);
    library.content().store().clear(Optional.empty());
    library.origin.flipBits(true);
    int before = library.origin.reads.get();
    assertThat(failure(version, 0, CHUNK).reason()).isEqualTo(Reason.CORRUPT);
    assertThat(library.origin.reads.get() - before).as("asked once more").isEqualTo(2);
    assertThat(library.content().store().cachedBytes(version)).isZero();
    library.origin.flipBits(false);
    assertThat(library.readAll(version)).isEqualTo(bytes);
  }

  @Test
  void aReadCutShortIsNeverServed() {
    library.config = library.config.withReadDeadline(Duration.ofMillis(300));
    long version = library.add("song", Fixture.random(16, 50));
    library.origin.truncateReads(true);
    assertThat(failure(version, 0, 50).reason()).isEqualTo(Reason.UNAVAILABLE);
    assertThat(library.chunkFiles()).isEmpty();
  }

  @Test
  void aRetaggedCopySharesItsAudioAndStatsSaySo() throws Exception {
    byte[] audio = Fixture.random(17, 20 * CHUNK);
    byte[] first = concat(Fixture.random(18, 21), audio);
    byte[] second = concat(Fixture.random(19, 55), audio);
    long one = library.add("a", first, Fixture.layout(first.length, 21, first.length));
    long two = library.add("b", second, Fixture.layout(second.length, 55, second.length));
    assertThat(library.readAll(one)).isEqualTo(first);
    assertThat(library.readAll(two)).isEqualTo(second);
    library.awaitCached(one);
    library.awaitCached(two);
    StoreStats stats = library.content().store().stats();
    assertThat(stats.storedBytes()).isEqualTo(21 + 55 + audio.length);
    assertThat(stats.referencedBytes()).isEqualTo(first.length + second.length);
    assertThat(stats.chunks()).isEqualTo(2 + 4 + 20);
    assertThat(stats.dedupRatio()).isGreaterThan(1.7);
  }

  @Test
  void clearFreesWhatIsStoredAndReadsGoOn() throws Exception {
    byte[] bytes = Fixture.random(20, 100);
    long version = library.add("song", bytes);
    library.content().content().open(version);
    library.readAll(version);
    library.awaitCached(version);
    assertThat(library.content().store().clear(Optional.empty())).isEqualTo(100);
    assertThat(library.content().store().stats().storedBytes()).isZero();
    assertThat(Fixture.bytesOnDisk(directory)).isZero();
    assertThat(library.readAll(version)).isEqualTo(bytes);
    library.content().content().release(version);
  }

  private static byte[] concat(byte[] a, byte[] b) {
    return ByteBuffer.allocate(a.length + b.length).put(a).put(b).array();
  }
}
