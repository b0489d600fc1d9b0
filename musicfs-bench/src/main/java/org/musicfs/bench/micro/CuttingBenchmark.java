package org.musicfs.bench.micro;

import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.musicfs.cas.chunk.FastCdc;
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

/** How long 16 MiB, the longest head, take to be cut by content: 16.78 by the time is MB/s. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class CuttingBenchmark {
  private byte[] data = new byte[0];

  /** Random bytes, as those of pictures. */
  @Setup
  public void fill() {
    data = new byte[16 << 20];
    new Random(1).nextBytes(data);
  }

  /** The number of chunks. */
  @Benchmark
  public int cut16MiB() {
    int chunks = 0;
    int at = 0;
    while (at < data.length) {
      at += FastCdc.STANDARD.cut(data, at, data.length - at);
      chunks++;
    }
    return chunks;
  }
}
