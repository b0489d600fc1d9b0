package org.musicfs.cas.read;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.musicfs.cas.Fixture;
import org.musicfs.cas.Soak;
import org.musicfs.core.audio.Layout;
import org.musicfs.core.audio.Region;
import org.musicfs.core.content.ContentException;
import org.musicfs.core.content.ContentException.Reason;

/**
 * Random reads, interrupts, evictions, verifications, replacements and faults, compared with plain
 * arrays. Every read ends, with the bytes of its version or with an error that something was done
 * for; what lies on the disk stays within the limit, as seen from outside.
 */
@Timeout(300)
class ContentModelTest {
  private static final int FILES = 12;
  private static final int STEPS = 150;
  private static final int READERS = 4;
  private static final long LIMIT = 1500;

  @TempDir Path directory;

  private record Known(String path, long version, byte[] bytes, Layout layout, boolean current) {}

  /** A read that somebody may interrupt. */
  private record Reading(Future<Void> ended, CompletableFuture<Thread> reader) {}

  private Random random;
  private Fixture library;
  private final List<Known> files = new ArrayList<>();
  private boolean faulty;
  private String where;

  /** Some seeds, and one that is new each time. */
  static LongStream seeds() {
    return LongStream.concat(
        LongStream.rangeClosed(1, Soak.times(3, 200)), LongStream.of(System.nanoTime()));
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void noWrongByteNoUnfoundedErrorAndTheBoundHolds(long seed) throws Exception {
    random = new Random(seed);
    try (ExecutorService readers = Executors.newFixedThreadPool(READERS);
        ExecutorService verifier = Executors.newSingleThreadExecutor()) {
      library = new Fixture(directory);
      library.config = library.config.withLimitBytes(LIMIT).withChunkBytes(4 << random.nextInt(3));
      for (int i = 0; i < FILES; i++) {
        Known file = put("f" + i);
        assertThat(library.readAll(file.version)).as("seed %d", seed).isEqualTo(file.bytes);
        files.add(file);
      }
      for (int step = 0; step < STEPS; step++) {
        where = "seed " + seed + ", step " + step;
        step(readers, verifier);
        assertWithinLimit();
      }
    } finally {
      library.close();
    }
  }

  private void step(ExecutorService readers, ExecutorService verifier) throws Exception {
    switch (random.nextInt(24)) {
      case 0 -> replace();
      case 1 -> library.content().store().clear(Optional.empty());
      case 2 -> library.reopen();
      case 3 -> changeFault();
      case 4 -> damage();
      default -> {
        boolean repair = random.nextBoolean();
        Future<Void> verified =
            random.nextInt(6) == 0
                ? verifier.submit(() -> verify(repair))
                : CompletableFuture.completedFuture(null);
        readTogether(readers, random.nextInt(4) == 0);
        verified.get(60, TimeUnit.SECONDS);
      }
    }
  }

  private void assertWithinLimit() {
    assertThat(Fixture.bytesOnDisk(directory)).as(where).isLessThanOrEqualTo(LIMIT);
  }

  private void replace() {
    library.origin.flipBits(false); // the first bytes of a file must be its own
    int i = random.nextInt(FILES);
    Known old = files.get(i);
    files.add(new Known(old.path, old.version, old.bytes, old.layout, false));
    files.set(i, put(old.path));
  }

  private void changeFault() throws Exception {
    library.origin.unreachable(false);
    library.origin.truncateReads(false);
    library.origin.flipBits(false);
    setFaulty(false);
    if (random.nextBoolean()) {
      switch (random.nextInt(3)) {
        case 0 -> library.origin.unreachable(true);
        case 1 -> library.origin.truncateReads(true);
        default -> {
          learnAllNames(); // a wrong byte cannot be told from a right one before
          library.origin.flipBits(true);
        }
      }
      setFaulty(true);
    }
  }

  private void setFaulty(boolean on) {
    faulty = on;
    // No hurry where everything can be had: this machine may be slow, which is no fault.
    library.config =
        library.config.withReadDeadline(on ? Duration.ofMillis(40) : Duration.ofSeconds(20));
    library.reopen();
  }

  private void learnAllNames() throws Exception {
    for (Known file : files) {
      if (file.current) {
        assertThat(library.readAll(file.version)).as(where).isEqualTo(file.bytes);
        Fixture.await(where + ": its names", () -> hasAllNames(file.version)); // just after
      }
    }
  }

  private boolean hasAllNames(long version) {
    try {
      return library.content().store().contentHash(version).isPresent();
    } catch (ContentException e) {
      throw new AssertionError(e);
    }
  }

  /** Files of a store that is closed: flipped, cut short, emptied, gone; now and then the index. */
  private void damage() throws IOException {
    library.close();
    for (Path file : library.chunkFiles()) {
      switch (random.nextInt(8)) {
        case 0 -> flip(file);
        case 1 -> Files.write(file, new byte[0]);
        case 2 -> Files.delete(file);
        case 3 -> {
          byte[] bytes = Files.readAllBytes(file);
          Files.write(file, Arrays.copyOf(bytes, bytes.length / 2));
        }
        default -> {}
      }
    }
    if (random.nextInt(3) == 0) {
      Files.write(directory.resolve("chunks.db"), Fixture.random(random.nextLong(), 5000));
    }
    library.content();
  }

  private void flip(Path file) throws IOException {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      if (channel.size() == 0) {
        return; // it was damaged before
      }
      int at = random.nextInt((int) channel.size());
      ByteBuffer one = ByteBuffer.allocate(1);
      channel.read(one, at);
      one.put(0, (byte) (one.get(0) ^ 1 << random.nextInt(8)));
      channel.write(one.rewind(), at);
    }
  }

  private Void verify(boolean repair) throws ContentException {
    library.content().store().verify(repair, check -> true);
    return null;
  }

  private void readTogether(ExecutorService readers, boolean interrupts) throws Exception {
    List<Reading> reads = new ArrayList<>();
    for (int r = 0; r < READERS; r++) {
      reads.add(start(readers, files.get(random.nextInt(files.size())), interrupts));
    }
    if (interrupts) {
      reads.get(random.nextInt(READERS)).reader.get(30, TimeUnit.SECONDS).interrupt();
    }
    assertWithinLimit();
    for (Reading one : reads) {
      one.ended.get(60, TimeUnit.SECONDS);
    }
  }

  private Reading start(ExecutorService readers, Known file, boolean interrupts) {
    int offset = random.nextInt(file.bytes.length + 2);
    int length = random.nextInt(120);
    boolean halves = random.nextBoolean();
    CompletableFuture<Thread> reader = new CompletableFuture<>();
    Callable<Void> read =
        () -> {
          reader.complete(Thread.currentThread());
          try {
            check(file, offset, length, halves, interrupts);
          } catch (InterruptedException e) {
            assertThat(interrupts).as(where).isTrue();
          }
          return null;
        };
    return new Reading(readers.submit(read), reader);
  }

  private void check(Known file, int offset, int length, boolean halves, boolean interrupted)
      throws InterruptedException {
    try {
      byte[] read =
          halves
              ? readInHalves(file.version, offset, length)
              : library.read(file.version, offset, length);
      assertThat(read).as(where).isEqualTo(Fixture.slice(file.bytes, offset, length));
    } catch (ContentException e) {
      boolean isGone =
          !file.current && (e.reason() == Reason.CHANGED || e.reason() == Reason.CORRUPT);
      boolean isOurs = interrupted && e.getCause() instanceof InterruptedException;
      assertThat(faulty || isGone || isOurs)
          .as("%s: %s: %s", where, e.reason(), e.getMessage())
          .isTrue();
    }
  }

  private byte[] readInHalves(long version, int offset, int length)
      throws ContentException, InterruptedException {
    Optional<byte[]> now = library.readNow(version, offset, length);
    if (now.isEmpty()) {
      library.content().content().await(version, offset, Math.max(1, length));
      now = library.readNow(version, offset, length);
    }
    return now.isPresent() ? now.get() : library.read(version, offset, length);
  }

  /** A file of some layout; now and then with the audio of another one. */
  private Known put(String path) {
    byte[] bytes = Fixture.random(random.nextLong(), 1 + random.nextInt(400));
    Layout layout = Layout.unknown(bytes.length);
    if (!files.isEmpty() && random.nextInt(3) == 0) {
      Known like = files.get(random.nextInt(files.size()));
      Optional<Region> audio =
          like.layout.regions().stream().filter(r -> r.kind() == Region.Kind.AUDIO).findFirst();
      if (audio.isPresent()) {
        return retagged(path, like, audio.get());
      }
    }
    if (bytes.length > 20 && random.nextInt(4) != 0) {
      int audioFrom = random.nextInt(bytes.length / 2);
      int audioTo = bytes.length - random.nextInt(10);
      int pictureFrom = random.nextInt(audioFrom + 1);
      List<Region> known = new ArrayList<>();
      if (audioFrom - pictureFrom > 3) {
        known.add(new Region(Region.Kind.PICTURE, pictureFrom, audioFrom - pictureFrom - 1L));
      }
      known.add(new Region(Region.Kind.AUDIO, audioFrom, (long) audioTo - audioFrom));
      layout = Layout.of(bytes.length, known);
    }
    return new Known(path, library.add(path, bytes, layout), bytes, layout, true);
  }

  private Known retagged(String path, Known like, Region audio) {
    byte[] head = Fixture.random(random.nextLong(), random.nextInt(60));
    int length = (int) audio.length();
    byte[] bytes = Arrays.copyOf(head, head.length + length);
    System.arraycopy(like.bytes, (int) audio.offset(), bytes, head.length, length);
    Layout layout = Fixture.layout(bytes.length, head.length, bytes.length);
    return new Known(path, library.add(path, bytes, layout), bytes, layout, true);
  }
}
