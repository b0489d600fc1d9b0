package org.musicfs.cas.read;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.musicfs.cas.Fixture;
import org.musicfs.cas.PacedOrigin;
import org.musicfs.core.testing.FakeOrigin;

/** An origin behind a link of 200 KB/s, which all its requests share. */
@Timeout(60)
class SlowOriginTest {
  private static final int PIECE = 8 << 10;
  private static final int PIECE_MILLIS = 40;
  private static final int READ = 32 << 10;
  private static final int CHUNK = 256 << 10;
  private static final int MIB = 1 << 20;

  @TempDir Path directory;
  private Fixture library;
  private PacedOrigin slow;
  private ScheduledExecutorService link;
  private ExecutorService readers;

  @BeforeEach
  void openLibrary() {
    library = new Fixture(directory);
    library.config = library.config.withChunkBytes(CHUNK).withLimitBytes(64 << 20);
    slow = new PacedOrigin(library.origin, PIECE);
    library.origins.put(slow.id(), slow);
    link = Executors.newSingleThreadScheduledExecutor();
    readers = Executors.newCachedThreadPool();
  }

  @AfterEach
  void closeLibrary() {
    link.shutdownNow();
    slow.pieces.release(1_000_000);
    readers.shutdownNow();
    library.close();
  }

  private void trickle() {
    var _ =
        link.scheduleAtFixedRate(
            slow.pieces::release, PIECE_MILLIS, PIECE_MILLIS, TimeUnit.MILLISECONDS);
  }

  /** Reads a version in order; returns how much had been delivered when each read was answered. */
  private Future<List<Long>> playing(long version, byte[] bytes) {
    Callable<List<Long>> player =
        () -> {
          List<Long> delivered = new ArrayList<>();
          for (int at = 0; at < bytes.length; at += READ) {
            assertThat(library.read(version, at, READ)).isEqualTo(Fixture.slice(bytes, at, READ));
            delivered.add((long) slow.delivered.get() * PIECE);
          }
          return delivered;
        };
    return readers.submit(player);
  }

  @Test
  void bytesAreServedAsTheyArriveAndNobodyGivesUpWhileTheyDo() throws Exception {
    Duration deadline = Duration.ofSeconds(3);
    library.config = library.config.withReadDeadline(deadline);
    byte[] bytes = Fixture.random(1, MIB);
    long version = library.add("song", bytes);
    long start = System.nanoTime();
    trickle();

    List<Future<List<Long>>> both = List.of(playing(version, bytes), playing(version, bytes));

    for (Future<List<Long>> one : both) {
      List<Long> delivered = one.get();
      assertThat(delivered.stream().filter(sum -> sum < bytes.length).count())
          .as("reads answered before all had come, of %d", delivered.size())
          .isGreaterThan(delivered.size() / 2);
    }
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(deadline);
    library.awaitCached(version);
    assertThat(library.origin.bytesRead.get()).as("it came once").isEqualTo(bytes.length);
  }

  @Test
  void whoeverReadsSomethingElseWaitsNoLongerForIt() throws Exception {
    byte[] bytes = Fixture.random(2, 4 * MIB);
    byte[] small = Fixture.random(3, CHUNK);
    long stored = library.add("stored", small);
    slow.pieces.release(CHUNK / PIECE);
    assertThat(library.readAll(stored)).isEqualTo(small);
    library.awaitCached(stored);
    long elsewhere =
        library.addAt(new FakeOrigin(2), "song", bytes, Fixture.layout(4 * MIB, 0, 4 * MIB));
    long beside = library.add("beside", small);
    Future<List<Long>> player = playing(library.add("song", bytes), bytes);
    trickle();
    Fixture.await("it plays", () -> slow.delivered.get() > CHUNK / PIECE + 2);

    assertThat(library.readNow(stored, 0, READ)).hasValue(Fixture.slice(small, 0, READ));
    assertThat(library.readAll(elsewhere)).isEqualTo(bytes);
    assertThat(library.read(beside, 0, READ))
        .as("of the same origin")
        .isEqualTo(Fixture.slice(small, 0, READ));

    assertThat(player.isDone()).isFalse();
    slow.pieces.release(1_000_000);
    assertThat(player.get()).hasSize(4 * MIB / READ);
  }
}
