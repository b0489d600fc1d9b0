package org.musicfs.index.library;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.musicfs.core.tree.Node;
import org.musicfs.index.catalogue.SearchSource;
import org.musicfs.index.catalogue.SyncStore.FoundFile;
import org.musicfs.index.catalogue.SyncStore.KnownFile;

/** What is left when the process ends at any instant, and what readers see beside a writer. */
final class LibraryCrashTest {
  private static final int ROUNDS = 4;
  private static final int BATCH = 40;

  @TempDir Path directory;

  /** Applies batches until it is killed, telling after each how many files there are. */
  static final class Child {
    private Child() {}

    public static void main(String[] args) throws Exception {
      try (TestLibrary library = new TestLibrary(Path.of(args[0]))) {
        for (int n = Integer.parseInt(args[1]); ; n++) {
          List<FoundFile> found = new ArrayList<>();
          for (int i = 0; i < BATCH; i++) {
            found.add(library.found("d" + n + "/" + i + ".flac", "A" + n % 7 + "/B/T" + i % 5));
          }
          library.apply(found, List.of());
          System.out.println(n);
        }
      }
    }
  }

  @Test
  @Timeout(120)
  void aKilledProcessLeavesWholeBatchesAndIdsThatNeverComeBack() throws Exception {
    long seed = 42;
    Random random = new Random(seed);
    long greatest = 1;
    int next = 0;
    for (int round = 0; round < ROUNDS; round++) {
      int reported = killedAfter(next, next + 1 + random.nextInt(4));
      String context = "seed " + seed + " round " + round;
      try (TestLibrary library = new TestLibrary(directory)) {
        List<String> files = library.files();
        assertThat(files.size() % BATCH).as(context).isZero();
        next = files.size() / BATCH;
        assertThat(next).as(context).isGreaterThan(reported);
        SearchSource source = library.library().searchSource();
        assertThat(
                source.changes(0, 1_000_000).stream().filter(c -> c.document().isPresent()).count())
            .as(context)
            .isEqualTo(files.size());
        assertThat(source.documents(0, 1_000_000)).as(context).hasSize(files.size());
        library.put("after" + round + "/x.flac", "After/" + round + "/x");
        long made = library.walk().get("After/" + round + "/x.flac").id();
        assertThat(made).as(context).isGreaterThan(greatest);
        greatest = library.walk().values().stream().mapToLong(Node::id).max().orElseThrow();
        library.remove("after" + round + "/x.flac");
      }
      assertThat(integrity()).as(context).isEqualTo("ok");
    }
  }

  /** Runs a child until it has reported this batch, kills it, and returns the last it reported. */
  private int killedAfter(int first, int last) throws Exception {
    Process child =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-Xmx128m",
                "-Dorg.sqlite.tmpdir=" + directory, // the killed leave their native library behind
                "-cp",
                System.getProperty("java.class.path"),
                Child.class.getName(),
                directory.toString(),
                Integer.toString(first))
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try (BufferedReader out =
        new BufferedReader(new InputStreamReader(child.getInputStream(), StandardCharsets.UTF_8))) {
      int reported = -1;
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        reported = Integer.parseInt(line);
        if (reported >= last) {
          child.toHandle().destroyForcibly(); // Process.destroy would close what is still to read
        }
      }
      return reported;
    } finally {
      child.destroyForcibly();
      assertThat(child.waitFor(30, TimeUnit.SECONDS)).isTrue();
    }
  }

  private String integrity() throws Exception {
    try (Connection connection =
            DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("catalogue.db"));
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("PRAGMA integrity_check")) {
      rows.next();
      return rows.getString(1);
    }
  }

  @Test
  @Timeout(60)
  void aListingBesideAWriterNamesEveryLastingFileExactlyOnce() throws Exception {
    try (TestLibrary library = new TestLibrary(directory)) {
      List<FoundFile> lasting = new ArrayList<>();
      for (int i = 0; i < 1_000; i++) {
        lasting.add(library.found("d/" + i + ".flac", "A/B/Lasting " + i));
      }
      library.apply(lasting, List.of());
      long album = library.walk().get("A/B").id();
      AtomicBoolean stop = new AtomicBoolean();
      AtomicReference<Throwable> failure = new AtomicReference<>();
      Thread writer =
          Thread.ofPlatform()
              .start(
                  () -> {
                    try {
                      for (int n = 0; !stop.get(); n++) {
                        String path = "e/" + n % 50 + ".flac";
                        if (library.known(path).isPresent()) {
                          library.remove(path);
                        } else {
                          library.put(path, "A/B/Passing " + n);
                        }
                        KnownFile touched = library.known("d/" + n % 1_000 + ".flac").orElseThrow();
                        library.put(touched.path().toString(), "A/B/Lasting " + n % 1_000);
                      }
                    } catch (Throwable e) {
                      failure.set(e);
                    }
                  });
      try {
        for (int round = 0; round < 40; round++) {
          List<Node> nodes = library.children(album);
          assertThat(nodes.stream().map(Node::id).distinct().count()).isEqualTo(nodes.size());
          assertThat(nodes.stream().filter(n -> n.name().startsWith("Lasting")).count())
              .isEqualTo(1_000);
          for (Node node : nodes.subList(0, 50)) {
            Node now = library.tree().lookup(album, node.name()).orElseThrow();
            assertThat(((Node.File) now).versionId())
                .isGreaterThanOrEqualTo(((Node.File) node).versionId());
          }
        }
      } finally {
        stop.set(true);
        writer.join();
      }
      assertThat(failure.get()).isNull();
    }
  }
}
