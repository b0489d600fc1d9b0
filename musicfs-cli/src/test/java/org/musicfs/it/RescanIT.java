package org.musicfs.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** A rescan follows the files. */
class RescanIT {
  /** A rescan says what it finds; nothing may have noticed it before. */
  private static final String UNWATCHED = "[sync]\nwatch = false\n";

  @Test
  void aRescanFindsWhatWasAddedChangedMovedAndRemoved() throws Exception {
    try (Sandbox box = new Sandbox()) {
      box.config(UNWATCHED);
      Path a = Sandbox.encode(box.music.resolve("a.mp3"), 1, "title=A", "artist=X", "album=Y");
      Path b = Sandbox.encode(box.music.resolve("b.mp3"), 1, "title=B", "artist=X", "album=Y");
      Sandbox.encode(box.music.resolve("c.mp3"), 1, "title=C", "artist=X", "album=Y");
      box.mount();
      Map<String, Long> before = inodes(box);
      assertThat(before).containsOnlyKeys(album("A"), album("B"), album("C"));

      Sandbox.encode(box.music.resolve("new/d.mp3"), 1, "title=D", "artist=X", "album=Y");
      Path b2 = Sandbox.encode(box.root.resolve("b2.mp3"), 2, "title=B2", "artist=X", "album=Y");
      Files.copy(b2, b, StandardCopyOption.REPLACE_EXISTING);
      Files.createDirectory(box.music.resolve("moved"));
      Files.move(a, box.music.resolve("moved/z.mp3"));
      Files.delete(box.music.resolve("c.mp3"));
      Result rescan = box.musicfs("rescan").ok();
      assertThat(rescan.out() + rescan.err())
          .contains("1 added")
          .contains("1 changed")
          .contains("1 moved")
          .contains("1 removed");
      Map<String, Long> after = inodes(box);
      assertThat(after).containsOnlyKeys(album("A"), album("B2"), album("D"));
      assertThat(after.get(album("A")))
          .as("moved: the same inode")
          .isEqualTo(before.get(album("A")));
      assertThat(after.get(album("B2")))
          .as("retagged: the same inode")
          .isEqualTo(before.get(album("B")));
      assertThat(Audio.checksums(box.mountpoint)).isEqualTo(Audio.checksums(box.music));
    }
  }

  @Test
  void aTaggerThatKeepsSizeAndTimeIsStillNoticed() throws Exception {
    try (Sandbox box = new Sandbox()) {
      Path file =
          Sandbox.encode(box.music.resolve("a.flac"), 1, "title=AAAA", "artist=X", "album=Y");
      box.mount();
      FileTime mtime = Files.getLastModifiedTime(file);
      String text = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
      byte[] retagged = text.replace("AAAA", "BBBB").getBytes(StandardCharsets.ISO_8859_1);
      Files.write(file, retagged);
      Files.setLastModifiedTime(file, mtime);
      box.musicfs("rescan").ok();
      assertThat(Audio.files(box.mountpoint)).containsExactly("X/Y [FLAC]/BBBB.flac");
      assertThat(Files.readAllBytes(Audio.only(box.mountpoint))).isEqualTo(retagged);
    }
  }

  @Test
  void addingAFileRenamesNoOther() throws Exception {
    try (Sandbox box = new Sandbox()) {
      Sandbox.encode(box.music.resolve("1/a.mp3"), 1, "title=Same", "artist=A", "album=B");
      box.mount();
      List<String> before = Audio.files(box.mountpoint);
      Sandbox.encode(box.music.resolve("0/a.mp3"), 2, "title=Same", "artist=A", "album=B");
      Sandbox.encode(box.music.resolve("2/a.mp3"), 3, "title=same", "artist=a", "album=b");
      box.musicfs("rescan").ok();
      List<String> after = Audio.files(box.mountpoint);
      assertThat(after).hasSize(3).containsAll(before);
      assertThat(after).filteredOn(f -> f.matches(".* \\[[0-9a-f]{4,}]\\.mp3")).hasSize(2);
      assertThat(after.stream().map(f -> f.split("/")[0]).distinct())
          .as("directories that differ only in case are one")
          .containsExactly("A");
    }
  }

  @Test
  void rescanTakesAPath() throws Exception {
    try (Sandbox box = new Sandbox()) {
      box.config(UNWATCHED);
      Sandbox.encode(box.music.resolve("one/a.mp3"), 1, "title=A", "artist=X", "album=Y");
      Sandbox.encode(box.music.resolve("two/b.mp3"), 1, "title=B", "artist=X", "album=Y");
      box.mount();
      Sandbox.encode(box.music.resolve("one/c.mp3"), 1, "title=C", "artist=X", "album=Y");
      Sandbox.encode(box.music.resolve("two/d.mp3"), 1, "title=D", "artist=X", "album=Y");
      box.musicfs("rescan", box.music.resolve("one").toString()).ok();
      assertThat(Audio.files(box.mountpoint)).hasSize(3).doesNotContain(album("D"));
      box.musicfs("rescan", box.music.toString()).ok();
      assertThat(Audio.files(box.mountpoint)).hasSize(4);
      box.musicfs("rescan", "/nowhere").exits(4);
    }
  }

  private static String album(String title) {
    return "X/Y [MP3]/" + title + ".mp3";
  }

  private static Map<String, Long> inodes(Sandbox box) throws IOException {
    Map<String, Long> inodes = new TreeMap<>();
    for (String file : Audio.files(box.mountpoint)) {
      inodes.put(file, Sandbox.inode(box.mountpoint.resolve(file)));
    }
    return inodes;
  }
}
