package org.musicfs.cas.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
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

/** A process that writes is killed, again and again. */
@Timeout(120)
class KilledStoreTest {
  private static final long LIMIT = 200_000;
  private static final int CHUNKS = 1000;
  private static final int FEW = 30;

  @TempDir Path directory;

  private static ChunkStore open(Path directory) throws IOException {
    return ChunkStore.open(
        StoreConfig.defaults(directory)
            .withLimitBytes(LIMIT)
            .withReserveBytes(0)
            .withChunkBytes(1024),
        new Metrics(),
        InstantSource.system());
  }

  private static byte[] chunk(int number) {
    return Fixture.random(number, 1024);
  }

  /** Writes for ever. */
  static final class Writer {
    public static void main(String[] args) throws IOException {
      ChunkStore store = open(Path.of(args[0]));
      Random random = new Random(Long.parseLong(args[1]));
      System.out.println("writing");
      while (true) {
        byte[] data = chunk(random.nextInt(CHUNKS));
        store.put(ChunkId.of(data, 0, 1024), Holding.of(ChunkClass.AUDIO), data, 0);
      }
    }
  }

  @Test
  void killedAtAnyTimeItIsUsableAtOnceWithinItsLimitAndWithoutAWrongByte() throws Exception {
    Random random = new Random(1);
    for (int kill = 0; kill < 6; kill++) {
      try (ChildJvm writer =
          ChildJvm.start(Writer.class, directory.toString(), Integer.toString(kill))) {
        assertThat(writer.line()).isEqualTo("writing");
        int files = 20 + random.nextInt(150);
        Fixture.await("some chunks", () -> Fixture.chunkFiles(directory).size() >= files);
      }
      check(kill);
    }
  }

  /** Where a writer ends itself, without a chance to put anything in order. */
  enum Point {
    /** The chunk has its row, and a file of another name with nothing in it. */
    BEFORE_ITS_BYTES,
    AMONG_ITS_BYTES,
    /** All is written, under another name. */
    BEFORE_THE_RENAME,
    /** The chunk's file has its name; the index was not closed. */
    AFTER_THE_RENAME
  }

  /** Writes some chunks, the last of them until a point. */
  static final class Ending {
    public static void main(String[] args) throws IOException {
      Point point = Point.valueOf(args[1]);
      ChunkStore store = open(Path.of(args[0]));
      for (int i = 0; i < FEW; i++) {
        byte[] data = chunk(i);
        store.put(ChunkId.of(data, 0, 1024), Holding.of(ChunkClass.AUDIO), data, 0);
      }
      byte[] last = chunk(FEW);
      store.write(
          ChunkId.of(last, 0, 1024),
          Holding.of(ChunkClass.AUDIO),
          Set.of(),
          channel -> {
            if (point == Point.AMONG_ITS_BYTES) {
              ChunkFiles.write(channel, last, 0, 500);
            } else if (point != Point.BEFORE_ITS_BYTES) {
              ChunkFiles.write(channel, last, 0, 1024);
            }
            if (point != Point.AFTER_THE_RENAME) {
              Runtime.getRuntime().halt(9);
            }
          });
      Runtime.getRuntime().halt(9);
    }
  }

  @ParameterizedTest
  @EnumSource
  void endedWhileItStoresAChunkItHasAllOrNothingOfIt(Point point) throws Exception {
    try (ChildJvm writer = ChildJvm.start(Ending.class, directory.toString(), point.name())) {
      assertThat(writer.exitCode()).isEqualTo(9);
    }
    byte[] last = chunk(FEW);
    ChunkId id = ChunkId.of(last, 0, 1024);
    try (ChunkStore store = open(directory)) {
      boolean isWhole = point == Point.AFTER_THE_RENAME;
      ByteBuffer read = ByteBuffer.allocate(1024);
      assertThat(store.read(id, ChunkClass.AUDIO, 0, read))
          .isEqualTo(isWhole ? ChunkStore.Found.HIT : ChunkStore.Found.ABSENT);
      int chunks = isWhole ? FEW + 1 : FEW;
      Fixture.await("rows agree", () -> store.chunks() == chunks);
      assertThat(store.bytes()).isEqualTo(Fixture.bytesOnDisk(directory));
      assertThat(store.put(id, Holding.of(ChunkClass.AUDIO), last, 0)).isTrue();
    }
    check(0);
  }

  private void check(int kill) throws IOException {
    int found = 0;
    try (ChunkStore store = open(directory)) {
      assertThat(store.admits()).as("kill %d: usable at once", kill).isTrue();
      assertThat(store.bytes()).isGreaterThanOrEqualTo(Fixture.bytesOnDisk(directory));
      for (int i = 0; i < CHUNKS; i++) {
        byte[] data = chunk(i);
        ByteBuffer read = ByteBuffer.allocate(1024);
        var id = ChunkId.of(data, 0, 1024);
        if (store.read(id, ChunkClass.AUDIO, 0, read) == ChunkStore.Found.HIT) {
          assertThat(read.array()).isEqualTo(data);
          found++;
        }
      }
      Fixture.await("rows agree", () -> store.bytes() == Fixture.bytesOnDisk(directory));
    }
    assertThat(found).isPositive();
    assertThat(Fixture.bytesOnDisk(directory)).isLessThanOrEqualTo(LIMIT);
    assertThat(Fixture.files(directory.resolve("tmp"))).isEmpty();
    assertThat(Files.exists(directory.resolve("chunks.db"))).isTrue();
  }
}
