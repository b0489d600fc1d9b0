package org.musicfs.cas;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.musicfs.core.content.ContentException;

/**
 * A process that reads through the store, with manifests that are kept, is killed at any moment and
 * at named ones. The next one serves every byte at once, what was stored without the origin.
 */
@Timeout(1800)
class KilledContentTest {
  private static final int FILES = 40;
  private static final int CHUNK = 256;
  private static final long LIMIT = 150_000; // more than half of all files

  /** Where a child ends itself, without a chance to put anything in order. */
  enum Point {
    /** Chunks lie in the store, nothing is known of them. */
    BEFORE_MANIFESTS,
    /** Some of a batch of manifests are saved. */
    AMONG_MANIFESTS,
    AFTER_MANIFESTS,
    /** Never: it is killed. */
    NONE
  }

  @TempDir Path directory;

  /** The same library in every process: its bytes, numbers and stamps come from a seed. */
  private static Fixture library(Path directory, Point point) throws IOException {
    Fixture library = new Fixture(directory.resolve("store"));
    library.config = library.config.withChunkBytes(CHUNK).withLimitBytes(LIMIT);
    library.savedManifests = new Ending(directory.resolve("manifests"), point);
    for (int i = 0; i < FILES; i++) {
      byte[] bytes = bytes(i);
      library.add("f" + i, bytes, Fixture.layout(bytes.length, i * 7 % 300, bytes.length - i % 5));
    }
    return library;
  }

  private static byte[] bytes(int file) {
    return Fixture.random(file, 2000 + file * 200);
  }

  private static List<Long> versions(Fixture library) {
    return library.versions.keySet().stream().sorted().toList();
  }

  /** Manifests whose process ends when they are saved. */
  private static final class Ending extends ManifestFiles {
    private final Point point;

    Ending(Path directory, Point point) throws IOException {
      super(directory);
      this.point = point;
    }

    @Override
    public void putAll(Map<? extends Long, ? extends byte[]> manifests) {
      endAt(Point.BEFORE_MANIFESTS);
      boolean first = true;
      for (var entry : manifests.entrySet()) {
        put(entry.getKey(), entry.getValue());
        if (first) {
          endAt(Point.AMONG_MANIFESTS);
        }
        first = false;
      }
      endAt(Point.AFTER_MANIFESTS);
    }

    private void endAt(Point here) {
      if (point == here) {
        Runtime.getRuntime().halt(9);
      }
    }
  }

  /** Reads for ever, compares what it reads, and now and then clears the store. */
  static final class Reader {
    public static void main(String[] args) throws Exception {
      Fixture library = library(Path.of(args[0]), Point.valueOf(args[2]));
      System.out.println("ready");
      if (System.in.read() < 0) {
        return; // nobody waits for it any more
      }
      library.content();
      System.out.println("open");
      for (int thread = 0; thread < 2; thread++) {
        Random random = new Random(Long.parseLong(args[1]) * 2 + thread);
        Thread.ofPlatform().start(() -> readForEver(library, random));
      }
    }

    private static void readForEver(Fixture library, Random random) {
      List<Long> versions = versions(library);
      try {
        while (true) {
          int i = random.nextInt(FILES);
          int at = random.nextInt(bytes(i).length);
          int length = random.nextInt(3000);
          byte[] read = library.read(versions.get(i), at, length);
          assertThat(read).isEqualTo(Fixture.slice(bytes(i), at, length));
          if (random.nextInt(300) == 0) {
            library.content().store().clear(Optional.empty());
          }
        }
      } catch (Exception | AssertionError e) {
        System.out.println("failed: " + e);
        Runtime.getRuntime().halt(3);
      }
    }
  }

  private ChildJvm reader(long seed, Point point) throws IOException {
    return ChildJvm.start(Reader.class, directory.toString(), Long.toString(seed), point.name());
  }

  @Test
  void killedAtAnyTimeItServesEveryByteAtOnceAndWhatWasStoredOffline() throws Exception {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    int kills = Soak.times(15, 200);
    Queue<ChildJvm> started = new ArrayDeque<>(); // one is started while another is killed
    long offline = 0;
    try {
      started.add(reader(seed, Point.NONE));
      for (int kill = 0; kill < kills; kill++) {
        String where = "seed " + seed + ", kill " + kill;
        started.add(reader(seed + kill + 1, Point.NONE));
        try (ChildJvm child = started.element()) {
          assertThat(child.line()).as(where).isEqualTo("ready");
          child.go();
          if (kill % 4 != 0) { // else while it opens the store
            assertThat(child.line()).as(where).isEqualTo("open");
          }
          LockSupport.parkNanos((5 + random.nextLong(55)) * 1_000_000);
          started.remove().close();
          assertThat(child.lines()).as(where).allMatch("open"::equals);
        }
        offline += check(where);
      }
    } finally {
      for (ChildJvm child : started) {
        child.close();
      }
    }
    assertThat(offline).as("bytes served without the origin").isPositive();
  }

  @ParameterizedTest
  @EnumSource(names = "NONE", mode = EnumSource.Mode.EXCLUDE)
  void endedAtANamedPointToo(Point point) throws Exception {
    try (ChildJvm child = reader(1, point)) {
      assertThat(child.line()).isEqualTo("ready");
      child.go();
      assertThat(child.lines()).containsExactly("open");
      assertThat(child.exitCode()).isEqualTo(9);
    }
    check(point.name());
  }

  /** Opens what was left; returns how much of it was served without the origin. */
  private long check(String where) throws Exception {
    try (Fixture library = library(directory, Point.NONE)) {
      library.content();
      assertThat(Fixture.bytesOnDisk(library.config.directory()))
          .as(where)
          .isLessThanOrEqualTo(LIMIT);
      assertThat(Fixture.files(library.config.directory().resolve("tmp"))).as(where).isEmpty();
      List<Long> versions = versions(library);
      List<Integer> stored = new ArrayList<>();
      for (int i = 0; i < FILES; i++) {
        if (isStored(library, versions.get(i), bytes(i).length)) {
          stored.add(i);
        }
      }
      library.origin.unreachable(true);
      long offline = 0;
      for (int i : stored) {
        assertThat(library.readAll(versions.get(i))).as("%s, offline", where).isEqualTo(bytes(i));
        offline += bytes(i).length;
      }
      library.origin.unreachable(false);
      for (int i = 0; i < FILES; i++) {
        assertThat(library.readAll(versions.get(i))).as(where).isEqualTo(bytes(i));
      }
      int last = FILES - 1;
      library.awaitCached(versions.get(last));
      assertThat(Fixture.bytesOnDisk(library.config.directory()))
          .as(where)
          .isLessThanOrEqualTo(LIMIT);
      return offline;
    }
  }

  private static boolean isStored(Fixture library, long version, int size) throws ContentException {
    return library.content().store().cachedBytes(version) == size;
  }
}
