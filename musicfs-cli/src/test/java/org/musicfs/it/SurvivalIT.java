package org.musicfs.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** The mount outlives its daemon: whoever reads waits a moment, and gets the right bytes. */
class SurvivalIT {
  /** Readers of whole files, side by side, round after round, until they are told to stop. */
  private static final class Readers implements AutoCloseable {
    private static final int BUFFER_BYTES = 128 * 1024;

    private final AtomicBoolean stop = new AtomicBoolean();
    private final AtomicLong files = new AtomicLong();
    private final AtomicLong longestNanos = new AtomicLong();
    private final List<String> wrong = new java.util.concurrent.CopyOnWriteArrayList<>();
    private final List<Thread> threads = new ArrayList<>();

    Readers(Path mountpoint, int count) throws Exception {
      List<Path> paths = new ArrayList<>();
      for (String file : Audio.files(mountpoint)) {
        paths.add(mountpoint.resolve(file));
      }
      List<String> expected = new ArrayList<>();
      for (Path path : paths) {
        expected.add(Sandbox.sha256(path));
      }
      for (int i = 0; i < count; i++) {
        int from = i;
        threads.add(
            Thread.ofPlatform()
                .daemon()
                .start(
                    () -> {
                      for (int n = from; !stop.get(); n++) {
                        read(paths.get(n % paths.size()), expected.get(n % paths.size()));
                      }
                    }));
      }
    }

    private void read(Path path, String expected) {
      try (var in = Files.newInputStream(path)) {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        byte[] buffer = new byte[BUFFER_BYTES];
        while (true) {
          long start = System.nanoTime();
          int n = in.read(buffer);
          longestNanos.accumulateAndGet(System.nanoTime() - start, Math::max);
          if (n < 0) {
            break;
          }
          digest.update(buffer, 0, n);
        }
        if (!HexFormat.of().formatHex(digest.digest()).equals(expected)) {
          wrong.add(path + ": other bytes");
        }
        files.incrementAndGet();
      } catch (Exception e) {
        wrong.add(path + ": " + e);
      }
    }

    long files() {
      return files.get();
    }

    double longestSeconds() {
      return longestNanos.get() / 1e9;
    }

    List<String> wrong() {
      return wrong;
    }

    @Override
    public void close() throws InterruptedException {
      stop.set(true);
      for (Thread thread : threads) {
        thread.join();
      }
    }
  }

  private static Sandbox kept() throws IOException {
    Sandbox box = new Sandbox();
    box.config("[fuse]\nbackend = \"kernel\"\n");
    for (int i = 0; i < 6; i++) {
      Sandbox.encode(
          box.music.resolve("t" + i + ".flac"), 20, "title=T" + i, "artist=A", "album=B");
    }
    box.mount("--cache", "true");
    assertThat(box.status().get("kept").getAsBoolean()).isTrue();
    return box;
  }

  @Test
  void readersGoOnThroughRestarts() throws Exception {
    try (Sandbox box = kept()) {
      List<String> before = box.identities();
      try (Readers readers = new Readers(box.mountpoint, 4)) {
        for (int i = 0; i < 5; i++) {
          long pid = box.pid();
          JsonObject restarted = box.musicfs("restart", "--json").ok().json().getAsJsonObject();
          assertThat(restarted.get("old_pid").getAsLong()).isEqualTo(pid);
          assertThat(restarted.get("pid").getAsLong()).isEqualTo(box.pid()).isNotEqualTo(pid);
          assertThat(restarted.get("pause_millis").getAsLong()).isBetween(0L, 2_000L);
        }
        long read = readers.files();
        Await.until("they go on", () -> readers.files() > read + 8);
        readers.close();
        assertThat(readers.wrong()).isEmpty();
        assertThat(readers.longestSeconds()).isLessThan(4);
      }
      assertThat(box.identities()).isEqualTo(before);
      box.unmount();
    }
  }

  @Test
  void readersGoOnWhenTheDaemonIsKilledAgainAndAgain() throws Exception {
    try (Sandbox box = kept();
        Readers readers = new Readers(box.mountpoint, 4)) {
      for (int i = 0; i < 5; i++) {
        long pid = box.pid();
        Processes.run("kill", "-9", Long.toString(pid)).ok();
        Await.until("another one serves", () -> box.pid() != pid);
        long read = readers.files();
        Await.until("they go on", () -> readers.files() > read + 8);
      }
      readers.close();
      assertThat(readers.wrong()).isEmpty();
      assertThat(readers.longestSeconds()).isLessThan(4);
    }
  }

  @Test
  void aDaemonThatFailsTooOftenLeavesErrorsAndNoHang() throws Exception {
    try (Sandbox box = kept()) {
      long supervisor = box.supervisor();
      for (int i = 0; i < 6; i++) {
        long pid = box.pid();
        Processes.run("kill", "-9", Long.toString(pid)).ok();
        if (i < 5) {
          Await.until("another one serves", () -> box.pid() != pid);
        }
      }
      Await.until("given up", () -> ProcessHandle.of(supervisor).isEmpty());
      assertThat(box.isMounted()).isFalse();
      assertThat(box.log()).contains("given up");
      box.remount();
    }
  }

  @Test
  void anOpenFileIsReadOnAfterARestart() throws Exception {
    try (Sandbox box = kept();
        var in =
            Files.newInputStream(box.mountpoint.resolve(Audio.files(box.mountpoint).getFirst()))) {
      byte[] head = in.readNBytes(1000);
      box.musicfs("restart").ok();
      byte[] rest = in.readAllBytes();
      byte[] all =
          Files.readAllBytes(box.mountpoint.resolve(Audio.files(box.mountpoint).getFirst()));
      assertThat(head.length + rest.length).isEqualTo(all.length);
      assertThat(rest).isEqualTo(java.util.Arrays.copyOfRange(all, 1000, all.length));
    }
  }

  @Test
  void unmountAndSignalsEndAKeptMountForGood() throws Exception {
    try (Sandbox box = kept()) {
      long supervisor = box.supervisor();
      box.unmount();
      Await.until("the supervisor ends", () -> ProcessHandle.of(supervisor).isEmpty());
      box.remount();
      long next = box.supervisor();
      Processes.run("kill", "-TERM", Long.toString(next)).ok();
      Await.until("the supervisor ends", () -> ProcessHandle.of(next).isEmpty());
      assertThat(box.isMounted()).isFalse();
    }
  }
}
