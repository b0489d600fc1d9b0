package org.musicfs.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.RandomAccessFile;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Starting, stopping, and everything that can be in the way of it. */
class LifecycleIT {
  @Test
  void aRunningLibraryRefusesASecondMountAndNamesItsPid() throws Exception {
    try (Sandbox box = new Sandbox()) {
      box.demoLibrary();
      box.mount();
      Path other = Files.createDirectory(box.root.resolve("other"));
      Result refused = box.musicfs("mount", box.music.toString(), other.toString()).exits(6);
      assertThat(refused.err()).contains(Long.toString(box.pid())).contains("musicfs unmount");
      Result named =
          box.musicfs("--library", "second", "mount", box.music.toString(), other.toString()).ok();
      assertThat(named.err()).isBlank();
      assertThat(Audio.files(other)).isNotNull();
      box.musicfs("unmount", other.toString()).ok();
    }
  }

  @Test
  void unmountRefusesWhileFilesAreOpenNamesWhoHoldsThemAndForceDetaches() throws Exception {
    try (Sandbox box = new Sandbox()) {
      box.demoLibrary();
      box.mount();
      Path file = box.mountpoint.resolve(Audio.files(box.mountpoint).getFirst());
      Process holder = box.start("holder", List.of("tail", "-f", file.toString()));
      Await.until("the file is open", () -> box.status().get("open_files").getAsLong() > 0);
      Result busy = box.musicfs("unmount", box.mountpoint.toString()).exits(9);
      assertThat(busy.err()).contains(holder.pid() + " tail").contains("--force");
      assertThat(box.isMounted()).isTrue();
      long pid = box.pid();
      box.musicfs("unmount", "--force", box.mountpoint.toString()).ok();
      assertThat(box.isMounted()).isFalse();
      Await.until("the daemon ends", () -> ProcessHandle.of(pid).isEmpty());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TERM", "INT"})
  void aSignalDetachesAndEndsTheDaemonCleanly(String signal) throws Exception {
    try (Sandbox box = new Sandbox()) {
      box.demoLibrary();
      box.mount();
      long pid = box.pid();
      Processes.run("kill", "-" + signal, Long.toString(pid)).ok();
      Await.until("the daemon ends", () -> ProcessHandle.of(pid).isEmpty());
      assertThat(box.isMounted()).isFalse();
      box.remount();
    }
  }

  @Test
  void aSignalLetsOpenFilesFinish() throws Exception {
    try (Sandbox box = new Sandbox()) {
      Path original =
          Sandbox.encode(box.music.resolve("x.flac"), 30, "title=T", "artist=A", "album=B");
      box.mount("--cache", "true");
      try (RandomAccessFile open = new RandomAccessFile(Audio.only(box.mountpoint).toFile(), "r")) {
        open.readFully(new byte[1000]);
        long pid = box.pid();
        Processes.run("kill", "-TERM", Long.toString(pid)).ok();
        Await.until("detached", () -> !box.isMounted());
        byte[] all = new byte[(int) open.length()];
        open.seek(0);
        open.readFully(all);
        assertThat(all).isEqualTo(Files.readAllBytes(original));
      }
    }
  }

  @Test
  void unmountingBehindItsBackEndsTheDaemon() throws Exception {
    try (Sandbox box = new Sandbox()) {
      box.demoLibrary();
      box.mount();
      long pid = box.pid();
      Processes.run("umount", box.mountpoint.toString()).ok();
      Await.until("the daemon ends", () -> ProcessHandle.of(pid).isEmpty());
      box.remount();
    }
  }

  @Test
  void aStaleMountOfOursIsCleanedByTheNextMountAndByUnmount() throws Exception {
    try (Sandbox box = new Sandbox()) {
      box.demoLibrary();
      box.mount();
      box.kill9();
      assertThat(box.isMounted()).isTrue();
      box.musicfs("unmount", box.mountpoint.toString()).ok();
      assertThat(box.isMounted()).isFalse();
      box.remount();
      box.kill9();
      box.remount();
      assertThat(Audio.files(box.mountpoint)).isNotEmpty();
    }
  }

  @Test
  void aDaemonThatIsKilledIsStartedAgainAndUnmountEndsBoth() throws Exception {
    try (Sandbox box = new Sandbox()) {
      box.demoLibrary();
      box.mount();
      long pid = box.pid();
      long supervisor = box.supervisor();
      Processes.run("kill", "-9", Long.toString(pid)).ok();
      Await.until("another one serves", () -> box.pid() != pid);
      assertThat(Audio.files(box.mountpoint)).isNotEmpty();
      assertThat(box.supervisor()).isEqualTo(supervisor);
      box.unmount();
      Await.until("the supervisor ends", () -> ProcessHandle.of(supervisor).isEmpty());
    }
  }

  @Test
  void superviseServesInTheForegroundUntilItIsStopped() throws Exception {
    try (Sandbox box = new Sandbox()) {
      box.demoLibrary();
      Process supervisor =
          box.start("supervise", "supervise", box.music.toString(), box.mountpoint.toString());
      Await.until("mounted", box::isMounted);
      box.synced();
      assertThat(box.supervisor()).isEqualTo(supervisor.pid());
      supervisor.destroy();
      assertThat(supervisor.waitFor(20, TimeUnit.SECONDS)).isTrue();
      assertThat(box.isMounted()).isFalse();
    }
  }

  @Test
  void aMountThatWouldNotOutliveItsDaemonIsNotRestarted() throws Exception {
    try (Sandbox box = new Sandbox()) {
      box.demoLibrary();
      box.config("[fuse]\nbackend = \"jnr\"\n");
      box.mount();
      assertThat(box.status().get("kept").getAsBoolean()).isFalse();
      Result refused = box.musicfs("restart").exits(10);
      assertThat(refused.err()).contains("would not outlive").contains("fuse.backend");
      assertThat(Audio.files(box.mountpoint)).isNotEmpty();
    }
  }

  @Test
  void aMountOfSomebodyElseIsNeverTouched() throws Exception {
    try (Sandbox box = new Sandbox()) {
      box.demoLibrary();
      Processes.run("mount", "-t", "tmpfs", "tmpfs", box.mountpoint.toString()).ok();
      Result refused =
          box.musicfs("mount", box.music.toString(), box.mountpoint.toString()).exits(5);
      assertThat(refused.err()).contains(box.mountpoint.toString());
      assertThat(box.musicfs("unmount", box.mountpoint.toString()).exit()).isNotZero();
      assertThat(box.isMounted()).isTrue();
    }
  }

  @Test
  void inTheForegroundItServesUntilItIsStopped() throws Exception {
    try (Sandbox box = new Sandbox()) {
      box.demoLibrary();
      Process daemon =
          box.start(
              "foreground",
              "mount",
              "--foreground",
              box.music.toString(),
              box.mountpoint.toString());
      Await.until("mounted", box::isMounted);
      box.synced();
      assertThat(Audio.files(box.mountpoint)).isNotEmpty();
      daemon.destroy();
      assertThat(daemon.waitFor(20, TimeUnit.SECONDS)).isTrue();
      assertThat(box.isMounted()).isFalse();
    }
  }

  @Test
  void asAServiceItSaysReadyOnlyWhenTheMountAnswers() throws Exception {
    try (Sandbox box = new Sandbox()) {
      box.demoLibrary();
      Path socket = box.root.resolve("notify.sock");
      String receiver =
          """
          import os, socket, sys
          s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM); s.bind(sys.argv[1]); s.settimeout(30)
          while True:
              m = s.recv(4096).decode()
              if 'READY=1' in m:
                  print('ready', sorted(os.listdir(sys.argv[2])) is not None, flush=True); break
          """;
      Process notified =
          box.start(
              "notify",
              List.of("python3", "-c", receiver, socket.toString(), box.mountpoint.toString()));
      Await.until("the socket is there", () -> Files.exists(socket));
      box.environment().put("NOTIFY_SOCKET", socket.toString());
      box.start(
          "service", "mount", "--foreground", box.music.toString(), box.mountpoint.toString());
      assertThat(notified.waitFor(30, TimeUnit.SECONDS)).isTrue();
      assertThat(Files.readString(box.root.resolve("notify.log"))).contains("ready True");
    }
  }

  @Test
  void stateAndSocketAreForTheOwnerOnly() throws Exception {
    try (Sandbox box = new Sandbox()) {
      box.demoLibrary();
      box.mount();
      for (Path directory : List.of(box.state(), box.cache(), box.root.resolve("run/musicfs"))) {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory)))
            .as(directory.toString())
            .isEqualTo("rwx------");
        try (var files = Files.walk(directory)) {
          for (Path file : files.filter(f -> !Files.isDirectory(f)).toList()) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .as(file.toString())
                .isEqualTo("rw-------");
          }
        }
      }
    }
  }

  @Test
  void aMountReturnsPromptly() throws Exception {
    try (Sandbox box = new Sandbox()) {
      box.demoLibrary();
      box.mount();
      box.unmount();
      long start = System.nanoTime();
      box.remount();
      Duration took = Duration.ofNanos(System.nanoTime() - start);
      assertThat(took).isLessThan(Duration.ofSeconds(6)); // 1.5 s is measured by the benchmarks
    }
  }

  @Test
  void metricsAreServedOnLoopbackWhenAskedFor() throws Exception {
    try (Sandbox box = new Sandbox()) {
      box.demoLibrary();
      int port;
      try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
        port = free.getLocalPort();
      }
      box.mount("--metrics-port", Integer.toString(port));
      Files.readAllBytes(box.mountpoint.resolve(Audio.files(box.mountpoint).getFirst()));
      String page;
      try (HttpClient client = HttpClient.newHttpClient()) {
        HttpRequest request =
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/metrics")).build();
        page = client.send(request, HttpResponse.BodyHandlers.ofString()).body();
      }
      assertThat(value(page, "musicfs_tracks")).isEqualTo(box.status().get("tracks").getAsDouble());
      assertThat(value(page, "musicfs_read_bytes_total")).isPositive();
      assertThat(value(page, "musicfs_fetched_bytes_total")).isPositive();
    }
  }

  private static double value(String page, String metric) {
    return page.lines()
        .filter(line -> line.startsWith(metric + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(metric.length() + 1)))
        .findFirst()
        .orElseThrow(() -> new AssertionError(metric + " is missing in\n" + page));
  }
}
