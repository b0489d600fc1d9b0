package org.musicfs.cas.read;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.musicfs.cas.Fixture;
import org.musicfs.cas.PacedOrigin;
import org.musicfs.cas.StoreConfig;
import org.musicfs.core.content.ContentException;

/** Players, probes and what is fetched for them that nobody has asked for yet. */
@Timeout(60)
class StreamsTest {
  private static final int READ = 128 << 10;
  private static final int CHUNK = 256 << 10;
  private static final int MIB = 1 << 20;

  @TempDir Path directory;
  private Fixture library;
  private PacedOrigin slow;

  @BeforeEach
  void openLibrary() {
    library = new Fixture(directory);
    library.config = library.config.withChunkBytes(CHUNK).withLimitBytes(512L << 20);
    slow = new PacedOrigin(library.origin, MIB);
  }

  @AfterEach
  void closeLibrary() {
    library.close();
  }

  private void slowBy(long millis) {
    slow.delay(millis);
    library.origins.put(slow.id(), slow);
  }

  private void play(long version, byte[] bytes, long from, long to) throws Exception {
    for (long at = from; at < to; at += READ) {
      byte[] got = library.read(version, at, READ);
      assertThat(Arrays.equals(got, Fixture.slice(bytes, at, READ))).as("at %d", at).isTrue();
    }
  }

  private long cached(long version) {
    try {
      return library.content().store().cachedBytes(version);
    } catch (ContentException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void oneStreamFillsALongLinkWithEightRequests() throws Exception {
    slowBy(100);
    byte[] bytes = Fixture.random(1, 24 * MIB);
    long version = library.add("song", bytes);

    play(version, bytes, 0, bytes.length);

    assertThat(slow.mostReading.get()).isEqualTo(8);
  }

  @Test
  void twoStreamsOfASlowOriginGoOnAlike() throws Exception {
    slowBy(40);
    byte[] bytes = Fixture.random(2, 16 * MIB);
    List<Long> versions = List.of(library.add("a", bytes), library.add("b", bytes));
    AtomicIntegerArray done = new AtomicIntegerArray(2);
    int[] otherAtEnd = new int[2];
    int reads = bytes.length / READ;
    try (ExecutorService players = Executors.newFixedThreadPool(2)) {
      List<Future<?>> both = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        int own = i;
        Callable<Void> player =
            () -> {
              for (int read = 0; read < reads; read++) {
                long at = (long) read * READ;
                play(versions.get(own), bytes, at, at + READ);
                done.incrementAndGet(own);
              }
              otherAtEnd[own] = done.get(1 - own);
              return null;
            };
        both.add(players.submit(player));
      }
      for (Future<?> one : both) {
        one.get();
      }
    }
    assertThat(Math.min(otherAtEnd[0], otherAtEnd[1]))
        .as("reads of the later one when the first was done, of %d", reads)
        .isGreaterThanOrEqualTo(reads / 2);
  }

  @Test
  void theNextTrackIsThereWhenOneEndsAndTheOneAfterItToo() throws Exception {
    byte[] bytes = Fixture.random(3, 3 * MIB);
    byte[] large = Fixture.random(4, 20 * MIB);
    long first = library.add("1", bytes);
    long second = library.add("2", bytes);
    long third = library.add("3", large);
    library.followers.put(first, second);
    library.followers.put(second, third);

    play(first, bytes, 0, bytes.length);

    Fixture.await("all of the second", () -> cached(second) == bytes.length);
    assertThat(cached(third)).isZero();
    int reads = library.origin.reads.get();
    play(second, bytes, 0, bytes.length);
    Fixture.await("the head of the third", () -> cached(third) == NextTracks.HEAD_BYTES);
    assertThat(library.origin.reads.get() - reads).as("a request for each MiB").isEqualTo(8);

    play(third, large, 0, 7 * MIB);
    Fixture.await("it is read ahead", () -> cached(third) > NextTracks.HEAD_BYTES);
  }

  @Test
  void aTrackIsFetchedAheadOnceInAWhile() throws Exception {
    byte[] bytes = Fixture.random(5, 2 * MIB);
    long first = library.add("1", bytes);
    long second = library.add("2", bytes);
    library.followers.put(first, second);
    play(first, bytes, 0, bytes.length);
    Fixture.await("all of the second", () -> cached(second) == bytes.length);
    library.content().store().clear(java.util.Optional.empty());
    long read = library.origin.bytesRead.get();

    play(first, bytes, 0, bytes.length);

    Fixture.await("the first again", () -> cached(first) == bytes.length);
    assertThat(library.origin.bytesRead.get() - read).isEqualTo(bytes.length);
  }

  @Test
  void nothingIsFetchedAheadWhenThatIsTurnedOff() throws Exception {
    var reading = library.config.reading();
    library.config =
        library.config.with(
            new StoreConfig.Reading(reading.deadline(), 8, reading.inFlightBytes(), 0, 256, 64));
    byte[] bytes = Fixture.random(6, 2 * MIB);
    long first = library.add("1", bytes);
    library.followers.put(first, library.add("2", bytes));

    play(first, bytes, 0, bytes.length);

    library.awaitCached(first);
    assertThat(library.origin.bytesRead.get()).isEqualTo(bytes.length);
  }

  @Test
  void probesOfManyFilesFetchWhatTheyAskForAndNoMore() throws Exception {
    int chunk = 32 << 10;
    int probe = 16 << 10;
    library.config = library.config.withChunkBytes(chunk);
    byte[] bytes = Fixture.random(7, 8 * chunk);
    int files = 200;
    List<Long> versions = new ArrayList<>();
    for (int i = 0; i < files; i++) {
      versions.add(library.add("song" + i, bytes));
    }
    for (int i = 0; i + 1 < files; i++) {
      library.followers.put(versions.get(i), versions.get(i + 1));
    }

    for (long version : versions) {
      assertThat(library.read(version, 0, probe)).isEqualTo(Fixture.slice(bytes, 0, probe));
      assertThat(library.read(version, bytes.length - probe, probe))
          .isEqualTo(Fixture.slice(bytes, bytes.length - probe, probe));
    }

    assertThat(library.origin.reads.get()).isEqualTo(2 * files);
    assertThat(library.origin.bytesRead.get()).isEqualTo(2L * files * chunk);
  }

  @Test
  void whoeverReadsHeadsOnlyFetchesHeads() throws Exception {
    byte[] bytes = Fixture.random(8, 3 * CHUNK);
    int files = 100;
    for (int i = 0; i < files; i++) {
      long version = library.add("song" + i, bytes);
      play(version, bytes, 0, READ);
    }

    assertThat(library.origin.reads.get()).isEqualTo(files);
    assertThat(library.origin.bytesRead.get()).isEqualTo((long) files * CHUNK);
  }
}
