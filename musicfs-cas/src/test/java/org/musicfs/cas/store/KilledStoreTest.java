package org.musicfs.cas.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
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

  /** Writes for ever. */
  static final class Writer {
    public static void main(String[] args) throws IOException {
      ChunkStore store = open(Path.of(args[0]));
      Random random = new Random(Long.parseLong(args[1]));
      System.out.println("writing");
      while (true) {
        byte[] data = Fixture.random(random.nextInt(CHUNKS), 1024);
        store.put(ChunkId.of(data, 0, 1024), Holding.of(ChunkClass.AUDIO), data, 0);
      }
    }
  }

  @Test
  void killedAtAnyTimeItIsUsableAtOnceWithinItsLimitAndWithoutAWrongByte() throws Exception {
    Random random = new Random(1);
    for (int kill = 0; kill < 6; kill++) {
      Process writer =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "--enable-native-access=ALL-UNNAMED",
                  "-cp",
                  System.getProperty("java.class.path"),
                  Writer.class.getName(),
                  directory.toString(),
                  Integer.toString(kill))
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      try {
        assertThat(writer.inputReader().readLine()).isEqualTo("writing");
        int files = 20 + random.nextInt(150);
        Fixture.await("some chunks", () -> Fixture.chunkFiles(directory).size() >= files);
      } finally {
        writer.destroyForcibly();
        assertThat(writer.waitFor(10, TimeUnit.SECONDS)).isTrue();
      }
      check(kill);
    }
  }

  private void check(int kill) throws IOException {
    int found = 0;
    try (ChunkStore store = open(directory)) {
      assertThat(store.admits()).as("kill %d: usable at once", kill).isTrue();
      assertThat(store.bytes()).isGreaterThanOrEqualTo(Fixture.bytesOnDisk(directory));
      for (int i = 0; i < CHUNKS; i++) {
        byte[] data = Fixture.random(i, 1024);
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
