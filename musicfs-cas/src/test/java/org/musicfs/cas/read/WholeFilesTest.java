package org.musicfs.cas.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.musicfs.cas.Fixture.CHUNK;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.musicfs.cas.Fixture;
import org.musicfs.core.content.BackingFile;
import org.musicfs.core.metrics.Metric;

/** Wholly cached tracks as one file each, for the kernel to read. */
@Timeout(60)
class WholeFilesTest {
  private static final int SIZE = 20 * CHUNK + 5;

  @TempDir Path directory;
  private final byte[] bytes = Fixture.random(1, SIZE);
  private Fixture library;
  private long version;

  @BeforeEach
  void openLibrary() throws Exception {
    library = new Fixture(directory);
    library.config = library.config.withWholeFiles(true);
    version = library.add("song", bytes);
  }

  @AfterEach
  void closeLibrary() {
    library.close();
  }

  private Optional<BackingFile> backing(long of) throws Exception {
    return library.content().content().backing(of);
  }

  /** Asks until the copy is there. */
  private BackingFile awaitBacking(long of) {
    BackingFile[] found = new BackingFile[1];
    Fixture.await(
        "a copy",
        () -> {
          try {
            backing(of).ifPresent(file -> found[0] = file);
          } catch (Exception e) {
            throw new AssertionError(e);
          }
          return found[0] != null;
        });
    return found[0];
  }

  private void cache(long of) throws Exception {
    library.readAll(of);
    library.awaitCached(of);
  }

  private static byte[] bytesOf(BackingFile file) throws Exception {
    return Files.readAllBytes(Path.of("/proc/self/fd/" + file.descriptor()));
  }

  /** The longest stored file: the copy. */
  private Path copy() throws Exception {
    return library.chunkFiles().stream()
        .max(Comparator.comparingLong(file -> file.toFile().length()))
        .orElseThrow();
  }

  @Test
  void aCachedTrackIsCopiedOnceAndLent() throws Exception {
    assertThat(backing(version)).as("not cached yet").isEmpty();
    cache(version);
    int chunks = library.chunkFiles().size();
    try (BackingFile file = awaitBacking(version);
        BackingFile again = backing(version).orElseThrow()) {
      assertThat(bytesOf(file)).isEqualTo(bytes);
      assertThat(bytesOf(again)).isEqualTo(bytes);
    }
    assertThat(library.chunkFiles()).hasSize(chunks + 1);
    assertThat(library.content().store().use().storedBytes()).isEqualTo(2L * SIZE);
    assertThat(library.readAll(version)).isEqualTo(bytes);
  }

  @Test
  void withoutTheOptionNothingIsCopied() throws Exception {
    library.config = library.config.withWholeFiles(false);
    cache(version);
    assertThat(backing(version)).isEmpty();
    library.close();
    assertThat(Fixture.bytesOnDisk(directory)).isEqualTo(SIZE);
  }

  @Test
  void aTrackThatIsPartlyCachedIsNot() throws Exception {
    library.read(version, 0, CHUNK);
    assertThat(backing(version)).isEmpty();
    library.close(); // waits for what is under way
    assertThat(Fixture.bytesOnDisk(directory)).isLessThan(SIZE);
  }

  @Test
  void afterARestartItIsVerifiedBeforeItIsLent() throws Exception {
    cache(version);
    awaitBacking(version).close();
    library.reopen();
    assertThat(backing(version)).as("not verified yet").isEmpty();
    try (BackingFile file = awaitBacking(version)) {
      assertThat(bytesOf(file)).isEqualTo(bytes);
    }
    library.close();

    byte[] wrong = bytes.clone();
    wrong[SIZE / 2] ^= 1;
    Path copy = copy();
    Files.write(copy, wrong);
    library.content();
    assertThat(backing(version)).isEmpty();
    Fixture.await("it is set aside", () -> library.count(Metric.CHUNKS_CORRUPT) == 1);
    try (BackingFile file = awaitBacking(version)) {
      assertThat(bytesOf(file)).as("copied again").isEqualTo(bytes);
    }
  }

  @Test
  void aDamagedChunkGivesNoCopy() throws Exception {
    cache(version);
    library.close();
    Path chunk = library.chunkFiles().getFirst();
    byte[] wrong = Files.readAllBytes(chunk);
    wrong[0] ^= 1;
    Files.write(chunk, wrong);
    library.content();
    assertThat(backing(version)).isEmpty();
    Fixture.await("it is found", () -> library.count(Metric.CHUNKS_CORRUPT) == 1);
    library.close();
    assertThat(library.chunkFiles()).allMatch(file -> file.toFile().length() <= CHUNK);
    assertThat(Fixture.files(directory.resolve("tmp"))).isEmpty();
  }

  @Test
  void copiesCountInTheLimitAndGoAsChunksGo() throws Exception {
    library.config = library.config.withLimitBytes(4L * SIZE);
    cache(version);
    awaitBacking(version).close();
    for (int i = 0; i < 6; i++) {
      long other = library.add("other " + i, Fixture.random(10 + i, SIZE));
      library.readAll(other);
      backing(other);
      assertThat(Fixture.bytesOnDisk(directory)).isLessThanOrEqualTo(4L * SIZE);
    }
    library.close();
    assertThat(Fixture.bytesOnDisk(directory)).isLessThanOrEqualTo(4L * SIZE);
    assertThat(library.chunkFiles().stream().filter(f -> f.toFile().length() == SIZE).count())
        .isLessThan(4);
  }

  @Test
  void whatIsLentStays() throws Exception {
    library.config = library.config.withLimitBytes(3L * SIZE);
    cache(version);
    try (BackingFile file = awaitBacking(version)) {
      Path copy = copy();
      for (int i = 0; i < 6; i++) {
        library.readAll(library.add("other " + i, Fixture.random(10 + i, SIZE)));
      }
      library.content().store().clear(Optional.empty());
      assertThat(copy).exists();
      assertThat(bytesOf(file)).isEqualTo(bytes);
    }
    library.content().store().clear(Optional.empty());
    assertThat(library.chunkFiles()).isEmpty();
  }

  @Test
  void aLostIndexFindsCopiesByTheirNames() throws Exception {
    cache(version);
    awaitBacking(version).close();
    library.close();
    for (String suffix : List.of("", "-wal", "-shm")) {
      Files.deleteIfExists(directory.resolve("chunks.db" + suffix));
    }
    library.content();
    Fixture.await(
        "counted again", () -> library.content().store().use().storedBytes() == 2L * SIZE);
    try (BackingFile file = awaitBacking(version)) {
      assertThat(bytesOf(file)).isEqualTo(bytes);
    }
  }

  @Test
  void aCopyAloneIsEnoughWithTheOriginGone() throws Exception {
    cache(version);
    awaitBacking(version).close();
    library.close();
    for (Path file : library.chunkFiles()) {
      if (file.toFile().length() <= CHUNK) {
        Files.delete(file);
      }
    }
    library.origins.clear();
    assertThat(library.content().store().cachedBytes(version)).isEqualTo(SIZE);
    assertThat(library.readNow(version, 7, 3 * CHUNK)).contains(Fixture.slice(bytes, 7, 3 * CHUNK));
    assertThat(library.readAll(version)).isEqualTo(bytes);
    try (BackingFile file = awaitBacking(version)) {
      assertThat(bytesOf(file)).isEqualTo(bytes);
    }
  }

  /** Opens a version until its copy lies there, without ever borrowing it. */
  private void awaitCopyOf(long of) {
    long length = library.versions.get(of).stamp().sizeBytes();
    Fixture.await(
        "a copy",
        () -> {
          boolean isThere =
              library.chunkFiles().stream().anyMatch(f -> f.toFile().length() == length);
          if (!isThere) {
            try {
              backing(of).ifPresent(BackingFile::close);
            } catch (Exception e) {
              throw new AssertionError(e);
            }
          }
          return isThere;
        });
  }

  private void deleteChunks() throws Exception {
    for (Path file : library.chunkFiles()) {
      if (file.toFile().length() <= CHUNK) {
        Files.delete(file);
      }
    }
  }

  @Test
  void anEmptyFileHasNoCopyAndOpens() throws Exception {
    long empty = library.add("empty", new byte[0]);
    library.content().content().open(empty);
    assertThat(backing(empty)).isEmpty();
    library.content().content().release(empty);
  }

  @Test
  void inAFullCacheACopyNeverCostsItsOwnTrack() throws Exception {
    library.config = library.config.withLimitBytes(3L * SIZE);
    cache(version);
    for (int i = 0; i < 2; i++) {
      cache(library.add("other " + i, Fixture.random(10 + i, SIZE)));
    }
    library.origins.clear();
    try (BackingFile file = awaitBacking(version)) {
      assertThat(bytesOf(file)).isEqualTo(bytes);
    }
    assertThat(library.readAll(version)).isEqualTo(bytes);
  }

  @Test
  void whereTrackAndCopyDoNotFitTogetherNothingIsTouched() throws Exception {
    library.config = library.config.withLimitBytes(2L * SIZE - 1);
    cache(version);
    assertThat(backing(version)).isEmpty();
    library.close(); // waits for what is under way
    assertThat(library.chunkFiles()).hasSize(21).allMatch(f -> f.toFile().length() <= CHUNK);
    assertThat(library.count(Metric.EVICTED_BYTES)).isZero();
  }

  @Test
  void aDamagedChunkIsReadFromTheCopyWithTheOriginGone() throws Exception {
    cache(version);
    awaitBacking(version).close();
    library.close();
    Path chunk =
        library.chunkFiles().stream()
            .filter(f -> f.toFile().length() == CHUNK)
            .findFirst()
            .orElseThrow();
    byte[] wrong = Files.readAllBytes(chunk);
    wrong[0] ^= 1;
    Files.write(chunk, wrong);
    library.origins.clear();
    assertThat(library.readAll(version)).isEqualTo(bytes);
    assertThat(library.count(Metric.CHUNKS_CORRUPT)).isEqualTo(1);
  }

  @Test
  void nothingIsFetchedThatACopyHolds() throws Exception {
    cache(version);
    awaitBacking(version).close();
    library.close();
    deleteChunks();
    long fetched = library.origin.bytesRead.get();
    for (int at = 0; at < SIZE; at += 10) {
      assertThat(library.readNow(version, at, 10)).contains(Fixture.slice(bytes, at, 10));
      library.content().content().await(version, at, 10);
    }
    library.close();
    assertThat(library.origin.bytesRead).hasValue(fetched);
  }

  @Test
  void aReadFromACopyComparesWhatItReads() throws Exception {
    cache(version);
    awaitBacking(version).close();
    library.close();
    Path copy = copy();
    byte[] wrong = bytes.clone();
    wrong[SIZE - 1] ^= 1;
    Files.write(copy, wrong);
    deleteChunks();
    assertThat(library.readNow(version, 3, 20)).contains(Fixture.slice(bytes, 3, 20));
    assertThat(library.count(Metric.CHUNKS_CORRUPT)).as("not looked at yet").isZero();
    assertThat(library.readAll(version)).as("the end is fetched again").isEqualTo(bytes);
    assertThat(library.count(Metric.CHUNKS_CORRUPT)).isEqualTo(1);
  }

  @Test
  void whatIsLentStaysWhenItsReadersAreInterrupted() throws Exception {
    cache(version);
    try (BackingFile file = awaitBacking(version)) {
      Path copy = copy();
      library.content().store().clear(Optional.empty());
      assertThat(library.chunkFiles()).containsExactly(copy);
      AtomicBoolean over = new AtomicBoolean();
      Thread reader =
          Thread.ofPlatform()
              .start(
                  () -> {
                    try {
                      while (!over.get()) {
                        assertThat(library.readNow(version, 0, SIZE)).contains(bytes);
                        Thread.interrupted();
                      }
                    } catch (Exception e) {
                      throw new AssertionError(e);
                    }
                  });
      for (int i = 0; i < 2000; i++) {
        reader.interrupt();
        Thread.onSpinWait();
      }
      over.set(true);
      reader.join();
      library.content().store().clear(Optional.empty());
      assertThat(copy).exists();
      assertThat(bytesOf(file)).isEqualTo(bytes);
    }
  }

  @Test
  void chunksGoBeforeTheirCopyAndBeforeWhatOthersNeed() throws Exception {
    library.config = library.config.withLimitBytes(4L * SIZE);
    long older = library.add("older", Fixture.random(9, SIZE));
    cache(older);
    cache(version);
    awaitCopyOf(version);
    Path copy = copy();
    long newer = library.add("newer", Fixture.random(10, SIZE + SIZE / 2));
    library.readAll(newer);
    library.awaitCached(newer);
    library.close();
    assertThat(copy).exists();
    assertThat(library.content().store().cachedBytes(older)).isEqualTo(SIZE);
    assertThat(library.content().store().cachedBytes(version)).isEqualTo(SIZE);
    assertThat(library.chunkFiles().size()).isLessThan(21 + 21 + 1 + 32);
  }

  @Test
  void manyOpensMakeOneCopy() throws Exception {
    cache(version);
    try (var threads = Executors.newFixedThreadPool(8)) {
      for (int i = 0; i < 200; i++) {
        var unused =
            threads.submit(
                () -> {
                  backing(version).ifPresent(BackingFile::close);
                  return true;
                });
      }
    }
    awaitBacking(version).close();
    library.close();
    assertThat(Fixture.bytesOnDisk(directory)).isEqualTo(2L * SIZE);
    assertThat(library.count(Metric.STORE_FAILURES)).isZero();
  }

  @Test
  void whatAKilledCopyLeftIsRemoved() throws Exception {
    cache(version);
    library.close();
    Path leftover = Files.write(directory.resolve("tmp").resolve("1"), new byte[SIZE / 2]);
    try (BackingFile file = awaitBacking(version)) {
      assertThat(bytesOf(file)).isEqualTo(bytes);
    }
    assertThat(leftover).doesNotExist();
  }

  @Test
  void withTheOptionOffAnEarlierCopyIsNotCounted() throws Exception {
    cache(version);
    awaitBacking(version).close();
    library.close();
    deleteChunks();
    library.config = library.config.withWholeFiles(false);
    assertThat(library.content().store().cachedBytes(version)).isZero();
    assertThat(backing(version)).isEmpty();
  }
}
