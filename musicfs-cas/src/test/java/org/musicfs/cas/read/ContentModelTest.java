package org.musicfs.cas.read;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.musicfs.cas.Fixture;
import org.musicfs.core.audio.Layout;
import org.musicfs.core.content.ContentException;
import org.musicfs.core.content.ContentException.Reason;

/** Random reads, evictions, replacements and faults, compared with plain arrays. */
@Timeout(120)
class ContentModelTest {
  private static final int FILES = 12;
  private static final int STEPS = 150;
  private static final long LIMIT = 1500;

  @TempDir Path directory;

  private record Known(String path, long version, byte[] bytes, boolean current) {}

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void noWrongByteNoUnfoundedErrorAndTheBoundHolds(long seed) throws Exception {
    Random random = new Random(seed);
    AtomicBoolean faulty = new AtomicBoolean();
    try (Fixture library = new Fixture(directory);
        ExecutorService readers = Executors.newFixedThreadPool(4)) {
      library.config = library.config.withLimitBytes(LIMIT).withChunkBytes(4 << random.nextInt(3));
      library.content();
      List<Known> files = new ArrayList<>();
      for (int i = 0; i < FILES; i++) {
        Known file = put(library, random, "f" + i);
        assertThat(library.readAll(file.version)).isEqualTo(file.bytes);
        files.add(file);
      }
      for (int step = 0; step < STEPS; step++) {
        String where = "seed " + seed + ", step " + step;
        switch (random.nextInt(20)) {
          case 0 -> {
            library.origin.flipBits(false); // the first bytes of a file must be its own
            int i = random.nextInt(FILES);
            Known old = files.get(i);
            files.add(new Known(old.path, old.version, old.bytes, false));
            files.set(i, put(library, random, old.path));
          }
          case 1 -> library.content().store().clear(Optional.empty());
          case 2 -> library.reopen();
          case 3 -> {
            boolean on = random.nextBoolean();
            int which = random.nextInt(3);
            library.origin.unreachable(on && which == 0);
            library.origin.truncateReads(on && which == 1);
            boolean flip = on && which == 2 && allNamesKnown(library, files);
            library.origin.flipBits(flip);
            faulty.set(on && (which < 2 || flip));
            // No hurry where everything can be had: this machine may be slow, which is no fault.
            Duration patience = faulty.get() ? Duration.ofMillis(100) : Duration.ofSeconds(20);
            library.config = library.config.withReadDeadline(patience);
            library.reopen();
          }
          default -> {
            List<Future<Void>> reads = new ArrayList<>();
            for (int r = 0; r < 4; r++) {
              Known file = files.get(random.nextInt(files.size()));
              int offset = random.nextInt(file.bytes.length + 2);
              int length = random.nextInt(120);
              boolean halves = random.nextBoolean();
              Callable<Void> read =
                  () -> check(library, file, offset, length, halves, faulty.get(), where);
              reads.add(readers.submit(read));
            }
            for (Future<Void> read : reads) {
              read.get();
            }
          }
        }
        assertThat(Fixture.bytesOnDisk(directory)).as(where).isLessThanOrEqualTo(LIMIT);
      }
    }
  }

  private static boolean allNamesKnown(Fixture library, List<Known> files) throws Exception {
    for (Known file : files) {
      if (library.content().store().contentHash(file.version).isEmpty()) {
        return false;
      }
    }
    return true;
  }

  private static Known put(Fixture library, Random random, String path) {
    byte[] bytes = new byte[1 + random.nextInt(400)];
    random.nextBytes(bytes);
    Layout layout = Layout.unknown(bytes.length);
    if (bytes.length > 20) {
      int from = random.nextInt(bytes.length / 2);
      layout = Fixture.layout(bytes.length, from, bytes.length - random.nextInt(10));
    }
    return new Known(path, library.add(path, bytes, layout), bytes, true);
  }

  private static Void check(
      Fixture library,
      Known file,
      int offset,
      int length,
      boolean halves,
      boolean faulty,
      String where)
      throws InterruptedException {
    try {
      byte[] read =
          halves
              ? readInHalves(library, file.version, offset, length)
              : library.read(file.version, offset, length);
      assertThat(read).as(where).isEqualTo(Fixture.slice(file.bytes, offset, length));
    } catch (ContentException e) {
      boolean founded = faulty || (!file.current && e.reason() == Reason.CHANGED);
      assertThat(founded).as("%s: %s: %s", where, e.reason(), e.getMessage()).isTrue();
    }
    return null;
  }

  private static byte[] readInHalves(Fixture library, long version, int offset, int length)
      throws ContentException, InterruptedException {
    Optional<byte[]> now = library.readNow(version, offset, length);
    if (now.isEmpty()) {
      library.content().content().await(version, offset, Math.max(1, length));
      now = library.readNow(version, offset, length);
    }
    return now.isPresent() ? now.get() : library.read(version, offset, length);
  }
}
