package org.musicfs.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;

/** What happens in a directory that is mounted is seen in the mount within a second. */
class LiveChangesIT {
  /** After the last change has settled. */
  private static final Duration SEEN = Duration.ofSeconds(1);

  private static void seen(String what, Callable<Boolean> condition) {
    Await.until(what, SEEN, condition);
  }

  private static Path track(Sandbox box, String file, String title, String album) throws Exception {
    Path made =
        Sandbox.encode(
            box.root.resolve("made").resolve(file),
            1,
            "title=" + title,
            "artist=A",
            "album=" + album);
    return made;
  }

  private static void add(Path made, Path place) throws IOException {
    Files.createDirectories(place.getParent());
    Files.copy(made, place, StandardCopyOption.REPLACE_EXISTING);
  }

  private static boolean shows(Sandbox box, String path) {
    return Files.exists(box.mountpoint.resolve(path));
  }

  @Test
  void filesThatComeChangeMoveAndGoAreSeenAtOnce() throws Exception {
    try (Sandbox box = new Sandbox()) {
      Path first = track(box, "1.flac", "One", "First");
      Path second = track(box, "2.flac", "Two", "Second");
      Path third = track(box, "3.flac", "Three", "Second");
      add(first, box.music.resolve("old/1.flac"));
      box.mount();
      assertThat(shows(box, "A/First [FLAC]/One.flac")).isTrue();
      assertThat(box.musicfs("status").ok().out()).contains("watched, all of it looked at");

      add(second, box.music.resolve("new/deep/2.flac"));
      seen("a file in new directories", () -> shows(box, "A/Second [FLAC]/Two.flac"));
      add(third, box.music.resolve("new/deep/3.flac"));
      seen("a file beside it", () -> shows(box, "A/Second [FLAC]/Three.flac"));

      long inode = Sandbox.inode(box.mountpoint.resolve("A/Second [FLAC]/Two.flac"));
      Files.move(box.music.resolve("new/deep"), box.music.resolve("moved"));
      seen(
          "a directory that is moved",
          () ->
              box.attribute("user.musicfs.path", "A/Second [FLAC]/Two.flac")
                  .equals("moved/2.flac"));
      Files.write(
          box.music.resolve("moved/2.flac"),
          Files.readAllBytes(track(box, "2b.flac", "Two again", "Second")));
      seen(
          "a retag in a directory that was moved",
          () -> shows(box, "A/Second [FLAC]/Two again.flac"));
      assertThat(Sandbox.inode(box.mountpoint.resolve("A/Second [FLAC]/Two again.flac")))
          .isEqualTo(inode);
      assertThat(shows(box, "A/Second [FLAC]/Two.flac")).isFalse();

      Files.delete(box.music.resolve("moved/3.flac"));
      seen("a file that is gone", () -> !shows(box, "A/Second [FLAC]/Three.flac"));
      box.unmount();
    }
  }

  @Test
  void withoutAWatchNothingIsSeenUntilARescan() throws Exception {
    try (Sandbox box = new Sandbox()) {
      box.config("[sync]\nwatch = false\npoll_interval = \"1h\"\n");
      add(track(box, "1.flac", "One", "First"), box.music.resolve("1.flac"));
      box.mount();
      add(track(box, "2.flac", "Two", "First"), box.music.resolve("2.flac"));
      Thread.sleep(SEEN.toMillis());
      assertThat(shows(box, "A/First [FLAC]/Two.flac")).isFalse();
      assertThat(box.musicfs("status").ok().out()).contains("looked at every 1 h");
      box.musicfs("rescan").ok();
      assertThat(shows(box, "A/First [FLAC]/Two.flac")).isTrue();
      box.unmount();
    }
  }

  @Test
  void aDirectoryOnAFileSystemThatOthersChangeIsPolled() throws Exception {
    try (Sandbox box = new Sandbox()) {
      add(track(box, "1.flac", "One", "First"), box.music.resolve("1.flac"));
      Path shared = Files.createDirectory(box.root.resolve("shared"));
      Process bind =
          box.start("bindfs", java.util.List.of("bindfs", "-f", "-r", box.music + "", shared + ""));
      try {
        Await.until("bindfs", () -> Files.exists(shared.resolve("1.flac")));
        box.config("[sync]\npoll_interval = \"10s\"\n");
        box.musicfs("mount", shared.toString(), box.mountpoint.toString()).ok();
        box.synced();
        assertThat(box.musicfs("status").ok().out()).contains("looked at every 10 s");
        add(track(box, "2.flac", "Two", "First"), box.music.resolve("2.flac"));
        Await.until(
            "the next look", Duration.ofSeconds(20), () -> shows(box, "A/First [FLAC]/Two.flac"));
        box.unmount();
      } finally {
        Processes.run("umount", "-l", shared.toString());
        bind.destroyForcibly();
      }
    }
  }
}
