package org.musicfs.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The mount outlives its daemon: whoever reads waits a moment, and gets the right bytes. */
class SurvivalIT {
  /** How long readers wait, the start of a JVM included. */
  private static final double USUAL_SECONDS = 2;

  /** Where other processes of a shared machine hold up a start. */
  private static final double LONGEST_SECONDS = 10;

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
      List<Long> pauses = new ArrayList<>();
      List<Double> waits = new ArrayList<>();
      try (MountUsers users = new MountUsers(box.mountpoint)) {
        for (int i = 0; i < 5; i++) {
          long pid = box.pid();
          JsonObject restarted = box.musicfs("restart", "--json").ok().json().getAsJsonObject();
          assertThat(restarted.get("old_pid").getAsLong()).isEqualTo(pid);
          assertThat(restarted.get("pid").getAsLong()).isEqualTo(box.pid()).isNotEqualTo(pid);
          pauses.add(restarted.get("pause_millis").getAsLong());
          awaitGoingOn(users);
          waits.add(users.longestSeconds());
        }
        users.close();
        assertThat(users.errors()).isEmpty();
        assertShort(waits);
      }
      pauses.sort(null);
      assertThat(pauses.get(2)).as("%s", pauses).isBetween(0L, 2_000L);
      assertThat(box.identities()).isEqualTo(before);
      box.unmount();
    }
  }

  @Test
  void readersGoOnWhenTheDaemonIsKilledAgainAndAgain() throws Exception {
    try (Sandbox box = kept();
        MountUsers users = new MountUsers(box.mountpoint)) {
      List<Double> waits = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        long pid = box.pid();
        Processes.run("kill", "-9", Long.toString(pid)).ok();
        awaitGoingOn(users);
        waits.add(users.longestSeconds());
        assertThat(box.pid()).isNotEqualTo(pid);
      }
      users.close();
      assertThat(users.errors()).isEmpty();
      assertShort(waits);
    }
  }

  private static void assertShort(List<Double> waits) {
    List<Double> sorted = waits.stream().sorted().toList();
    assertThat(sorted.get(sorted.size() / 2)).as("%s", waits).isLessThan(USUAL_SECONDS);
    assertThat(sorted.getLast()).as("%s", waits).isLessThan(LONGEST_SECONDS);
  }

  private static void awaitGoingOn(MountUsers users) {
    Map<String, Long> counts = users.counts();
    Await.until("they go on", () -> users.goOn(counts, 9));
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
  void aConfigurationThatIsWrongStopsARestartAndNotTheMount() throws Exception {
    try (Sandbox box = kept()) {
      long pid = box.pid();
      box.config("[fuse]\nbackend = \"kernel\"\n[cache]\nlimit = \"much\"\n");
      Result refused = box.musicfs("restart");
      assertThat(refused.exit()).isNotZero();
      assertThat(refused.err()).contains("cache.limit");
      box.config("[fuse]\nbackend = \"kernel\"\n");
      assertThat(box.pid()).isEqualTo(pid);
      box.musicfs("restart").ok();
      assertThat(box.pid()).isNotEqualTo(pid);
      box.unmount();
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
