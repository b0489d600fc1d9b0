package org.musicfs.cas.upkeep;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.musicfs.cas.Fixture;
import org.musicfs.core.audio.Layout;
import org.musicfs.core.content.StoreStats;
import org.musicfs.core.metrics.Metric;
import org.musicfs.core.testing.FakeOrigin;

/** Quotas, age, the regular verification, and what is told to an index that was rebuilt. */
@Timeout(60)
class UpkeepTest {
  private static final int CHUNK = 1024;

  @TempDir Path directory;
  private Fixture library;
  private final FakeOrigin other = new FakeOrigin(7);

  @BeforeEach
  void openLibrary() {
    library = new Fixture(directory);
    library.config = library.config.withChunkBytes(CHUNK).withLimitBytes(100 * CHUNK);
  }

  @AfterEach
  void closeLibrary() {
    library.close();
  }

  private long read(FakeOrigin at, String path, int chunks) throws Exception {
    byte[] bytes = Fixture.random(path.hashCode(), chunks * CHUNK);
    long version = library.addAt(at, path, bytes, Layout.unknown(bytes.length));
    assertThat(library.readAll(version)).isEqualTo(bytes);
    return version;
  }

  private StoreStats.OfOrigin of(int origin) throws Exception {
    return library.content().store().stats().origins().stream()
        .filter(found -> found.origin() == origin)
        .findFirst()
        .orElse(new StoreStats.OfOrigin(origin, 0, 0, 0, 0, 0, 0));
  }

  @Test
  void anOriginKeepsToItsQuotaAndTakesNothingFromTheOthers() throws Exception {
    library.config = library.config.withQuotas(Map.of(other.id(), 20L * CHUNK));
    long mine = read(library.origin, "mine", 30);
    library.awaitCached(mine);

    for (int i = 0; i < 5; i++) {
      read(other, "theirs " + i, 15);
      assertThat(of(7).storedBytes()).isLessThanOrEqualTo(20 * CHUNK);
    }

    assertThat(of(7).quotaBytes()).isEqualTo(20 * CHUNK);
    assertThat(of(7).storedBytes()).isGreaterThan(10 * CHUNK);
    assertThat(library.content().store().cachedBytes(mine)).isEqualTo(30 * CHUNK);
  }

  @Test
  void aQuotaThatWasLoweredIsKeptFromTheStartOn() throws Exception {
    long theirs = read(other, "theirs", 40);
    library.awaitCached(theirs);
    library.config = library.config.withQuotas(Map.of(other.id(), 10L * CHUNK));

    library.reopen();

    Fixture.await(
        "within its quota",
        () -> {
          try {
            return of(7).storedBytes() <= 10 * CHUNK;
          } catch (Exception e) {
            throw new AssertionError(e);
          }
        });
  }

  @Test
  void clearCanBeOfOneOrigin() throws Exception {
    long mine = read(library.origin, "mine", 3);
    long theirs = read(other, "theirs", 4);
    library.awaitCached(mine);
    library.awaitCached(theirs);

    assertThat(library.content().store().clear(Optional.of(other.id()))).isEqualTo(4 * CHUNK);

    assertThat(library.content().store().cachedBytes(mine)).isEqualTo(3 * CHUNK);
    assertThat(library.content().store().cachedBytes(theirs)).isZero();
  }

  @Test
  void whatNobodyUsesForTooLongGoes() throws Exception {
    // The fixture's clock moves by a millisecond with each look.
    long old = read(library.origin, "old", 4);
    library.awaitCached(old);
    library.config = library.config.withMaxAge(Duration.ofMillis(1));
    for (int looks = 0; looks < 5; looks++) {
      assertThat(library.ticking().millis()).isPositive();
    }

    library.reopen();

    Fixture.await(
        "gone",
        () -> {
          try {
            return library.content().store().cachedBytes(old) == 0;
          } catch (Exception e) {
            throw new AssertionError(e);
          }
        });
    Fixture.await("counted", () -> library.count(Metric.EVICTED_BYTES) == 4 * CHUNK);
  }

  @Test
  void theRegularVerificationFindsDamageAndMendsIt() throws Exception {
    long song = read(library.origin, "song", 20);
    library.awaitCached(song);
    for (Path file : List.copyOf(library.chunkFiles()).subList(0, 3)) {
      try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
        channel.write(ByteBuffer.wrap(new byte[] {1, 2, 3, 4}), 100);
      }
    }
    long corrupt = library.count(Metric.CHUNKS_CORRUPT);
    library.config = library.config.withScrubInterval(Duration.ofSeconds(2));

    library.reopen();

    AtomicLong damaged = new AtomicLong(); // of two rounds: later ones find none
    Fixture.await(
        "a whole round",
        () -> {
          try {
            StoreStats.Scrub scrub = library.content().store().stats().scrub();
            damaged.accumulateAndGet(scrub.damaged(), Math::max);
            return scrub.completedMillis() > 0 && damaged.get() > 0;
          } catch (Exception e) {
            throw new AssertionError(e);
          }
        });
    assertThat(damaged.get()).isBetween(1L, 3L);
    assertThat(library.count(Metric.CHUNKS_CORRUPT) - corrupt).isEqualTo(3);
    library.awaitCached(song);
  }

  @Test
  void whoseTheChunksAreIsKnownAgainAfterTheIndexWasLost() throws Exception {
    long theirs = read(other, "theirs", 5);
    byte[] bytes = Fixture.random(3, 6 * CHUNK);
    long mine = library.add("mine", bytes, Fixture.layout(6 * CHUNK, CHUNK, 6 * CHUNK));
    library.readAll(mine);
    library.awaitCached(theirs);
    library.awaitCached(mine);
    library.close();
    Files.delete(directory.resolve("chunks.db"));

    library.reopen();

    Fixture.await(
        "attributed",
        () -> {
          try {
            return of(0).storedBytes() == 0 && of(7).storedBytes() == 5 * CHUNK;
          } catch (Exception e) {
            throw new AssertionError(e);
          }
        });
    assertThat(library.content().store().stats().classes().getLast().storedBytes())
        .isEqualTo(CHUNK);
  }
}
