package org.musicfs.cas.read;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.foreign.Arena;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.musicfs.cas.Fixture;
import org.musicfs.core.content.FileContent;

/**
 * What is at hand is read without making an object. Measured in a process of its own, with the
 * compiler of the daemon, which does not optimise short-lived objects away, and with the other.
 */
@Timeout(60)
class AllocationTest {
  private static final int READS = 10_000;
  private static final int LENGTH = 40;

  @TempDir Path directory;

  /** Prints the bytes allocated by {@link #READS} reads, for each way to read. */
  static final class Reader {
    public static void main(String[] args) throws Exception {
      try (Fixture library = new Fixture(Path.of(args[0]));
          Arena arena = Arena.ofShared()) {
        long version = library.add("song", Fixture.random(1, 100), Fixture.layout(100, 20, 90));
        library.readAll(version);
        library.awaitCached(version);
        FileContent content = library.content().content();
        ByteBuffer plain = ByteBuffer.allocateDirect(LENGTH);
        ByteBuffer segment = arena.allocate(LENGTH).asByteBuffer();
        List<ByteBuffer> buffers = List.of(plain, segment);
        for (ByteBuffer buffer : buffers) {
          print("never opened", content, version, buffer);
        }
        content.open(version);
        for (ByteBuffer buffer : buffers) {
          print("open", content, version, buffer);
        }
      }
    }

    private static void print(String what, FileContent content, long version, ByteBuffer buffer)
        throws Exception {
      allocated(content, version, buffer); // classes are loaded and linked
      System.out.println(what + "=" + allocated(content, version, buffer));
    }

    private static long allocated(FileContent content, long version, ByteBuffer buffer)
        throws Exception {
      ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
      long before = threads.getCurrentThreadAllocatedBytes();
      for (int i = 0; i < READS; i++) {
        buffer.clear();
        if (content.readNow(version, i % 50, buffer) != LENGTH) {
          throw new AssertionError("not at hand");
        }
      }
      return threads.getCurrentThreadAllocatedBytes() - before;
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"-XX:TieredStopAtLevel=1", "-XX:TieredStopAtLevel=4"})
  void whatIsStoredIsReadWithoutAllocatingWhetherItWasOpenedOrNot(String compiler)
      throws Exception {
    Process reader =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                compiler,
                "-cp",
                System.getProperty("java.class.path"),
                Reader.class.getName(),
                directory.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    List<String> lines = reader.inputReader().lines().filter(l -> l.contains("open")).toList();
    assertThat(reader.waitFor(10, TimeUnit.SECONDS)).isTrue();
    assertThat(lines).hasSize(4);
    for (String line : lines) {
      long bytes = Long.parseLong(line.substring(line.indexOf('=') + 1));
      assertThat(bytes).as("%s, %d reads: %s", compiler, READS, line).isLessThan(READS);
    }
  }
}
