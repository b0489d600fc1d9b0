package org.musicfs.cas.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.musicfs.cas.Fixture;
import org.musicfs.core.content.BackingFile;
import org.musicfs.core.metrics.Metric;

/** On a real, small file system. */
@Timeout(60)
class FullDiskTest {
  @TempDir Path mountpoint;

  private static void run(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes());
    assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as("%s: %s", String.join(" ", command), output).isZero();
  }

  @Test
  void aDiskThatRefusesWritesIsStreamedPastAndUsedAgainWhenItRecovers() throws Exception {
    // Out of inodes: free space is reported, and every new file fails with ENOSPC.
    run(
        "mount",
        "-t",
        "tmpfs",
        "-o",
        "size=4m,nr_inodes=40",
        "musicfs-test",
        mountpoint.toString());
    try (Fixture library = new Fixture(mountpoint.resolve("store"))) {
      byte[] bytes = Fixture.random(1, 200 * Fixture.CHUNK);
      long version = library.add("song", bytes);
      library.content();
      Path ballast = Files.createDirectory(mountpoint.resolve("ballast"));
      fill(ballast);
      for (int at = 0; at < bytes.length; at += 100) {
        assertThat(library.read(version, at, 100)).isEqualTo(Fixture.slice(bytes, at, 100));
      }
      Fixture.await("counted", () -> library.count(Metric.STORE_FAILURES) > 0);
      assertThat(library.chunkFiles()).hasSizeLessThan(40);
      long fetched = library.origin.bytesRead.get();
      assertThat(fetched).as("no chunk fetched per piece").isLessThan(2L * bytes.length);

      try (var files = Files.newDirectoryStream(ballast)) {
        for (Path file : files) {
          Files.delete(file);
        }
      }
      Fixture.await(
          "storing again",
          () -> {
            try {
              assertThat(library.read(version, 0, 100)).isEqualTo(Fixture.slice(bytes, 0, 100));
              return library.content().store().cachedBytes(version) > 0;
            } catch (Exception e) {
              throw new AssertionError(e);
            }
          });
    } finally {
      run("umount", mountpoint.toString());
    }
  }

  @Test
  void aDiskThatIsFullGivesNoCopyAndNoErrorAndOneWhenItRecovers() throws Exception {
    run(
        "mount",
        "-t",
        "tmpfs",
        "-o",
        "size=4m,nr_inodes=80",
        "musicfs-test",
        mountpoint.toString());
    try (Fixture library = new Fixture(mountpoint.resolve("store"))) {
      library.config = library.config.withWholeFiles(true);
      byte[] bytes = Fixture.random(1, 20 * Fixture.CHUNK);
      long version = library.add("song", bytes);
      library.readAll(version);
      library.awaitCached(version);
      Path ballast = Files.createDirectory(mountpoint.resolve("ballast"));
      fill(ballast);
      assertThat(library.content().content().backing(version)).isEmpty();
      Fixture.await("it was tried", () -> library.count(Metric.STORE_FAILURES) > 0);
      assertThat(library.readAll(version)).isEqualTo(bytes);
      assertThat(library.chunkFiles()).hasSize(20);
      assertThat(Fixture.files(library.config.directory().resolve("tmp"))).isEmpty();
      assertThat(library.content().store().use().storedBytes()).isEqualTo(bytes.length);

      try (var files = Files.newDirectoryStream(ballast)) {
        for (Path file : files) {
          Files.delete(file);
        }
      }
      Fixture.await(
          "a copy",
          () -> {
            try {
              var file = library.content().content().backing(version);
              file.ifPresent(BackingFile::close);
              return file.isPresent();
            } catch (Exception e) {
              throw new AssertionError(e);
            }
          });
    } finally {
      run("umount", mountpoint.toString());
    }
  }

  private static void fill(Path directory) throws IOException {
    try {
      for (int i = 0; i < 1000; i++) {
        Files.createFile(directory.resolve(Integer.toString(i)));
      }
    } catch (IOException full) {
      assertThat(full).hasMessageContaining("No space left");
      return;
    }
    throw new AssertionError("it never filled");
  }

  @Test
  void theReserveIsLeftFreeAndSpaceIsMadeByEvicting() throws Exception {
    run("mount", "-t", "tmpfs", "-o", "size=6m", "musicfs-test", mountpoint.toString());
    try (Fixture library = new Fixture(mountpoint.resolve("store"))) {
      library.config =
          library
              .config
              .withChunkBytes(64 << 10)
              .withLimitBytes(1L << 30)
              .withReserveBytes(2 << 20);
      for (int i = 0; i < 20; i++) {
        byte[] bytes = Fixture.random(i, 640 << 10);
        long version = library.add("f" + i, bytes);
        assertThat(library.readAll(version)).isEqualTo(bytes);
        long free = Files.getFileStore(mountpoint).getUsableSpace();
        assertThat(free).isGreaterThanOrEqualTo((2 << 20) - (512 << 10)); // the index grows too
      }
      assertThat(library.count(Metric.EVICTED_BYTES)).isPositive();
      assertThat(library.count(Metric.STORE_FAILURES)).isZero();
    } finally {
      run("umount", mountpoint.toString());
    }
  }
}
