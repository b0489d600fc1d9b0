package org.musicfs.cas.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.musicfs.cas.Fixture;
import org.musicfs.cas.StoreConfig;
import org.musicfs.cas.chunk.ChunkClass;
import org.musicfs.cas.chunk.ChunkId;
import org.musicfs.core.error.ExitCode;
import org.musicfs.core.error.UserError;
import org.musicfs.core.metrics.Metrics;

@Timeout(120)
class ChunkStoreTest {
  @TempDir Path directory;
  private final AtomicLong time = new AtomicLong(1_700_000_000_000L);

  private ChunkStore open(long limit) throws IOException {
    StoreConfig config =
        StoreConfig.defaults(directory)
            .withLimitBytes(limit)
            .withReserveBytes(0)
            .withChunkBytes(1024);
    return ChunkStore.open(
        config, new Metrics(), () -> java.time.Instant.ofEpochMilli(time.incrementAndGet()));
  }

  private static byte[] data(long seed, int length) {
    return Fixture.random(seed, length);
  }

  private static ChunkId put(ChunkStore store, long seed, int length, ChunkClass kind) {
    byte[] data = data(seed, length);
    ChunkId id = ChunkId.of(data, 0, length);
    store.put(id, Holding.of(kind), data, 0);
    return id;
  }

  private static boolean reads(ChunkStore store, long seed, int length) {
    byte[] data = data(seed, length);
    ByteBuffer buffer = ByteBuffer.allocate(length);
    ChunkId id = ChunkId.of(data, 0, length);
    if (store.read(id, ChunkClass.AUDIO, 0, buffer) != ChunkStore.Found.HIT) {
      return false;
    }
    assertThat(buffer.array()).isEqualTo(data);
    return true;
  }

  @Test
  void withAClockThatWasSetBackWhatWasUsedFirstStillGoesFirst() throws Exception {
    try (ChunkStore store = open(50_000)) {
      for (int seed = 0; seed < 40; seed++) {
        put(store, seed, 1000, ChunkClass.AUDIO);
      }
    }
    time.addAndGet(-Duration.ofDays(20_000).toMillis());
    try (ChunkStore store = open(50_000)) {
      for (int seed = 40; seed < 60; seed++) {
        put(store, seed, 1000, ChunkClass.AUDIO);
      }
      for (int seed = 40; seed < 60; seed++) {
        assertThat(reads(store, seed, 1000)).as("chunk %d", seed).isTrue();
      }
      assertThat(reads(store, 0, 1000)).isFalse();
      time.addAndGet(Duration.ofDays(20_000).toMillis()); // set right again
      for (int seed = 60; seed < 80; seed++) {
        put(store, seed, 1000, ChunkClass.AUDIO);
      }
      assertThat(reads(store, 59, 1000)).isTrue();
      assertThat(reads(store, 79, 1000)).isTrue();
      assertThat(reads(store, 25, 1000)).isFalse();
    }
  }

  @Test
  void endedBeforeTheFilesWereListedForANewIndexItListsThemTheNextTime() throws Exception {
    int seed = 0;
    for (int round = 0; round < 5; round++) {
      try (ChunkStore store = open(50_000)) {
        for (int stored = 0; stored < 60; seed++) {
          put(store, seed, 1000, ChunkClass.AUDIO);
          stored += reads(store, seed, 1000) ? 1 : 0; // none before all files were listed
        }
        assertThat(Fixture.bytesOnDisk(directory)).isLessThanOrEqualTo(50_000);
      }
      Files.delete(directory.resolve("chunks.db"));
      open(50_000).close();
    }
  }

  @Test
  void aCacheDeletedUnderneathIsMadeAnewAndUsedAgain() throws Exception {
    try (ChunkStore store = open(50_000)) {
      put(store, 1, 1000, ChunkClass.AUDIO);
      put(store, 2, 1000, ChunkClass.PROTECTED);
      try (Stream<Path> all = Files.walk(directory)) {
        for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(path);
        }
      }
      long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
      while (!reads(store, 3, 1000)) {
        assertThat(System.nanoTime()).as("stored again in time").isLessThan(end);
        put(store, 3, 1000, ChunkClass.AUDIO);
      }
      assertThat(store.bytes()).as("what is gone is not counted").isEqualTo(1000);
      assertThat(store.chunks()).isEqualTo(1);
    }
    try (ChunkStore store = open(50_000)) {
      assertThat(reads(store, 3, 1000)).as("kept over a restart").isTrue();
    }
  }

  @Test
  void sixteenWritersNeverExceedTheLimit() throws Exception {
    long limit = 50_000;
    AtomicBoolean done = new AtomicBoolean();
    AtomicLong most = new AtomicLong();
    try (ChunkStore store = open(limit);
        ExecutorService threads = Executors.newFixedThreadPool(17)) {
      Future<?> watcher =
          threads.submit(
              () -> {
                while (!done.get()) {
                  most.accumulateAndGet(Fixture.bytesOnDisk(directory), Math::max);
                }
              });
      List<Future<?>> writers = new ArrayList<>();
      for (int w = 0; w < 16; w++) {
        int writer = w;
        writers.add(
            threads.submit(
                () -> {
                  Random random = new Random(writer);
                  for (int i = 0; i < 300; i++) {
                    ChunkClass kind =
                        random.nextInt(4) == 0 ? ChunkClass.PROTECTED : ChunkClass.AUDIO;
                    put(store, random.nextInt(1000), 1024, kind);
                    boolean unused = reads(store, random.nextInt(1000), 1024);
                  }
                }));
      }
      for (Future<?> writer : writers) {
        writer.get();
      }
      done.set(true);
      watcher.get();
      assertThat(most.get()).isBetween(limit / 2, limit);
      assertThat(store.bytes()).isEqualTo(Fixture.bytesOnDisk(directory));
      assertThat(store.bytes(ChunkClass.PROTECTED)).isLessThanOrEqualTo(limit / 5);
    }
  }

  @Test
  void theLeastRecentlyUsedGoesFirstAndAudioNeverEvictsProtectedChunks() throws IOException {
    try (ChunkStore store = open(10_240)) {
      put(store, 1, 1024, ChunkClass.PROTECTED);
      put(store, 2, 1024, ChunkClass.PROTECTED);
      for (int i = 10; i < 18; i++) {
        put(store, i, 1024, ChunkClass.AUDIO);
      }
      assertThat(store.bytes()).isEqualTo(10_240);
      assertThat(reads(store, 10, 1024)).isTrue();
      put(store, 20, 1024, ChunkClass.AUDIO);
      assertThat(reads(store, 10, 1024)).as("used just now").isTrue();
      assertThat(reads(store, 11, 1024)).as("the oldest").isFalse();
      for (int i = 30; i < 60; i++) {
        put(store, i, 1024, ChunkClass.AUDIO);
      }
      assertThat(reads(store, 1, 1024) && reads(store, 2, 1024)).isTrue();
      put(store, 3, 1024, ChunkClass.PROTECTED);
      assertThat(store.bytes(ChunkClass.PROTECTED)).isLessThanOrEqualTo(2048);
    }
  }

  @Test
  void aChunkThatIsBeingReadIsNeitherEvictedNorCleared() throws IOException {
    ChunkFiles files = new ChunkFiles(directory);
    OpenChunks open = new OpenChunks(files, 8);
    byte[] data = data(1, 100);
    ChunkId id = ChunkId.of(data, 0, 100);
    files.write(id, channel -> ChunkFiles.write(channel, data, 0, id.length()));
    OpenChunk reading = open.acquire(id);
    assertThat(open.remove(id, key -> false, files::delete)).isFalse();
    assertThat(files.isPresent(id)).isTrue();
    reading.release();
    assertThat(open.remove(id, key -> false, files::delete)).isTrue();
    assertThat(files.isPresent(id)).isFalse();
    assertThat(open.acquire(id)).isNull();
  }

  @Test
  void descriptorsStayBounded() throws IOException {
    ChunkFiles files = new ChunkFiles(directory);
    OpenChunks open = new OpenChunks(files, 8);
    for (int i = 0; i < 100; i++) {
      byte[] data = data(i, 10);
      ChunkId id = ChunkId.of(data, 0, 10);
      files.write(id, channel -> ChunkFiles.write(channel, data, 0, id.length()));
      OpenChunk chunk = open.acquire(id);
      chunk.use(ChunkClass.AUDIO, i);
      chunk.release();
      assertThat(open.size()).isLessThanOrEqualTo(8);
    }
    open.closeAll();
    assertThat(open.size()).isZero();
  }

  @Test
  void aDirectoryInUseIsRefusedAndFreeAfterTheClose() throws IOException {
    try (ChunkStore store = open(1000)) {
      put(store, 1, 10, ChunkClass.AUDIO);
      UserError refused = catchThrowableOfType(UserError.class, () -> open(1000));
      assertThat(refused.exitCode()).isEqualTo(ExitCode.ALREADY_RUNNING);
      assertThat(refused).hasMessageContaining(Long.toString(ProcessHandle.current().pid()));
    }
    open(1000).close();
  }

  @Test
  void aMissingOrDamagedIndexIsRebuiltWhileTheChunksAreServed() throws IOException {
    try (ChunkStore store = open(100_000)) {
      for (int i = 0; i < 50; i++) {
        put(store, i, 1024, ChunkClass.AUDIO);
      }
    }
    Path index = directory.resolve("chunks.db");
    byte[] torn = Files.readAllBytes(index);
    System.arraycopy(data(1, torn.length / 2), 0, torn, torn.length / 4, torn.length / 2);
    for (byte[] content : List.of(data(9, 5000), new byte[0], torn)) {
      Files.write(index, content);
      try (ChunkStore store = open(100_000)) {
        for (int i = 0; i < 50; i++) {
          assertThat(reads(store, i, 1024)).isTrue();
        }
        put(store, 1000, 1024, ChunkClass.AUDIO); // meets the damage where the header was whole
        Fixture.await(
            "rebuilt",
            () -> {
              store.flush();
              return store.isCovered() && store.bytes() == Fixture.bytesOnDisk(directory);
            });
        assertThat(store.chunks()).isGreaterThanOrEqualTo(50);
      }
    }
  }

  @Test
  void aLoweredLimitHoldsSoonAfterTheStart() throws IOException {
    try (ChunkStore store = open(100_000)) {
      for (int i = 0; i < 50; i++) {
        put(store, i, 1024, i % 2 == 0 ? ChunkClass.PROTECTED : ChunkClass.AUDIO);
      }
    }
    try (ChunkStore store = open(10_000)) {
      Fixture.await("trimmed", () -> Fixture.bytesOnDisk(directory) <= 10_000);
      assertThat(store.bytes()).isEqualTo(Fixture.bytesOnDisk(directory));
    }
  }

  @Test
  void filesArePrivate() throws IOException {
    try (ChunkStore store = open(100_000)) {
      put(store, 1, 10, ChunkClass.AUDIO);
      Path file = Fixture.chunkFiles(directory).getFirst();
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
          .isEqualTo("rw-------");
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file.getParent())))
          .isEqualTo("rwx------");
    }
  }

  @Test
  void openingAHundredThousandChunksTakesNoTimeForThem() throws Exception {
    open(1).close(); // loads the driver
    Path index = directory.resolve("chunks.db");
    ChunkIndex filled = ChunkIndex.open(index, "boot");
    filled.inTransaction(
        () -> {
          Random random = new Random(1);
          for (int i = 0; i < 100_000; i++) {
            ChunkId id = new ChunkId(random.nextLong(), random.nextLong(), 1000);
            filled.add(id, Holding.of(ChunkClass.AUDIO), i);
          }
        });
    filled.close();
    long start = System.nanoTime();
    try (ChunkStore store = open(1L << 40)) {
      Duration took = Duration.ofNanos(System.nanoTime() - start);
      assertThat(store.bytes()).isEqualTo(100_000_000L);
      assertThat(took).isLessThan(Duration.ofMillis(100));
    }
  }
}
