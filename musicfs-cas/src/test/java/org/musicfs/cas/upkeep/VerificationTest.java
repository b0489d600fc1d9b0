package org.musicfs.cas.upkeep;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.musicfs.cas.Fixture;
import org.musicfs.core.content.BackingFile;
import org.musicfs.core.content.StoreCheck;
import org.musicfs.core.metrics.Metric;

/** All that is stored, compared with its names, whatever was done to the files. */
@Timeout(60)
class VerificationTest {
  private static final int CHUNKS = 50;
  private static final int CHUNK = 1024;

  @TempDir Path directory;
  private Fixture library;
  private final byte[] bytes = Fixture.random(5, CHUNKS * CHUNK);

  @BeforeEach
  void openLibrary() {
    library = new Fixture(directory);
    library.config = library.config.withChunkBytes(CHUNK);
  }

  @AfterEach
  void closeLibrary() {
    library.close();
  }

  private long stored() throws Exception {
    long song = library.add("A/song.flac", bytes);
    library.readAll(song);
    library.awaitCached(song);
    return song;
  }

  private StoreCheck verify(boolean repair) throws Exception {
    List<StoreCheck> steps = new ArrayList<>();
    library.content().store().verify(repair, steps::add);
    assertThat(steps.getLast().done()).isTrue();
    assertThat(steps.subList(0, steps.size() - 1)).noneMatch(StoreCheck::done);
    return steps.getLast();
  }

  private static void flip(Path file) throws Exception {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      ByteBuffer one = ByteBuffer.allocate(1);
      channel.read(one, 500);
      channel.write(ByteBuffer.wrap(new byte[] {(byte) (one.get(0) ^ 4)}), 500);
    }
  }

  @Test
  void whatIsSoundStaysAndIsCounted() throws Exception {
    long song = stored();

    assertThat(verify(true))
        .isEqualTo(new StoreCheck(CHUNKS, CHUNKS, bytes.length, 0, 0, List.of(), true));
    assertThat(library.content().store().cachedBytes(song)).isEqualTo(bytes.length);
  }

  @Test
  void flippedShortenedAndUnreadableChunksAreSetAsideAlsoWhileTheyAreOpen() throws Exception {
    long song = stored();
    List<Path> files = library.chunkFiles();
    flip(files.get(0));
    Files.write(files.get(1), new byte[10]);
    Files.delete(files.get(2));
    Files.createDirectory(files.get(2));
    Files.delete(files.get(3));

    StoreCheck check = verify(false);

    assertThat(check.damaged()).isEqualTo(3);
    assertThat(check.repaired()).isZero();
    assertThat(check.files()).containsExactly("A/song.flac");
    assertThat(library.count(Metric.CHUNKS_CORRUPT)).isEqualTo(3);
    assertThat(library.content().store().cachedBytes(song)).isEqualTo(bytes.length - 4L * CHUNK);
    assertThat(library.readAll(song)).isEqualTo(bytes);
    library.awaitCached(song);
    assertThat(verify(false).damaged()).isZero();
  }

  @Test
  void aRepairFetchesWhatWasDamaged() throws Exception {
    long song = stored();
    long twin = library.add("B/twin.flac", bytes);
    library.readAll(twin);
    flip(library.chunkFiles().get(7));
    long before = library.origin.bytesRead.get();

    StoreCheck check = verify(true);

    assertThat(check.damaged()).isEqualTo(1);
    assertThat(check.repaired()).isEqualTo(1);
    assertThat(check.files()).contains("A/song.flac");
    assertThat(library.origin.bytesRead.get() - before).isEqualTo(CHUNK);
    library.awaitCached(song);
  }

  @Test
  void whatCannotBeFetchedIsSaidSo() throws Exception {
    stored();
    flip(library.chunkFiles().get(7));
    library.reopen();
    library.origin.remove("A/song.flac");

    StoreCheck check = verify(true);

    assertThat(check.damaged()).isEqualTo(1);
    assertThat(check.repaired()).isZero();
  }

  @Test
  void itEndsWhenNobodyWantsMore() throws Exception {
    stored();
    List<StoreCheck> steps = new ArrayList<>();

    library
        .content()
        .store()
        .verify(
            true,
            check -> {
              steps.add(check);
              return steps.size() < 5;
            });

    assertThat(steps).hasSize(5).noneMatch(StoreCheck::done);
  }

  @Test
  void copiesOfWholeVersionsAreComparedToo() throws Exception {
    // Longer than any chunk can be.
    byte[] large = Fixture.random(6, 5 << 20);
    library.config =
        library.config.withChunkBytes(1 << 20).withLimitBytes(64 << 20).withWholeFiles(true);
    long song = library.add("song.flac", large);
    library.readAll(song);
    library.awaitCached(song);
    Fixture.await("a copy", () -> hasCopy(song));
    Path copy =
        library.chunkFiles().stream()
            .filter(file -> file.toFile().length() == large.length)
            .findFirst()
            .orElseThrow();
    assertThat(verify(false).damaged()).isZero();
    flip(copy);

    StoreCheck check = verify(false);

    assertThat(check.damaged()).isEqualTo(1);
    assertThat(check.files()).containsExactly("song.flac");
    assertThat(copy).doesNotExist();
  }

  private boolean hasCopy(long version) {
    try {
      var file = library.content().content().backing(version);
      file.ifPresent(BackingFile::close);
      return file.isPresent();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }
}
