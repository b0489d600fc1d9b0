package org.musicfs.cas.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.musicfs.cas.Fixture;
import org.musicfs.cas.StoreConfig;
import org.musicfs.cas.chunk.ChunkClass;
import org.musicfs.cas.chunk.ChunkId;
import org.musicfs.core.content.BackingFile;
import org.musicfs.core.metrics.Metric;
import org.musicfs.core.metrics.Metrics;

/** Copies without anybody who reads. */
@Timeout(60)
class CopiesTest {
  private static final int PARTS = 10;
  private static final ChunkId WHOLE = new ChunkId(1, 2, PARTS * 1024);

  @TempDir Path directory;
  private final Metrics metrics = new Metrics();
  private final AtomicLong time = new AtomicLong(1_700_000_000_000L);

  private ChunkStore open() throws IOException {
    return ChunkStore.open(
        StoreConfig.defaults(directory)
            .withLimitBytes(100_000)
            .withReserveBytes(0)
            .withChunkBytes(1024),
        metrics,
        () -> java.time.Instant.ofEpochMilli(time.incrementAndGet()));
  }

  private static List<ChunkId> put(ChunkStore store) {
    List<ChunkId> parts = new ArrayList<>();
    for (int i = 0; i < PARTS; i++) {
      byte[] data = Fixture.random(i, 1024);
      ChunkId id = ChunkId.of(data, 0, data.length);
      assertThat(store.put(id, Holding.of(ChunkClass.AUDIO), data, 0)).isTrue();
      parts.add(id);
    }
    return parts;
  }

  @Test
  void aCopyThatIsGivenUpLeavesNothingAndCountsNothing() throws Exception {
    try (ChunkStore store = open()) {
      List<ChunkId> parts = put(store);
      for (int most = 0; most < PARTS; most++) {
        AtomicInteger left = new AtomicInteger(most);
        assertThat(store.copies().make(WHOLE, parts, () -> left.getAndDecrement() > 0)).isFalse();
        assertThat(store.isPresent(WHOLE)).isFalse();
        assertThat(store.bytes()).isEqualTo(PARTS * 1024L);
      }
      assertThat(Fixture.files(directory.resolve("tmp"))).isEmpty();
      assertThat(metrics.get(Metric.STORE_FAILURES)).isZero();
    }
  }

  @Test
  void aComparisonThatIsGivenUpIsMadeAgain() throws Exception {
    try (ChunkStore store = open()) {
      List<ChunkId> parts = put(store);
      AtomicInteger left = new AtomicInteger(PARTS + 3);
      assertThat(store.copies().make(WHOLE, parts, () -> left.getAndDecrement() > 0)).isFalse();
      assertThat(store.copies().lend(WHOLE)).as("not verified").isEmpty();
      assertThat(store.copies().make(WHOLE, parts, () -> true)).isTrue();
      try (BackingFile file = store.copies().lend(WHOLE).orElseThrow()) {
        assertThat(file.descriptor()).isPositive();
      }
      assertThat(metrics.get(Metric.CHUNKS_CORRUPT)).isZero();
    }
  }

  @Test
  void whatIsLentTwiceStaysUntilTheSecondIsGivenBack() throws Exception {
    try (ChunkStore store = open()) {
      List<ChunkId> parts = put(store);
      assertThat(store.copies().make(WHOLE, parts, () -> true)).isTrue();
      BackingFile first = store.copies().lend(WHOLE).orElseThrow();
      BackingFile second = store.copies().lend(WHOLE).orElseThrow();
      first.close();
      first.close();
      assertThat(store.inventory().clear(holding -> true)).isEqualTo(PARTS * 1024L);
      assertThat(store.isPresent(WHOLE)).isTrue();
      assertThat(store.bytes()).as("its bytes count").isEqualTo(WHOLE.length());
      second.close();
      assertThat(store.inventory().clear(holding -> true)).isEqualTo(WHOLE.length());
      assertThat(store.bytes()).isZero();
    }
  }
}
