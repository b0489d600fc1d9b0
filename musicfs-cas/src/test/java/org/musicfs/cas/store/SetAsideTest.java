package org.musicfs.cas.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.musicfs.cas.Fixture;
import org.musicfs.cas.StoreConfig;
import org.musicfs.cas.chunk.ChunkClass;
import org.musicfs.cas.chunk.ChunkId;
import org.musicfs.core.metrics.Metric;
import org.musicfs.core.metrics.Metrics;

/** Chunks are found damaged while others, and the same ones, are stored and evicted. */
@Timeout(60)
class SetAsideTest {
  private static final int CHUNK = 64;
  private static final int CHUNKS = 4;
  private static final long LIMIT = 64 * 3 * CHUNK; // three fit where what is set aside is kept
  private static final int DAMAGED = 800;

  @TempDir Path directory;

  private final Metrics metrics = new Metrics();

  private static byte[] data(int number) {
    return Fixture.random(number, CHUNK);
  }

  private static ChunkId id(int number) {
    return ChunkId.of(data(number), 0, CHUNK);
  }

  @Test
  void whatIsSetAsideIsCountedAndItsSuccessorToo() throws Exception {
    AtomicBoolean ended = new AtomicBoolean();
    try (ChunkStore store =
            ChunkStore.open(
                StoreConfig.defaults(directory).withLimitBytes(LIMIT).withReserveBytes(0),
                metrics,
                InstantSource.system());
        ExecutorService threads = Executors.newFixedThreadPool(3)) {
      List<Future<Void>> writers = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        Random random = new Random(i);
        Callable<Void> writer =
            () -> {
              while (!ended.get()) {
                int number = random.nextInt(CHUNKS);
                store.put(id(number), Holding.of(ChunkClass.AUDIO), data(number), 0);
              }
              return null;
            };
        writers.add(threads.submit(writer));
      }
      try {
        Random random = new Random(9);
        while (metrics.get(Metric.CHUNKS_CORRUPT) < DAMAGED) {
          ChunkId id = id(random.nextInt(CHUNKS));
          spoil(id);
          store.inventory().verify(id, List.of(id));
        }
      } finally {
        ended.set(true);
      }
      for (Future<Void> writer : writers) {
        writer.get();
      }
      assertThat(Fixture.bytesOnDisk(directory)).isLessThanOrEqualTo(LIMIT);
      assertThat(store.bytes()).as("as rows have it").isEqualTo(Fixture.bytesOnDisk(directory));
    }
  }

  private void spoil(ChunkId id) throws IOException {
    String name = id.toString();
    Path file = directory.resolve("chunks").resolve(name.substring(0, 3)).resolve(name);
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap(new byte[CHUNK / 2]));
    } catch (NoSuchFileException e) {
      return; // not stored now
    }
  }
}
