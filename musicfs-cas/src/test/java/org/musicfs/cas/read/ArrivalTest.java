package org.musicfs.cas.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import java.time.Duration;
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
import org.musicfs.cas.PacedOrigin;
import org.musicfs.core.content.ContentException;
import org.musicfs.core.content.ContentException.Reason;

/**
 * Bytes are served while the rest of their chunk is on its way, and only if nobody can be fooled.
 */
@Timeout(60)
class ArrivalTest {
  private static final int CHUNK = 256 << 10;
  private static final int PIECE = 32 << 10;
  private static final int PIECES = CHUNK / PIECE;
  private static final int READ = 4 << 10;

  @TempDir Path directory;
  private Fixture library;
  private PacedOrigin origin;
  private ExecutorService threads;
  private final byte[] bytes = Fixture.random(1, 2 * CHUNK);

  @BeforeEach
  void openLibrary() {
    library = new Fixture(directory);
    library.config = library.config.withChunkBytes(CHUNK).withLimitBytes(64 << 20);
    origin = new PacedOrigin(library.origin, PIECE);
    library.origins.put(origin.id(), origin);
    threads = Executors.newCachedThreadPool();
  }

  @AfterEach
  void closeLibrary() {
    origin.pieces.release(1_000_000);
    threads.shutdownNow();
    library.close();
  }

  private Future<byte[]> reading(long version, long offset, int length) {
    Callable<byte[]> read = () -> library.read(version, offset, length);
    return threads.submit(read);
  }

  private ContentException failure(long version, long offset, int length) {
    return catchThrowableOfType(
        ContentException.class, () -> library.read(version, offset, length));
  }

  private void store(long version) throws Exception {
    origin.pieces.release(2 * PIECES);
    library.readAll(version);
    library.awaitCached(version);
    library.content().store().clear(java.util.Optional.empty());
    origin.delivered.set(0);
  }

  @Test
  void theFirstBytesOfAnUnknownChunkAreServedWhileTheRestIsOnItsWay() throws Exception {
    long version = library.add("song", Fixture.slice(bytes, 0, CHUNK)); // nothing lies ahead
    origin.pieces.release(1);

    assertThat(library.read(version, 0, READ)).isEqualTo(Fixture.slice(bytes, 0, READ));

    assertThat(origin.delivered.get()).isEqualTo(1);
    assertThat(library.readNow(version, PIECE - READ, READ))
        .hasValue(Fixture.slice(bytes, PIECE - READ, READ));
    assertThat(library.readNow(version, PIECE - 1, 2)).as("one of them is not here").isEmpty();
    Future<byte[]> across = reading(version, PIECE - 1, 2);
    origin.pieces.release(1);
    assertThat(across.get()).isEqualTo(Fixture.slice(bytes, PIECE - 1, 2));
    assertThat(library.content().store().cachedBytes(version)).isZero();
    origin.pieces.release(PIECES);
    assertThat(library.read(version, 0, CHUNK)).isEqualTo(Fixture.slice(bytes, 0, CHUNK));
    assertThat(library.origin.reads.get()).isEqualTo(1);
  }

  @Test
  void whoeverAwaitsARangeIsToldWhenItIsThere() throws Exception {
    long version = library.add("song", bytes);
    origin.pieces.release(2);

    library.content().content().await(version, PIECE, READ);

    assertThat(library.readNow(version, PIECE, READ)).hasValue(Fixture.slice(bytes, PIECE, READ));
    assertThat(origin.delivered.get()).isEqualTo(2);
  }

  @Test
  void aReadOverTwoChunksIsServedWhenTheSecondBegins() throws Exception {
    long version = library.add("song", bytes);
    origin.pieces.release(PIECES + 1);

    assertThat(library.read(version, READ, CHUNK)).isEqualTo(Fixture.slice(bytes, READ, CHUNK));

    assertThat(origin.delivered.get()).isEqualTo(PIECES + 1);
  }

  @Test
  void aChunkWithANameIsServedOnlyWhole() throws Exception {
    long version = library.add("song", bytes);
    store(version);
    origin.pieces.release(PIECES - 1);

    Future<byte[]> read = reading(version, 0, READ);

    Fixture.await("all but one piece", () -> origin.delivered.get() == PIECES - 1);
    assertThat(library.readNow(version, 0, READ)).isEmpty();
    assertThat(read.isDone()).isFalse();
    origin.pieces.release(1);
    assertThat(read.get()).isEqualTo(Fixture.slice(bytes, 0, READ));
  }

  @Test
  void aDamagedChunkWithANameIsNeverShown() throws Exception {
    long version = library.add("song", bytes);
    store(version);
    origin.flipFirst(true);
    origin.pieces.release(100);

    assertThat(failure(version, 0, READ).reason()).isEqualTo(Reason.CORRUPT);
  }

  @Test
  void aFetchThatBreaksOffIsTriedAgainAndServesTheRest() throws Exception {
    long version = library.add("song", bytes);
    origin.pieces.release(2);
    assertThat(library.read(version, 0, READ)).isEqualTo(Fixture.slice(bytes, 0, READ));
    Future<byte[]> rest = reading(version, 2 * PIECE, READ);

    breakOff();
    origin.pieces.release(PIECES);

    assertThat(rest.get()).isEqualTo(Fixture.slice(bytes, 2 * PIECE, READ));
    assertThat(library.read(version, 0, CHUNK)).isEqualTo(Fixture.slice(bytes, 0, CHUNK));
    origin.pieces.release(PIECES);
    assertThat(library.readAll(version)).isEqualTo(bytes);
  }

  /** Lets the read under way fail, and the next ones go on. */
  private void breakOff() {
    int before = library.origin.reads.get();
    origin.breakOff(true);
    origin.pieces.release(1);
    Fixture.await("another try", () -> library.origin.reads.get() > before);
    origin.breakOff(false);
  }

  @Test
  void whatWasShownAndWhatComesLaterAreNeverMixed() throws Exception {
    library.config = library.config.withReadDeadline(Duration.ofSeconds(3));
    long version = library.add("song", bytes);
    origin.pieces.release(2);
    assertThat(library.read(version, 0, READ)).isEqualTo(Fixture.slice(bytes, 0, READ));
    origin.flipFirst(true);

    breakOff();
    origin.pieces.release(1000);

    assertThat(failure(version, CHUNK - READ, READ).reason()).isEqualTo(Reason.CORRUPT);
    assertThat(failure(version, CHUNK - READ, READ).reason())
        .as("also by a fetch of its own")
        .isEqualTo(Reason.CORRUPT);
    assertThat(library.content().store().cachedBytes(version)).isZero();
    origin.flipFirst(false);
    assertThat(library.readAll(version)).isEqualTo(bytes);
  }

  @Test
  void whatNobodyHasSeenMayBeReplacedByWhatComesLater() throws Exception {
    long version = library.add("song", bytes);
    origin.flipFirst(true);
    origin.pieces.release(1);
    Future<byte[]> read = reading(version, CHUNK - READ, READ);
    Fixture.await("a piece", () -> origin.delivered.get() == 1);
    origin.flipFirst(false);

    breakOff();
    origin.pieces.release(1000);

    assertThat(read.get()).isEqualTo(Fixture.slice(bytes, CHUNK - READ, READ));
    assertThat(library.readAll(version)).isEqualTo(bytes);
  }

  @Test
  void aFileThatChangesMeanwhileIsReportedAndGivesNoMore() throws Exception {
    long version = library.add("song", bytes);
    origin.pieces.release(1);
    assertThat(library.read(version, 0, READ)).isEqualTo(Fixture.slice(bytes, 0, READ));
    Future<byte[]> rest = reading(version, CHUNK - READ, READ);

    library.origin.put("song", Fixture.random(2, bytes.length));
    origin.pieces.release(1000);

    assertThat(rest)
        .failsWithin(Duration.ofSeconds(30))
        .withThrowableThat()
        .havingCause()
        .isInstanceOfSatisfying(
            ContentException.class, e -> assertThat(e.reason()).isEqualTo(Reason.CHANGED));
    assertThat(library.changed).contains(version);
    assertThat(failure(version, 0, READ).reason()).isEqualTo(Reason.CHANGED);
    assertThat(library.content().store().cachedBytes(version)).isZero();
  }
}
