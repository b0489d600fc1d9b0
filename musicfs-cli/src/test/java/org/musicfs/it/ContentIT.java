package org.musicfs.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bytes: the right ones, once fetched, within bounds. */
class ContentIT {
  @ParameterizedTest
  @ValueSource(strings = {"true", "false", "auto"})
  void everyFileHasTheBytesOfItsOriginal(String cache) throws Exception {
    try (Sandbox box = new Sandbox()) {
      box.demoLibrary();
      Sandbox.encode(box.music.resolve("long.flac"), 30, "title=Long", "artist=A", "album=B");
      List<String> originals = Audio.checksums(box.music);
      box.mount("--cache", cache);
      assertThat(Audio.checksums(box.mountpoint)).isEqualTo(originals);
      assertThat(Audio.checksums(box.mountpoint)).as("read again").isEqualTo(originals);
      long stored = cacheStats(box).get("stored_bytes").getAsLong();
      if (cache.equals("true")) {
        assertThat(stored).isPositive();
      } else {
        assertThat(stored).as("served directly").isZero();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"true", "false"})
  void positionalReadsAtRandomAgreeWithTheOriginal(String cache) throws Exception {
    try (Sandbox box = new Sandbox()) {
      Path original =
          Sandbox.encode(box.music.resolve("x.flac"), 40, "title=T", "artist=A", "album=B");
      box.mount("--cache", cache);
      Path mounted = Audio.only(box.mountpoint);
      long seed = 20261120;
      ExecutorService readers = Executors.newFixedThreadPool(4);
      try {
        List<Future<?>> done = new ArrayList<>();
        for (int r = 0; r < 4; r++) {
          Random random = new Random(seed + r);
          done.add(readers.submit(() -> compareAtRandom(original, mounted, random)));
        }
        for (Future<?> one : done) {
          one.get();
        }
      } finally {
        readers.shutdownNow();
      }
    }
  }

  private static Void compareAtRandom(Path original, Path mounted, Random random)
      throws IOException {
    try (RandomAccessFile a = new RandomAccessFile(original.toFile(), "r");
        RandomAccessFile b = new RandomAccessFile(mounted.toFile(), "r")) {
      assertThat(b.length()).isEqualTo(a.length());
      for (int i = 0; i < 300; i++) {
        long offset = random.nextLong(a.length() + 10);
        byte[] wanted = new byte[random.nextInt(200_000)];
        byte[] got = new byte[wanted.length];
        int n = readFully(a, offset, wanted);
        assertThat(readFully(b, offset, got)).isEqualTo(n);
        assertThat(got).isEqualTo(wanted);
      }
    }
    return null;
  }

  private static int readFully(RandomAccessFile file, long offset, byte[] into) throws IOException {
    file.seek(offset);
    int n = 0;
    while (n < into.length) {
      int got = file.read(into, n, into.length - n);
      if (got < 0) {
        break;
      }
      n += got;
    }
    return n;
  }

  @Test
  void severalReadersOfOneColdFileFetchItOnce() throws Exception {
    try (Sandbox box = new Sandbox()) {
      Path original =
          Sandbox.encode(box.music.resolve("x.flac"), 60, "title=T", "artist=A", "album=B");
      box.mount("--cache", "true");
      Path mounted = Audio.only(box.mountpoint);
      long before = cacheStats(box).get("fetched_bytes").getAsLong();
      List<Process> readers = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        // O_DIRECT: each reader asks the daemon, not the kernel's page cache.
        readers.add(
            box.start(
                "dd" + i,
                List.of("dd", "if=" + mounted, "of=/dev/null", "bs=128k", "iflag=direct")));
      }
      for (Process reader : readers) {
        assertThat(reader.waitFor()).isZero();
      }
      long fetched = cacheStats(box).get("fetched_bytes").getAsLong() - before;
      assertThat(fetched).isLessThanOrEqualTo(Files.size(original));
      assertThat(Sandbox.sha256(mounted)).isEqualTo(Sandbox.sha256(original));
    }
  }

  @Test
  void theCacheNeverExceedsItsLimitUnderLoad() throws Exception {
    try (Sandbox box = new Sandbox()) {
      long limit = 8L << 20;
      box.config("[cache]\nlimit = \"8 MiB\"\nreserve = \"0 B\"\n");
      for (int i = 0; i < 12; i++) {
        Sandbox.encode(
            box.music.resolve("t" + i + ".flac"), 20, "title=T" + i, "artist=A", "album=B");
      }
      List<String> originals = Audio.checksums(box.music);
      box.mount("--cache", "true");
      AtomicLong most = new AtomicLong();
      Thread watcher =
          new Thread(
              () -> {
                while (!Thread.currentThread().isInterrupted()) {
                  most.accumulateAndGet(chunkBytes(box), Math::max);
                }
              });
      watcher.start();
      try {
        ExecutorService readers = Executors.newFixedThreadPool(4);
        List<Future<List<String>>> sums = new ArrayList<>();
        for (int r = 0; r < 4; r++) {
          sums.add(readers.submit(() -> Audio.checksums(box.mountpoint)));
        }
        for (Future<List<String>> sum : sums) {
          assertThat(sum.get()).isEqualTo(originals);
        }
        readers.shutdown();
      } finally {
        watcher.interrupt();
        watcher.join();
      }
      assertThat(most.get()).isPositive().isLessThanOrEqualTo(limit);
      assertThat(cacheStats(box).get("evicted_bytes").getAsLong()).isPositive();
    }
  }

  private static long chunkBytes(Sandbox box) {
    long sum = 0;
    try (Stream<Path> files = Files.walk(box.cache())) {
      for (Path file : (Iterable<Path>) files::iterator) {
        if (file.toString().contains("/chunks/") && Files.isRegularFile(file)) {
          sum += Files.size(file);
        }
      }
    } catch (IOException | java.io.UncheckedIOException e) {
      return 0; // a chunk vanished under the walk
    }
    return sum;
  }

  @Test
  void aDamagedChunkIsHealedFromTheOriginAndNeverServed() throws Exception {
    try (Sandbox box = new Sandbox()) {
      Path original =
          Sandbox.encode(box.music.resolve("x.flac"), 20, "title=T", "artist=A", "album=B");
      box.mount("--cache", "true");
      String wanted = Sandbox.sha256(original);
      assertThat(Sandbox.sha256(Audio.only(box.mountpoint))).isEqualTo(wanted);
      box.unmount();
      flipOneBitInEveryChunk(box);
      box.remount();
      assertThat(Sandbox.sha256(Audio.only(box.mountpoint))).isEqualTo(wanted);
      assertThat(cacheStats(box).get("corrupt_chunks").getAsLong()).isPositive();
    }
  }

  @Test
  void aVerificationFindsWhatIsDamagedAndRepairsIt() throws Exception {
    try (Sandbox box = new Sandbox()) {
      Path original =
          Sandbox.encode(box.music.resolve("x.flac"), 20, "title=T", "artist=A", "album=B");
      box.mount("--cache", "true");
      String wanted = Sandbox.sha256(original);
      assertThat(Sandbox.sha256(Audio.only(box.mountpoint))).isEqualTo(wanted);
      assertThat(box.musicfs("cache", "verify").ok().out()).contains("verified, all sound");
      flipOneBitInEveryChunk(box);

      Result found = box.musicfs("cache", "verify").exits(13);
      assertThat(found.out()).contains("damaged and set aside").contains("x.flac");

      box.unmount(); // the kernel has all of it in memory
      box.remount();
      assertThat(Sandbox.sha256(Audio.only(box.mountpoint))).isEqualTo(wanted);
      Await.until(
          "stored again",
          () ->
              box.attribute(
                      "user.musicfs.cached",
                      box.mountpoint.relativize(Audio.only(box.mountpoint)).toString())
                  .equals(Long.toString(Files.size(original))));
      flipOneBitInEveryChunk(box);
      JsonObject repaired =
          box.musicfs("cache", "verify", "--repair", "--json").ok().json().getAsJsonObject();
      assertThat(repaired.get("damaged").getAsLong()).isPositive();
      assertThat(repaired.get("repaired")).isEqualTo(repaired.get("damaged"));
      Files.move(box.music, box.music.resolveSibling("away"));
      box.unmount();
      box.remount();
      assertThat(Sandbox.sha256(Audio.only(box.mountpoint))).as("from the store").isEqualTo(wanted);
    }
  }

  @Test
  void aDamagedChunkThatNothingCanReplaceIsAnErrorNotWrongBytes() throws Exception {
    try (Sandbox box = new Sandbox()) {
      Path original =
          Sandbox.encode(box.music.resolve("x.flac"), 20, "title=T", "artist=A", "album=B");
      box.mount("--cache", "true");
      Sandbox.sha256(Audio.only(box.mountpoint));
      box.unmount();
      flipOneBitInEveryChunk(box);
      Files.move(original, box.root.resolve("away.flac"));
      Files.move(box.music, box.root.resolve("music-away"));
      box.remount();
      Path mounted = Audio.only(box.mountpoint);
      assertThatThrownBy(() -> Files.readAllBytes(mounted))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("Input/output error");
    }
  }

  private static void flipOneBitInEveryChunk(Sandbox box) throws IOException {
    int flipped = 0;
    try (Stream<Path> files = Files.walk(box.cache().resolve("chunks"))) {
      for (Path file : (Iterable<Path>) files::iterator) {
        if (Files.isRegularFile(file)) {
          byte[] bytes = Files.readAllBytes(file);
          bytes[bytes.length / 2] ^= 4;
          Files.write(file, bytes);
          flipped++;
        }
      }
    }
    assertThat(flipped).isPositive();
  }

  @Test
  void aFullDiskStopsCachingButNotPlaying() throws Exception {
    try (Sandbox box = new Sandbox()) {
      for (int i = 0; i < 4; i++) {
        Sandbox.encode(
            box.music.resolve("t" + i + ".flac"), 30, "title=T" + i, "artist=A", "album=B");
      }
      List<String> originals = Audio.checksums(box.music);
      Path small = Files.createDirectory(box.root.resolve("cache"));
      Processes.run("mount", "-t", "tmpfs", "-o", "size=6m", "tmpfs", small.toString()).ok();
      try {
        box.config("[cache]\nlimit = \"1 GiB\"\nreserve = \"0 B\"\n");
        box.mount("--cache", "true");
        assertThat(Audio.checksums(box.mountpoint)).isEqualTo(originals);
        assertThat(Audio.checksums(box.mountpoint)).isEqualTo(originals);
        box.unmount();
      } finally {
        Processes.run("umount", "-l", small.toString());
      }
    }
  }

  @Test
  void theOriginIsNeverWritten() throws Exception {
    try (Sandbox box = new Sandbox()) {
      box.demoLibrary();
      String before = originState(box);
      box.mount();
      Audio.checksums(box.mountpoint);
      box.musicfs("rescan").ok();
      Result written =
          Processes.run(
              "sh",
              "-c",
              "cd '" + box.mountpoint + "' && for f in */*/*; do echo x >> \"$f\"; done");
      assertThat(written.err()).contains("Read-only file system");
      box.unmount();
      assertThat(originState(box)).isEqualTo(before);
    }
  }

  private static String originState(Sandbox box) {
    return Processes.run(
            "sh",
            "-c",
            "cd '"
                + box.music
                + "' && find . -printf '%p %s %T@ %C@ %m %i\\n' | sort && find . -type f"
                + " -exec sha256sum {} + | sort")
        .ok()
        .out();
  }

  @Test
  void clearingTheCacheFreesItAndFilesStillRead() throws Exception {
    try (Sandbox box = new Sandbox()) {
      box.demoLibrary();
      box.mount("--cache", "true");
      List<String> originals = Audio.checksums(box.music);
      assertThat(Audio.checksums(box.mountpoint)).isEqualTo(originals);
      assertThat(chunkBytes(box)).isPositive();
      box.musicfs("cache", "clear").ok();
      assertThat(chunkBytes(box)).isZero();
      assertThat(cacheStats(box).get("stored_bytes").getAsLong()).isZero();
      Processes.run("sh", "-c", "echo 3 > /proc/sys/vm/drop_caches");
      assertThat(Audio.checksums(box.mountpoint)).isEqualTo(originals);
    }
  }

  static JsonObject cacheStats(Sandbox box) {
    return box.musicfs("cache", "stats", "--json").ok().json().getAsJsonObject();
  }

  @Test
  void aCachedTrackIsReadByTheKernelFromACopyInOneFile() throws Exception {
    try (Sandbox box = new Sandbox()) {
      box.config("[fuse]\npassthrough_cached = true\n");
      Path original =
          Sandbox.encode(box.music.resolve("x.flac"), 20, "title=T", "artist=A", "album=B");
      byte[] bytes = Files.readAllBytes(original);
      box.mount("--cache", "true");
      Path mounted = Audio.only(box.mountpoint);
      assertThat(Files.readAllBytes(mounted)).isEqualTo(bytes);
      long pid = box.pid();
      Await.until(
          "the copy is lent",
          () -> {
            try (var open = Files.newInputStream(mounted)) {
              assertThat(open.readAllBytes()).isEqualTo(bytes);
              // Once by the store, once for the kernel.
              return opened(pid, bytes.length) == 2;
            }
          });
      Await.until("it is given back", () -> opened(pid, bytes.length) == 1);

      box.kill9();
      Files.move(box.music, box.root.resolve("away"));
      box.remount();
      assertThat(Files.readAllBytes(mounted)).isEqualTo(bytes);
      assertThat(box.musicfs("cache", "clear").ok().out()).isNotEmpty();
    }
  }

  /** How often a process has a stored file of this length open. */
  private static long opened(long pid, long length) throws Exception {
    long count = 0;
    try (var descriptors = Files.list(Path.of("/proc/" + pid + "/fd"))) {
      for (Path descriptor : descriptors.toList()) {
        try {
          if (Files.readSymbolicLink(descriptor).toString().endsWith("-" + length)) {
            count++;
          }
        } catch (java.nio.file.NoSuchFileException e) {
          continue; // closed meanwhile
        }
      }
    }
    return count;
  }
}
