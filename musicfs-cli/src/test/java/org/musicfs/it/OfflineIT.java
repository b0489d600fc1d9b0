package org.musicfs.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Unreachable is not deleted; identity is for life. */
class OfflineIT {
  @Test
  void withTheOriginGoneTheMountStartsListsAndPlaysWhatIsCached() throws Exception {
    try (Sandbox box = new Sandbox()) {
      // Played is the last track of its directory: no other is fetched ahead when it ends.
      Sandbox.encode(box.music.resolve("1.flac"), 10, "title=Cold", "artist=A", "album=B");
      Path played =
          Sandbox.encode(box.music.resolve("2.flac"), 10, "title=Played", "artist=A", "album=B");
      String wanted = Sandbox.sha256(played);
      box.mount("--cache", "true");
      assertThat(Sandbox.sha256(Audio.ending(box.mountpoint, "Played.flac"))).isEqualTo(wanted);
      List<String> before = box.identities();
      box.unmount();
      Path away = box.root.resolve("away");
      Files.move(box.music, away);

      box.remount();
      box.synced();
      assertThat(box.identities()).as("nothing vanishes, nothing changes").isEqualTo(before);
      assertThat(Sandbox.sha256(Audio.ending(box.mountpoint, "Played.flac"))).isEqualTo(wanted);
      Path cold = Audio.ending(box.mountpoint, "Cold.flac");
      assertThatThrownBy(() -> Files.readAllBytes(cold))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("Input/output error");
      Processes.run(
              "ffprobe", "-v", "error", Audio.ending(box.mountpoint, "Played.flac").toString())
          .ok();
      assertThat(box.musicfs("search", "title:played").ok().out()).contains("Played.flac");
      assertThat(box.status().toString()).contains("\"reachable\":false");

      Files.move(away, box.music);
      box.musicfs("rescan").ok();
      assertThat(box.identities()).isEqualTo(before);
      assertThat(Files.readAllBytes(cold))
          .hasSameSizeAs(Files.readAllBytes(box.music.resolve("1.flac")));
    }
  }

  @Test
  void aLibraryDirectoryThatIsSuddenlyEmptyDeletesNothing() throws Exception {
    try (Sandbox box = new Sandbox()) {
      box.demoLibrary();
      box.mount();
      List<String> before = box.identities();
      Path away = box.root.resolve("away");
      Files.move(box.music, away);
      Files.createDirectory(box.music);
      box.musicfs("rescan");
      assertThat(box.identities()).isEqualTo(before);
      assertThat(box.musicfs("status").ok().out()).contains("--accept-removals");
      box.musicfs("rescan", "--accept-removals").ok();
      assertThat(Audio.files(box.mountpoint)).isEmpty();
    }
  }

  @Test
  void aRemountGivesTheSameInodesSizesAndTimes() throws Exception {
    try (Sandbox box = new Sandbox()) {
      box.demoLibrary();
      box.mount();
      List<String> before = box.identities();
      assertThat(before).hasSizeGreaterThan(10);
      box.unmount();
      box.remount();
      assertThat(box.identities()).isEqualTo(before);
      box.synced();
      box.musicfs("rescan").ok();
      assertThat(box.identities()).as("after a rescan").isEqualTo(before);
      assertThat(before.stream().map(l -> l.substring(0, l.indexOf(' '))).distinct().count())
          .as("inodes are unique")
          .isEqualTo(before.size());
    }
  }

  @Test
  void filesServedDirectlyFailWithAnErrorWhenTheyChangeUnderAReader() throws Exception {
    try (Sandbox box = new Sandbox()) {
      box.config("[fuse]\npassthrough = false\n");
      Path original =
          Sandbox.encode(box.music.resolve("x.flac"), 60, "title=T", "artist=A", "album=B");
      box.mount("--cache", "false");
      Path mounted = Audio.only(box.mountpoint);
      try (var reader = new java.io.RandomAccessFile(mounted.toFile(), "r")) {
        reader.readFully(new byte[4096]);
        byte[] bytes = Files.readAllBytes(original);
        bytes[bytes.length - 5] ^= 1;
        Files.write(original, bytes);
        Processes.run("sh", "-c", "echo 3 > /proc/sys/vm/drop_caches");
        assertThatThrownBy(
                () -> {
                  reader.seek(bytes.length - 100);
                  reader.readFully(new byte[100]);
                })
            .isInstanceOf(IOException.class)
            .hasMessageContaining("Input/output error");
      }
    }
  }

  @Test
  void filesThatTheKernelReadsAreCheckedWhenTheyAreOpened() throws Exception {
    try (Sandbox box = new Sandbox()) {
      box.config("[sync]\nwatch = false\n");
      Path original =
          Sandbox.encode(box.music.resolve("x.flac"), 10, "title=T", "artist=A", "album=B");
      box.mount("--cache", "false");
      assertThat(box.status().get("backend").getAsString()).contains("passthrough");
      Path mounted = Audio.only(box.mountpoint);
      byte[] bytes = Files.readAllBytes(original);
      assertThat(Files.readAllBytes(mounted)).isEqualTo(bytes);
      bytes[bytes.length - 5] ^= 1;
      try (var before = Files.newInputStream(mounted)) {
        Files.write(original, bytes);
        assertThatThrownBy(() -> Files.readAllBytes(mounted))
            .as("beside an open handle")
            .isInstanceOf(IOException.class)
            .hasMessageContaining("Stale file handle");
        assertThat(before.read()).isEqualTo('f');
      }
      assertThatThrownBy(() -> Files.readAllBytes(mounted))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("Stale file handle");
      box.musicfs("rescan").ok();
      assertThat(Files.readAllBytes(mounted)).isEqualTo(bytes);
    }
  }
}
