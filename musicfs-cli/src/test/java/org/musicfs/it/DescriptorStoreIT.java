package org.musicfs.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * A service manager with a descriptor store keeps the mount, however often the daemon is killed.
 */
class DescriptorStoreIT {
  private static final int KILLS = 50;

  /** What a call waits beside the start of the next daemon, which takes as long as a JVM takes. */
  private static final double MARGIN_SECONDS = 1;

  @Test
  void nobodyNoticesThatTheDaemonIsKilledFiftyTimes() throws Exception {
    try (Sandbox box = new Sandbox();
        ServiceManager manager = new ServiceManager()) {
      for (int i = 0; i < 6; i++) {
        Sandbox.encode(
            box.music.resolve("t" + i + ".flac"), 20, "title=T" + i, "artist=A" + i, "album=B");
      }
      box.mount("--cache", "true");
      box.unmount();

      List<String> daemon = box.daemon("mount", "--foreground", box.mountpoint.toString());
      manager.start(daemon, box.environment());
      assertThat(box.status().get("kept").getAsBoolean()).isTrue();
      List<String> stored = manager.stored();
      assertThat(stored).contains("musicfs-device", "musicfs-clone", "musicfs-state");
      Process player = box.start("mpv", player(box));
      List<Double> waits = new ArrayList<>();
      try (MountUsers users = new MountUsers(box.mountpoint)) {
        for (int i = 0; i < KILLS; i++) {
          // What the kernel knows by itself asks nothing of the daemon.
          Files.writeString(Path.of("/proc/sys/vm/drop_caches"), "3");
          users.longestSeconds();
          manager.kill("KILL");
          long start = System.nanoTime();
          manager.start(daemon, box.environment());
          final double startSeconds = (System.nanoTime() - start) / 1e9;
          Map<String, Long> counts = users.counts();
          Await.until("all go on", () -> users.goOn(counts, 2));
          double wait = users.longestSeconds();
          waits.add(wait);
          assertThat(users.errors()).as("after kill %d", i + 1).isEmpty();
          assertThat(wait).isLessThan(startSeconds + MARGIN_SECONDS);
        }
        users.close();
        assertThat(users.errors()).isEmpty();
      }
      assertThat(manager.stored()).as("nothing is stored twice").isEqualTo(stored);
      Collections.sort(waits);
      System.out.println("seconds the longest call waited for each: " + waits);
      assertThat(player.isAlive()).as("mpv plays on").isTrue();
      assertThat(Files.readString(box.root.resolve("mpv.log")))
          .doesNotContainIgnoringCase("error")
          .doesNotContainIgnoringCase("failed");

      player.destroyForcibly().waitFor();
      Await.until("its files are closed", () -> box.status().get("open_files").getAsLong() == 0);
      box.unmount();
      Await.until("nothing is kept of it", () -> manager.stored().isEmpty());
    }
  }

  /** Plays everything in real time, over and over, to nowhere. */
  private static List<String> player(Sandbox box) throws Exception {
    List<String> command =
        new ArrayList<>(List.of("mpv", "--no-config", "--ao=null", "--loop-playlist=inf"));
    for (String file : Audio.files(box.mountpoint)) {
      command.add(box.mountpoint.resolve(file).toString());
    }
    return command;
  }
}
