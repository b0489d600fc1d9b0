package org.musicfs.cas.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.AbstractSet;
import java.util.Collections;
import java.util.Iterator;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.musicfs.cas.ChildJvm;
import org.musicfs.cas.Fixture;
import org.musicfs.cas.StoreConfig;
import org.musicfs.cas.chunk.ChunkClass;
import org.musicfs.cas.chunk.ChunkId;
import org.musicfs.core.metrics.Metrics;

/** A process is killed while it makes room for a chunk. */
@Timeout(120)
class KilledEvictionTest {
  private static final int CHUNK = 1024;
  private static final long LIMIT = 200_000;

  /** As many as fit. */
  private static final int CHUNKS = 195;

  /** One that is in the way, and four to have some room at hand. */
  private static final int EVICTED = 5;

  @TempDir Path directory;

  /** Where it is killed. */
  enum Point {
    /** Nothing has gone. */
    BEFORE_THE_FIRST(0),
    /** Some files are gone, their rows are not. */
    AMONG_THE_FILES(2),
    /** But for one. */
    BEFORE_THE_LAST(EVICTED - 1),
    /** Files and rows are gone, the new chunk has neither. */
    AFTER_THE_ROWS(EVICTED);

    private final int filesGone;

    Point(int filesGone) {
      this.filesGone = filesGone;
    }
  }

  private static ChunkStore open(Path directory, InstantSource clock) throws IOException {
    return ChunkStore.open(
        StoreConfig.defaults(directory)
            .withLimitBytes(LIMIT)
            .withReserveBytes(0)
            .withChunkBytes(CHUNK),
        new Metrics(),
        clock);
  }

  private static byte[] chunk(int number) {
    return Fixture.random(number, CHUNK);
  }

  private static ChunkId id(int number) {
    return ChunkId.of(chunk(number), 0, CHUNK);
  }

  private static boolean put(ChunkStore store, int number, Set<ChunkId> keep) {
    byte[] data = chunk(number);
    return store.write(
        id(number),
        Holding.of(ChunkClass.AUDIO),
        keep,
        channel -> ChunkFiles.write(channel, data, 0, CHUNK));
  }

  /**
   * Comes by where the store asks: for each chunk that may go whether it is to be kept, and, when
   * all have gone, what time it is.
   */
  private static final class Passing extends AbstractSet<ChunkId> implements InstantSource {
    private final Point end;
    private int asked;
    private long ticks = 1_700_000_000_000L;

    Passing(Point end) {
      this.end = end;
    }

    @Override
    public boolean contains(@Nullable Object chunk) {
      if (asked == end.filesGone) {
        awaitTheKill();
      }
      asked++;
      return false;
    }

    @Override
    public Instant instant() {
      if (asked > 0) {
        awaitTheKill();
      }
      return Instant.ofEpochMilli(ticks++);
    }

    private static void awaitTheKill() {
      System.out.println("there");
      while (true) {
        LockSupport.park();
      }
    }

    @Override
    public Iterator<ChunkId> iterator() {
      return Collections.emptyIterator();
    }

    @Override
    public int size() {
      return 0;
    }
  }

  /** Fills a store, and makes room for one more until a point. */
  static final class Evicting {
    public static void main(String[] args) throws IOException {
      Passing passing = new Passing(Point.valueOf(args[1]));
      ChunkStore store = open(Path.of(args[0]), passing);
      for (int i = 0; i < CHUNKS; i++) {
        if (!put(store, i, Set.of())) {
          throw new AssertionError("no room for " + i);
        }
      }
      boolean put = put(store, CHUNKS, passing);
      System.out.println("not killed: " + put);
    }
  }

  @ParameterizedTest
  @EnumSource
  void killedWhileItMakesRoomItIsWithinItsLimitAndMissesOnlyWhatHasGone(Point point)
      throws Exception {
    try (ChildJvm child = ChildJvm.start(Evicting.class, directory.toString(), point.name())) {
      assertThat(child.line()).isEqualTo("there");
    }
    assertThat(Fixture.chunkFiles(directory)).hasSize(CHUNKS - point.filesGone);

    try (ChunkStore store = open(directory, InstantSource.system())) {
      assertThat(store.admits()).as("usable at once").isTrue();
      assertThat(store.bytes()).as("rows").isGreaterThanOrEqualTo(Fixture.bytesOnDisk(directory));
      for (int i = 0; i <= CHUNKS; i++) {
        boolean isThere = i >= point.filesGone && i < CHUNKS;
        ByteBuffer read = ByteBuffer.allocate(CHUNK);
        assertThat(store.read(id(i), ChunkClass.AUDIO, 0, read))
            .as("chunk %d", i)
            .isEqualTo(isThere ? ChunkStore.Found.HIT : ChunkStore.Found.ABSENT);
        assertThat(read.array()).isEqualTo(isThere ? chunk(i) : new byte[CHUNK]);
      }
      Fixture.await("rows agree", () -> store.bytes() == Fixture.bytesOnDisk(directory));
      for (int i = CHUNKS; i >= 0; i -= CHUNKS) { // what was to be stored, and what went for it
        assertThat(put(store, i, Set.of())).isTrue();
        ByteBuffer read = ByteBuffer.allocate(CHUNK);
        assertThat(store.read(id(i), ChunkClass.AUDIO, 0, read)).isEqualTo(ChunkStore.Found.HIT);
        assertThat(Fixture.bytesOnDisk(directory)).isLessThanOrEqualTo(LIMIT);
      }
      assertThat(store.bytes()).isEqualTo(Fixture.bytesOnDisk(directory));
    }
  }
}
