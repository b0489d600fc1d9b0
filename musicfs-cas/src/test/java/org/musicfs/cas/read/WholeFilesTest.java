package org.musicfs.cas.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.musicfs.cas.Fixture.CHUNK;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
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
      library.content().store().clear();
      assertThat(copy).exists();
      assertThat(bytesOf(file)).isEqualTo(bytes);
    }
    library.content().store().clear();
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

  @Test
  void anEmptyFileHasNoCopyAndOpens() throws Exception {
    long empty = library.add("empty", new byte[0]);
    library.content().content().open(empty);
    assertThat(backing(empty)).isEmpty();
    library.content().content().release(empty);
  }
}
