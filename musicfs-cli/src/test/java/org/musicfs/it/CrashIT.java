package org.musicfs.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Crash-only: kill -9 at any instant, then a clean start without repair by hand. */
class CrashIT {
  @Test
  void killedDuringTheFirstScanItFinishesAfterAPlainRestart() throws Exception {
    try (Sandbox box = new Sandbox()) {
      Path seed = Sandbox.encode(box.root.resolve("seed.mp3"), 1, "title=T", "artist=A", "album=B");
      byte[] bytes = Files.readAllBytes(seed);
      for (int i = 0; i < 3000; i++) {
        Path file = box.music.resolve("d" + i / 100).resolve("t" + i + ".mp3");
        Files.createDirectories(file.getParent());
        Files.write(file, bytes);
      }
      box.mountOnly();
      for (int kill = 0; kill < 3; kill++) {
        int enough = 200 * (kill + 1);
        Await.until("some tracks", () -> box.status().get("tracks").getAsLong() >= enough);
        box.kill9();
        assertThat(box.isMounted()).as("a crash leaves a stale mount").isTrue();
        box.remount();
      }
      box.synced();
      assertThat(box.status().get("tracks").getAsLong()).isEqualTo(3000);
      assertThat(Audio.files(box.mountpoint)).as("no track is hidden").hasSize(3000);
      List<String> before = box.identities();
      box.musicfs("rescan").ok();
      assertThat(box.identities()).isEqualTo(before);
    }
  }

  @Test
  void killedDuringReadsItServesTheSameBytesAfterwards() throws Exception {
    try (Sandbox box = new Sandbox()) {
      for (int i = 0; i < 6; i++) {
        Sandbox.encode(
            box.music.resolve("t" + i + ".flac"), 20, "title=T" + i, "artist=A", "album=B");
      }
      List<String> originals = Audio.checksums(box.music);
      box.mount("--cache", "true");
      List<String> before = box.identities();
      for (int kill = 0; kill < 3; kill++) {
        Process reader =
            box.start(
                "reader" + kill, List.of("sh", "-c", "cat '" + box.mountpoint + "'/*/*/* | wc -c"));
        Await.until(
            "some bytes",
            () ->
                ContentIT.cacheStats(box).get("hits").getAsLong()
                        + ContentIT.cacheStats(box).get("misses").getAsLong()
                    > 0);
        box.kill9();
        reader.waitFor();
        box.remount();
        assertThat(box.identities()).isEqualTo(before);
      }
      assertThat(Audio.checksums(box.mountpoint)).isEqualTo(originals);
    }
  }

  @Test
  void aDamagedCatalogueIsSetAsideAndRebuiltWhileMounted() throws Exception {
    try (Sandbox box = new Sandbox()) {
      box.demoLibrary();
      box.mount();
      List<String> paths = Audio.files(box.mountpoint);
      List<String> inodes = box.identities();
      box.unmount();
      Files.writeString(
          box.state().resolve("catalogue.db"), "this is no database at all\n".repeat(500));
      Files.deleteIfExists(box.state().resolve("catalogue.db-wal"));
      box.remount();
      box.synced();
      assertThat(Audio.files(box.mountpoint)).isEqualTo(paths);
      assertThat(box.musicfs("status").ok().out()).contains("rebuilt");
      try (var files = Files.list(box.state())) {
        assertThat(files.map(f -> f.getFileName().toString()))
            .anyMatch(name -> name.startsWith("catalogue.db.damaged"));
      }
      List<String> now = box.identities();
      assertThat(now.stream().map(l -> l.split(" ")[0]))
          .as("inode numbers are never reused, even across a lost catalogue")
          .filteredOn(inode -> !inode.equals("1"))
          .doesNotContainAnyElementsOf(
              inodes.stream().map(l -> l.split(" ")[0]).filter(i -> !i.equals("1")).toList());
    }
  }

  @Test
  void damagedUserStateIsRefusedWithTheCommandThatRestoresIt() throws Exception {
    try (Sandbox box = new Sandbox()) {
      box.demoLibrary();
      box.mount();
      box.unmount();
      Files.writeString(box.state().resolve("user.db"), "garbage ".repeat(1000));
      Files.deleteIfExists(box.state().resolve("user.db-wal"));
      Result refused = box.musicfs("mount", box.mountpoint.toString()).exits(11);
      assertThat(refused.err()).contains("cp ").contains("user.db");
      assertThat(box.isMounted()).isFalse();
    }
  }

  @Test
  void aTornChunkIndexIsRebuiltAndOfflinePlaySurvivesIt() throws Exception {
    try (Sandbox box = new Sandbox()) {
      Sandbox.encode(box.music.resolve("x.flac"), 20, "title=T", "artist=A", "album=B");
      String wanted = Sandbox.sha256(box.music.resolve("x.flac"));
      box.mount("--cache", "true");
      assertThat(Sandbox.sha256(Audio.only(box.mountpoint))).isEqualTo(wanted);
      box.unmount();
      try (var files = Files.list(box.cache())) {
        for (Path file : files.filter(f -> f.toString().contains(".db")).toList()) {
          Files.writeString(file, "garbage".repeat(1000));
        }
      }
      Files.move(box.music, box.root.resolve("away"));
      box.remount();
      assertThat(Sandbox.sha256(Audio.only(box.mountpoint))).isEqualTo(wanted);
    }
  }
}
