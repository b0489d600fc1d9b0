package org.musicfs.bench.micro;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.musicfs.cas.StoreConfig;
import org.musicfs.cas.chunk.ChunkClass;
import org.musicfs.cas.chunk.ChunkId;
import org.musicfs.cas.chunk.ChunkPlan;
import org.musicfs.cas.manifest.Manifest;
import org.musicfs.cas.manifest.Manifests;
import org.musicfs.cas.store.ChunkStore;
import org.musicfs.cas.store.Holding;
import org.musicfs.cas.store.Inventory;
import org.musicfs.core.audio.Layout;
import org.musicfs.core.content.ContentException;
import org.musicfs.core.metrics.Metrics;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What one chunk of 256 KiB costs: naming and storing it in a full store, which evicts for it, and
 * comparing it with its name; and reading the manifest of a track of 30 MB. The disk is what {@code
 * java.io.tmpdir} lies on. The compiler is the daemon's.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(
    value = 3,
    jvmArgsAppend = {"-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx64m"})
public class ChunksAndManifests {
  private static final int CHUNK_BYTES = 256 << 10;
  private static final long LIMIT_BYTES = 64L << 20;

  /** A store that is full, and one chunk of it that is never evicted by what is put. */
  @State(Scope.Benchmark)
  public static class Full {
    private final Path directory;
    private final ChunkStore store;
    private final ChunkId kept;
    private final byte[] data = new byte[CHUNK_BYTES];
    private int number;

    public Full() {
      new Random(7).nextBytes(data);
      try {
        directory = Files.createTempDirectory("musicfs-bench");
        store =
            ChunkStore.open(
                StoreConfig.defaults(directory).withLimitBytes(LIMIT_BYTES).withReserveBytes(0),
                new Metrics(),
                InstantSource.system());
        kept = put(ChunkClass.PROTECTED);
        for (long bytes = 0; bytes < LIMIT_BYTES; bytes += CHUNK_BYTES) {
          put(ChunkClass.AUDIO);
        }
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
    }

    private ChunkId put(ChunkClass kind) {
      number++;
      for (int i = 0; i < Integer.BYTES; i++) {
        data[i] = (byte) (number >> (8 * i));
      }
      ChunkId id = ChunkId.of(data, 0, CHUNK_BYTES);
      if (!store.put(id, Holding.of(kind), data, 0)) {
        throw new IllegalStateException("refused: " + store.state());
      }
      return id;
    }

    /** Removes it. */
    @TearDown
    public void close() throws IOException {
      store.close();
      Library.delete(directory);
    }
  }

  /** The stored form of a manifest of 120 chunks, all known. */
  @State(Scope.Benchmark)
  public static class Stored {
    private static final int CHUNKS = 120;

    private final Manifests manifests;

    public Stored() {
      manifests = new Manifests(new Library.Manifests(), CHUNK_BYTES);
      Layout layout = Layout.unknown((long) CHUNKS * CHUNK_BYTES);
      Manifest manifest = new Manifest(ChunkPlan.of(layout, CHUNK_BYTES));
      Random random = new Random(7);
      byte[] data = new byte[CHUNK_BYTES];
      for (int i = 0; i < CHUNKS; i++) {
        random.nextBytes(data);
        manifests.learn(1, manifest, i, ChunkId.of(data, 0, CHUNK_BYTES));
      }
      manifests.flush();
    }
  }

  /** Hashes a new chunk, evicts for it, writes it. */
  @Benchmark
  public ChunkId nameAndPut(Full full) {
    return full.put(ChunkClass.AUDIO);
  }

  /** Opens a chunk's file, reads it whole, compares. */
  @Benchmark
  public Inventory.Verdict verify(Full full) {
    Inventory.Verdict verdict = full.store.inventory().verify(full.kept, List.of(full.kept));
    if (verdict != Inventory.Verdict.SOUND) {
      throw new IllegalStateException(verdict.toString());
    }
    return verdict;
  }

  /** Decodes a manifest, checksum and all. */
  @Benchmark
  public int decodeManifest(Stored stored) throws ContentException {
    int[] chunks = new int[1];
    stored.manifests.forEach(
        (versionId, manifest) -> {
          chunks[0] += manifest.plan().count();
          return true;
        });
    if (chunks[0] != Stored.CHUNKS) {
      throw new IllegalStateException(chunks[0] + " chunks");
    }
    return chunks[0];
  }
}
