package org.musicfs.bench.micro;

import java.util.Random;
import java.util.concurrent.TimeUnit;
import net.openhft.hashing.LongTupleHashFunction;
import org.musicfs.core.hash.Hash128;
import org.musicfs.core.hash.Xxh3;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** XXH3-128 of one chunk, through our class and by the library bare. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class HashingBenchmark {
  private static final LongTupleHashFunction BARE = LongTupleHashFunction.xx128();

  private final long[] result = new long[2];
  private byte[] chunk = new byte[0];

  /** 256 KiB. */
  @Setup
  public void fill() {
    chunk = new byte[256 << 10];
    new Random(1).nextBytes(chunk);
  }

  /** As chunks are named. */
  @Benchmark
  public Hash128 ours() {
    return Xxh3.hash(chunk);
  }

  /** What it is made of. */
  @Benchmark
  public long[] bare() {
    BARE.hashBytes(chunk, 0, chunk.length, result);
    return result;
  }
}
