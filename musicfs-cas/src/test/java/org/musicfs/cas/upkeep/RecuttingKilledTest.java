package org.musicfs.cas.upkeep;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.musicfs.cas.Fixture;
import org.musicfs.core.content.StoreCheck;

/** A process that reads, and cuts heads by content meanwhile, is killed again and again. */
@Timeout(120)
class RecuttingKilledTest {
  private static final int FILES = 60;
  private static final int HEAD = 200 << 10;
  private static final int SIZE = HEAD + (20 << 10);

  @TempDir Path directory;

  /** Manifests on disk, as long as nobody takes one out. */
  private static final class SavedManifests extends ConcurrentSkipListMap<Long, byte[]> {
    private static final long serialVersionUID = 1;
    private final transient Path place;

    SavedManifests(Path place) throws IOException {
      this.place = place;
      Files.createDirectories(place);
      for (Path file : Fixture.files(place)) {
        String name = file.getFileName().toString();
        if (!name.endsWith(".new")) {
          put(Long.valueOf(name), Files.readAllBytes(file));
        }
      }
    }

    @Override
    public void putAll(Map<? extends Long, ? extends byte[]> manifests) {
      manifests.forEach(
          (version, bytes) -> {
            try {
              Path written = Files.write(place.resolve(version + ".new"), bytes);
              Files.move(
                  written, place.resolve(version.toString()), StandardCopyOption.ATOMIC_MOVE);
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
            put(version, bytes);
          });
    }
  }

  private static byte[] bytes(int file) {
    return Fixture.random(file, SIZE);
  }

  private static Fixture open(Path directory, List<Long> versions) throws IOException {
    Fixture library = new Fixture(directory.resolve("store"));
    library.config = library.config.withChunkBytes(64 << 10).withLimitBytes(256 << 20);
    library.savedManifests = new SavedManifests(directory.resolve("manifests"));
    for (int i = 0; i < FILES; i++) {
      versions.add(library.add("f" + i, bytes(i), Fixture.layout(SIZE, HEAD, SIZE)));
    }
    return library;
  }

  /** Reads one file after the other, and stays. */
  static final class Reader {
    public static void main(String[] args) throws Exception {
      List<Long> versions = new ArrayList<>();
      Fixture library = open(Path.of(args[0]), versions);
      library.content();
      System.out.println("reading");
      for (long version : versions) {
        library.readAll(version);
        Thread.sleep(10);
      }
      Thread.sleep(TimeUnit.MINUTES.toMillis(1));
    }
  }

  @Test
  void whateverTheKillInterruptsEveryByteIsRightAndAllHeadsAreCutInTheEnd() throws Exception {
    Random random = new Random(3);
    for (int kill = 0; kill < 4; kill++) {
      Process reader =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "--enable-native-access=ALL-UNNAMED",
                  "-cp",
                  System.getProperty("java.class.path"),
                  Reader.class.getName(),
                  directory.toString())
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      try {
        assertThat(reader.inputReader().readLine()).isEqualTo("reading");
        Thread.sleep(200 + random.nextInt(900));
      } finally {
        reader.destroyForcibly();
        assertThat(reader.waitFor(10, TimeUnit.SECONDS)).isTrue();
      }
    }
    List<Long> versions = new ArrayList<>();
    try (Fixture library = open(directory, versions)) {
      for (int i = 0; i < FILES; i++) {
        assertThat(library.readAll(versions.get(i))).as("file %d", i).isEqualTo(bytes(i));
      }
      for (int i = 0; i < FILES; i++) {
        long version = versions.get(i);
        var expected =
            RecuttingTest.byContent(bytes(i), Fixture.layout(SIZE, HEAD, SIZE), 64 << 10);
        Fixture.await(
            "cut by content",
            () -> RecuttingTest.hash(library, version).equals(expected.contentHash()));
        assertThat(library.readAll(version)).as("file %d", i).isEqualTo(bytes(i));
      }
      List<StoreCheck> steps = new ArrayList<>();
      library.content().store().verify(false, steps::add);
      assertThat(steps.getLast().damaged()).isZero();
    }
  }
}
