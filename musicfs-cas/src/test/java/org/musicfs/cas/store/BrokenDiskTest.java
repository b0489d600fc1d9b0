package org.musicfs.cas.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.musicfs.cas.Fixture;
import org.musicfs.core.content.StoreState.Condition;

/**
 * What becomes of the store's disk, on a real one: readers notice nothing, and it heals by itself.
 */
@Timeout(120)
class BrokenDiskTest {
  private static final int CHUNKS = 40;

  @TempDir Path mountpoint;

  private final byte[] bytes = Fixture.random(3, CHUNKS * Fixture.CHUNK);

  private static void run(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes());
    assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as("%s: %s", String.join(" ", command), output).isZero();
  }

  @BeforeEach
  void mount() throws Exception {
    run("mount", "-t", "tmpfs", "-o", "size=4m", "musicfs-test", mountpoint.toString());
  }

  @AfterEach
  void unmount() throws Exception {
    new ProcessBuilder("umount", "-l", mountpoint.toString()).start().waitFor();
  }

  private Fixture library() {
    return new Fixture(mountpoint.resolve("store"));
  }

  private static Condition condition(Fixture library) {
    return library.content().store().use().state().condition();
  }

  private void reads(Fixture library, long version, int from) throws Exception {
    for (int at = from; at < bytes.length; at += 900) {
      assertThat(library.read(version, at, 900)).isEqualTo(Fixture.slice(bytes, at, 900));
    }
  }

  private static void awaitCondition(Fixture library, Condition wanted) {
    Fixture.await(wanted.name(), () -> condition(library) == wanted);
  }

  /** Chunks that were not taken are held in memory for some seconds. */
  private void awaitStored(Fixture library, long version) {
    Fixture.await(
        "all of it is stored",
        () -> {
          try {
            reads(library, version, 0);
            return library.content().store().cachedBytes(version) == bytes.length;
          } catch (Exception e) {
            throw new AssertionError(e);
          }
        });
  }

  @Test
  void aDiskThatTurnsReadOnlyIsReadFromAndWrittenAgainLater() throws Exception {
    try (Fixture library = library()) {
      long version = library.add("song", bytes);
      assertThat(library.read(version, 0, 4 * Fixture.CHUNK))
          .isEqualTo(Fixture.slice(bytes, 0, 4 * Fixture.CHUNK));
      library.awaitCached(version, 4 * Fixture.CHUNK);
      // The same directory mounted over itself: what is open for writing does not hold it up.
      String store = library.config.directory().toString();
      run("mount", "--bind", store, store);
      run("mount", "-o", "remount,ro,bind", store);

      reads(library, version, 0);
      awaitCondition(library, Condition.DEGRADED);
      assertThat(library.content().store().use().state().reason()).contains("Read-only");
      long before = library.origin.bytesRead.get();
      assertThat(library.read(version, 0, 100)).isEqualTo(Fixture.slice(bytes, 0, 100));
      assertThat(library.origin.bytesRead.get()).as("what is stored is read").isEqualTo(before);

      run("umount", "-l", store); // chunk files read through it are open
      awaitCondition(library, Condition.OK);
      awaitStored(library, version);
    }
  }

  @Test
  void aDiskThatGoesAwayIsNotMadeUpForByTheOneBelow() throws Exception {
    try (Fixture library = library()) {
      long version = library.add("song", bytes);
      assertThat(library.read(version, 0, 100)).isEqualTo(Fixture.slice(bytes, 0, 100));

      run("mount", "--bind", mountpoint.toString(), "/mnt");
      try {
        run("umount", "-l", mountpoint.toString());
        reads(library, version, 100);
        awaitCondition(library, Condition.DEGRADED);
        assertThat(mountpoint).isEmptyDirectory();
        run("mount", "--bind", "/mnt", mountpoint.toString());
      } finally {
        run("umount", "/mnt");
      }

      awaitCondition(library, Condition.OK);
      awaitStored(library, version);
    }
  }

  @Test
  void aDiskWithoutRoomSaysSo() throws Exception {
    try (Fixture library = library()) {
      library.config = library.config.withReserveBytes(1 << 20);
      long version = library.add("song", bytes);
      library.content();
      Path ballast = mountpoint.resolve("ballast");
      Files.write(ballast, new byte[3_500_000]);

      reads(library, version, 0);
      awaitCondition(library, Condition.FULL);
      assertThat(library.chunkFiles()).isEmpty();

      Files.delete(ballast);
      awaitCondition(library, Condition.OK);
      awaitStored(library, version);
    }
  }

  @Test
  void aChunkFileThatCannotBeReadIsSetAsideAndFetchedAgain() throws Exception {
    try (Fixture library = library()) {
      long version = library.add("song", bytes);
      library.readAll(version);
      library.awaitCached(version);
      library.reopen();
      Path chunk = library.chunkFiles().getFirst();
      Files.delete(chunk);
      Files.createDirectory(chunk); // reading it fails with an error of the file system

      assertThat(library.readAll(version)).isEqualTo(bytes);
      Fixture.await("a file again", () -> Files.isRegularFile(chunk));
      assertThat(condition(library)).isEqualTo(Condition.OK);
    }
  }
}
