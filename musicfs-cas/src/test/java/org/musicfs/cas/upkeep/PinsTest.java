package org.musicfs.cas.upkeep;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.musicfs.cas.Fixture;
import org.musicfs.core.content.StoreFill;
import org.musicfs.core.content.StoreStats;

/** What the user wants in the store is there, whatever else is played. */
@Timeout(60)
class PinsTest {
  private static final int CHUNK = 1024;
  private static final int LIMIT = 40 * CHUNK;

  @TempDir Path directory;
  private Fixture library;

  @BeforeEach
  void openLibrary() {
    library = new Fixture(directory);
    library.config = library.config.withChunkBytes(CHUNK).withLimitBytes(LIMIT);
  }

  @AfterEach
  void closeLibrary() {
    library.close();
  }

  private long add(String path, int chunks) {
    return library.add(path, Fixture.random(path.hashCode(), chunks * CHUNK));
  }

  private void pin(long... versions) {
    for (long version : versions) {
      library.pinned.add(version);
    }
    library.content().store().followPins();
  }

  private long pinnedBytes() throws Exception {
    return library.content().store().stats().pinnedBytes();
  }

  private void awaitPinned(long bytes) {
    Fixture.await(
        bytes + " bytes pinned",
        () -> {
          try {
            return pinnedBytes() == bytes;
          } catch (Exception e) {
            throw new AssertionError(e);
          }
        });
  }

  private long cached(long version) throws Exception {
    return library.content().store().cachedBytes(version);
  }

  @Test
  void aPinnedFileIsFetchedAndOutlivesEverythingThatIsPlayed() throws Exception {
    long kept = add("kept", 10);
    pin(kept);
    library.awaitCached(kept);
    awaitPinned(10 * CHUNK);

    for (int i = 0; i < 8; i++) {
      long other = add("other " + i, 20);
      assertThat(library.readAll(other)).hasSize(20 * CHUNK);
    }

    assertThat(cached(kept)).isEqualTo(10 * CHUNK);
    assertThat(Fixture.bytesOnDisk(directory)).isLessThanOrEqualTo(LIMIT);
    library.origin.unreachable(true);
    assertThat(library.readAll(kept)).isEqualTo(Fixture.random("kept".hashCode(), 10 * CHUNK));
  }

  @Test
  void whatIsThereAlreadyIsPinnedWhereItLies() throws Exception {
    long kept = add("kept", 5);
    library.readAll(kept);
    library.awaitCached(kept);
    long reads = library.origin.reads.get();

    pin(kept);

    awaitPinned(5 * CHUNK);
    assertThat(library.origin.reads).hasValue((int) reads);
  }

  @Test
  void whatIsNotPinnedAnyMoreGoesAsTheRest() throws Exception {
    long kept = add("kept", 10);
    pin(kept);
    library.awaitCached(kept);
    awaitPinned(10 * CHUNK);

    library.pinned.clear();
    library.content().store().followPins();

    awaitPinned(0);
    assertThat(cached(kept)).isEqualTo(10 * CHUNK);
    assertThat(library.content().store().clear(Optional.empty())).isEqualTo(10 * CHUNK);
  }

  @Test
  void clearAndEvictLeaveWhatIsPinned() throws Exception {
    long kept = add("kept", 4);
    long other = add("other", 6);
    pin(kept);
    library.readAll(other);
    library.awaitCached(kept);
    library.awaitCached(other);
    awaitPinned(4 * CHUNK);

    assertThat(library.content().store().evict(List.of(kept, other))).isEqualTo(6 * CHUNK);
    assertThat(library.content().store().clear(Optional.empty())).isZero();
    assertThat(cached(kept)).isEqualTo(4 * CHUNK);
  }

  @Test
  void anotherVersionOfAPinnedFileTakesItsPlace() throws Exception {
    long old = add("kept", 6);
    pin(old);
    library.awaitCached(old);
    awaitPinned(6 * CHUNK);

    long next = library.add("kept", Fixture.random(99, 8 * CHUNK));
    library.pinned.remove(old);
    pin(next);

    library.awaitCached(next);
    awaitPinned(8 * CHUNK);
  }

  @Test
  void pinsAreKnownAfterARestartAndAfterTheIndexIsLost() throws Exception {
    long kept = add("kept", 7);
    pin(kept);
    library.awaitCached(kept);
    awaitPinned(7 * CHUNK);

    library.reopen();
    assertThat(pinnedBytes()).isEqualTo(7 * CHUNK);

    library.close();
    Files.delete(directory.resolve("chunks.db"));
    library.content().store().followPins();
    awaitPinned(7 * CHUNK);
  }

  @Test
  void aPinnedFileWhoseOriginIsOutOfReachIsNotWaitedFor() throws Exception {
    library.config = library.config.withReadDeadline(java.time.Duration.ofMillis(50));
    long lost = add("lost", 3);
    long kept = add("kept", 3);
    library.readAll(kept);
    library.awaitCached(kept);
    library.origin.unreachable(true);

    pin(lost, kept);

    awaitPinned(3 * CHUNK);
    assertThat(cached(lost)).isZero();
  }

  @Test
  void fillingTellsHowFarItIsAndWhatItCouldNotGet() throws Exception {
    long first = add("first", 3);
    long second = add("second", 5);
    long direct = add("third", 60);
    List<StoreFill> steps = new ArrayList<>();

    library.content().store().fill(List.of(first, second, direct), steps::add);

    StoreFill end = steps.getLast();
    assertThat(end.done()).isTrue();
    assertThat(end.files()).isEqualTo(3);
    assertThat(end.doneFiles()).isEqualTo(3);
    assertThat(end.doneBytes()).isEqualTo(end.bytes()).isEqualTo(68 * CHUNK);
    assertThat(end.failed()).isEqualTo(1);
    assertThat(end.problem()).contains("no room");
    assertThat(Fixture.bytesOnDisk(directory)).isLessThanOrEqualTo(LIMIT);
  }

  @Test
  void fillingEndsWhenTheListenerSaysSo() throws Exception {
    long first = add("first", 3);
    long second = add("second", 5);
    List<StoreFill> steps = new ArrayList<>();

    library
        .content()
        .store()
        .fill(
            List.of(first, second),
            step -> {
              steps.add(step);
              return false;
            });

    assertThat(steps).hasSize(1);
    assertThat(cached(second)).isZero();
  }

  @Test
  void statisticsAreKeptByClassAndByOrigin() throws Exception {
    long song =
        library.add(
            "song", Fixture.random(1, 10 * CHUNK), Fixture.layout(10 * CHUNK, CHUNK, 10 * CHUNK));
    library.readAll(song);
    library.awaitCached(song);
    library.readAll(song);

    StoreStats stats = library.content().store().stats();

    assertThat(stats.classes())
        .extracting(StoreStats.OfClass::name, StoreStats.OfClass::storedBytes)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("audio", 9L * CHUNK),
            org.assertj.core.groups.Tuple.tuple("protected", (long) CHUNK));
    assertThat(stats.origins()).hasSize(1);
    StoreStats.OfOrigin origin = stats.origins().getFirst();
    assertThat(origin.origin()).isEqualTo(library.origin.id().value());
    assertThat(origin.storedBytes()).isEqualTo(10 * CHUNK);
    assertThat(origin.hits()).isEqualTo(stats.hits()).isPositive();
    assertThat(origin.misses()).isEqualTo(stats.misses()).isPositive();
  }
}
