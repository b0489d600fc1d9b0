package org.musicfs.bench.micro;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.musicfs.core.content.ContentException;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Reads of what is stored, as a worker of the mount makes them: {@code FileContent.readNow} into a
 * direct buffer. Everything is in the page cache, so this is our own time and that of {@code
 * pread}. The compiler is the daemon's.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(
    value = 3,
    jvmArgsAppend = {"-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx64m"})
public class CachedReads {
  private static final int FILE_BYTES = 32 << 20;
  private static final int RANDOM_BYTES = 4 << 10;
  private static final int SEQUENTIAL_BYTES = 128 << 10;

  /** What all threads read from. */
  @State(Scope.Benchmark)
  public static class Shared {
    private final Library library;

    public Shared() {
      try {
        library = new Library(FILE_BYTES);
        library.content().open(Library.VERSION);
      } catch (IOException | ContentException | InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }

    /** Removes it. */
    @TearDown
    public void close() throws IOException {
      library.close();
    }
  }

  /** A thread's own buffer and place. */
  @State(Scope.Thread)
  public static class Reader {
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(SEQUENTIAL_BYTES);
    private final SplittableRandom random = new SplittableRandom(7);
    private long next;

    /** Starts at the beginning. */
    @Setup
    public void rewind() {
      next = 0;
    }
  }

  /** 4 KiB at a random place. */
  @Benchmark
  public int random4KiB(Shared shared, Reader reader) throws ContentException {
    int page = reader.random.nextInt(FILE_BYTES / RANDOM_BYTES);
    return read(shared, reader, (long) page * RANDOM_BYTES, RANDOM_BYTES);
  }

  /** 128 KiB, one after the other, as the kernel asks for when it reads ahead. */
  @Benchmark
  public int sequential128KiB(Shared shared, Reader reader) throws ContentException {
    long at = reader.next;
    reader.next = (at + SEQUENTIAL_BYTES) % FILE_BYTES;
    return read(shared, reader, at, SEQUENTIAL_BYTES);
  }

  private static int read(Shared shared, Reader reader, long at, int length)
      throws ContentException {
    reader.buffer.clear().limit(length);
    int n = shared.library.content().readNow(Library.VERSION, at, reader.buffer);
    if (n != length) {
      throw new IllegalStateException(n + " bytes at " + at);
    }
    return n;
  }
}
