package org.musicfs.index.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A process that indexes is killed; what it acknowledged is in the index, nothing is lost. */
@Timeout(120)
class KilledIndexerTest {
  private static final int TRACKS = 1_000;

  private static final IndexSettings OFTEN =
      new IndexSettings(
          50, 200, Duration.ofMillis(5), Duration.ofSeconds(5), Duration.ofSeconds(30));

  @TempDir Path directory;

  /** Indexes until it is killed, telling what it acknowledged. */
  public static final class Indexer {
    private Indexer() {}

    public static void main(String[] arguments) throws Exception {
      FakeSource source = new FakeSource();
      source.put(FakeSource.titled(1, "song"));
      var search = new LuceneSearch(Path.of(arguments[0]), source, OFTEN);
      search.requestUpdate();
      source.awaitAcknowledged(1);
      int last = Integer.parseInt(arguments[1]);
      for (int i = 2; i <= TRACKS; i++) {
        source.put(FakeSource.titled(i, "song"));
        search.requestUpdate();
        if (i % 100 == 0) {
          source.awaitAcknowledged(source.acknowledged() + 1);
          System.out.println(source.acknowledged());
          if (source.acknowledged() >= last) {
            System.out.println("enough");
          }
        }
      }
      Thread.currentThread().join();
    }
  }

  @Test
  void nothingAcknowledgedIsLost() throws Exception {
    for (long seed = 1; seed <= 2; seed++) {
      int enough = 100 + new Random(seed).nextInt(600);
      Path index = directory.resolve("search" + seed);
      long acknowledged = killedAfter(enough, index);

      FakeSource source = new FakeSource();
      for (int i = 1; i <= TRACKS; i++) {
        source.put(FakeSource.titled(i, "song"));
      }
      source.acknowledge(acknowledged);
      try (LuceneSearch search = new LuceneSearch(index, source, OFTEN)) {
        assertThat(search.search("song", 1).total()).as("seed %d", seed).isEqualTo(TRACKS);
        assertThat(source.documentsAsked()).as("seed %d: no rebuild", seed).isZero();
      }
    }
  }

  private static long killedAfter(int enough, Path index) throws Exception {
    Process process =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Xmx128m",
                    "-cp",
                    System.getProperty("java.class.path"),
                    Indexer.class.getName(),
                    index.toString(),
                    Integer.toString(enough)))
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try (BufferedReader lines = process.inputReader()) {
      long acknowledged = 0;
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.equals("enough")) {
          break;
        }
        acknowledged = Long.parseLong(line);
      }
      assertThat(acknowledged).isGreaterThanOrEqualTo(enough);
      return acknowledged;
    } finally {
      process.destroyForcibly().waitFor();
    }
  }
}
