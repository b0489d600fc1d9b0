package org.musicfs.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The tree follows the tags, and a rescan follows the files. */
class LibraryIT {
  private static String inode(Path file) {
    return Processes.run("stat", "-c", "%i", file.toString()).ok().out().strip();
  }

  @Test
  void tracksAreListedUnderTheirTags() throws Exception {
    try (Sandbox box = new Sandbox()) {
      Sandbox.encode(
          box.music.resolve("a/x1.flac"),
          1,
          "title=Só Danço Samba",
          "artist=João Gilberto",
          "album=Getz/Gilberto",
          "date=1964",
          "track=3/10",
          "disc=1/1");
      Sandbox.encode(
          box.music.resolve("b/y.mp3"),
          1,
          "title=戦場のメリークリスマス",
          "artist=坂本龍一",
          "album=1996",
          "date=1996-05-17",
          "track=2",
          "disc=2/2");
      Sandbox.encode(box.music.resolve("c/Untitled thing.ogg"), 1);
      box.mount();
      assertThat(Audio.files(box.mountpoint))
          .containsExactlyInAnyOrder(
              "João Gilberto/Getz_Gilberto (1964) [FLAC]/03 - Só Danço Samba.flac",
              "坂本龍一/1996 (1996) [MP3]/2-02 - 戦場のメリークリスマス.mp3",
              "Unknown Artist/Unknown Album [VORBIS]/Untitled thing.ogg");
    }
  }

  @Test
  void aRescanFindsWhatWasAddedChangedMovedAndRemoved() throws Exception {
    try (Sandbox box = new Sandbox()) {
      Path a = Sandbox.encode(box.music.resolve("a.mp3"), 1, "title=A", "artist=X", "album=Y");
      Path b = Sandbox.encode(box.music.resolve("b.mp3"), 1, "title=B", "artist=X", "album=Y");
      Sandbox.encode(box.music.resolve("c.mp3"), 1, "title=C", "artist=X", "album=Y");
      box.mount();
      Map<String, String> before = inodes(box);
      assertThat(before).containsOnlyKeys(album("A"), album("B"), album("C"));

      Sandbox.encode(box.music.resolve("new/d.mp3"), 1, "title=D", "artist=X", "album=Y");
      Path b2 = Sandbox.encode(box.root.resolve("b2.mp3"), 2, "title=B2", "artist=X", "album=Y");
      Files.copy(b2, b, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
      Files.createDirectory(box.music.resolve("moved"));
      Files.move(a, box.music.resolve("moved/z.mp3"));
      Files.delete(box.music.resolve("c.mp3"));
      Result rescan = box.musicfs("rescan").ok();
      assertThat(rescan.out() + rescan.err())
          .contains("1 added")
          .contains("1 changed")
          .contains("1 moved")
          .contains("1 removed");
      Map<String, String> after = inodes(box);
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

  private static String album(String title) {
    return "X/Y [MP3]/" + title + ".mp3";
  }

  private static Map<String, String> inodes(Sandbox box) throws IOException {
    Map<String, String> inodes = new TreeMap<>();
    for (String file : Audio.files(box.mountpoint)) {
      inodes.put(file, inode(box.mountpoint.resolve(file)));
    }
    return inodes;
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
  void aDamagedFileIsListedByNameAndReportedOnce() throws Exception {
    try (Sandbox box = new Sandbox()) {
      Sandbox.encode(box.music.resolve("good.flac"), 1, "title=Good", "artist=A", "album=B");
      Files.write(box.music.resolve("broken one.flac"), new byte[5000]);
      Files.write(box.music.resolve("empty.mp3"), new byte[0]);
      box.mount();
      assertThat(Audio.files(box.mountpoint))
          .contains("A/B [FLAC]/Good.flac")
          .anyMatch(f -> f.startsWith("Unknown Artist/") && f.endsWith("/broken one.flac"))
          .anyMatch(f -> f.startsWith("Unknown Artist/") && f.endsWith("/empty.mp3"));
      JsonObject status = box.status();
      assertThat(status.get("unreadable_count").getAsLong()).isEqualTo(2);
      assertThat(box.musicfs("status").ok().out()).contains("broken one.flac");
      assertThat(box.log().lines().filter(l -> l.contains("broken one.flac")).count()).isEqualTo(1);
      Path broken = Audio.ending(box.mountpoint, "broken one.flac");
      assertThat(Files.readAllBytes(broken)).hasSize(5000);
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
  void unreadableDirectoriesAndDanglingLinksAreReportedAndLoopsEnd() throws Exception {
    try (Sandbox box = new Sandbox()) {
      Sandbox.encode(box.music.resolve("d/a.mp3"), 1, "title=A", "artist=X", "album=Y");
      Files.createSymbolicLink(box.music.resolve("d/loop"), box.music);
      Files.createSymbolicLink(box.music.resolve("d/dangling.mp3"), Path.of("/nowhere.mp3"));
      Processes.run("mkfifo", box.music.resolve("d/pipe.mp3").toString()).ok();
      Processes.run(
              "sh",
              "-c",
              "cp '" + box.music + "/d/a.mp3' \"$(printf '%s/n\\377n.mp3' '" + box.music + "')\"")
          .ok();
      box.mount();
      assertThat(Audio.files(box.mountpoint)).hasSize(2);
      assertThat(Audio.checksums(box.mountpoint)).hasSize(2);
      JsonObject sync =
          box.status().getAsJsonArray("origins").get(0).getAsJsonObject().getAsJsonObject("sync");
      assertThat(sync.get("problems").getAsLong()).isPositive();
    }
  }

  @Test
  void rescanTakesAPath() throws Exception {
    try (Sandbox box = new Sandbox()) {
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

  @Test
  void aSecondOriginJoinsAndTheFirstStays() throws Exception {
    try (Sandbox box = new Sandbox()) {
      Sandbox.encode(box.music.resolve("a.mp3"), 1, "title=A", "artist=X", "album=Y");
      Path second = Files.createDirectory(box.root.resolve("second"));
      Sandbox.encode(second.resolve("b.mp3"), 1, "title=B", "artist=X", "album=Y");
      box.mount();
      box.unmount();
      box.musicfs("mount", second.toString(), box.mountpoint.toString()).ok();
      box.synced();
      assertThat(Audio.files(box.mountpoint)).containsExactly(album("A"), album("B"));
    }
  }

  @Test
  void anotherTemplateMovesTheTreeAndKeepsTheInodes() throws Exception {
    try (Sandbox box = new Sandbox()) {
      Sandbox.encode(box.music.resolve("a.mp3"), 1, "title=A", "artist=X", "album=Y", "genre=Jazz");
      box.mount();
      String inode = inode(Audio.only(box.mountpoint));
      box.unmount();
      box.config("[tree]\ntemplate = \"$genre/$artist - $title.$ext\"\n");
      box.remount();
      Await.passes(
          "the tree follows",
          () -> assertThat(Audio.files(box.mountpoint)).containsExactly("Jazz/X - A.mp3"));
      assertThat(inode(Audio.only(box.mountpoint))).isEqualTo(inode);
    }
  }

  @Test
  void extendedAttributesTellWhereAFileComesFrom() throws Exception {
    try (Sandbox box = new Sandbox()) {
      Path original =
          Sandbox.encode(
              box.music.resolve("in/a.mp3"), 1, "title=A", "artist=X", "album=Y", "genre=Jazz");
      box.mount("--cache", "true");
      Path file = Audio.only(box.mountpoint);
      Files.readAllBytes(file);
      String read =
          "import os,sys\nfor n in sorted(os.listxattr(sys.argv[1])): print(n, os.getxattr(sys.argv[1],n))";
      String all = Processes.run("python3", "-c", read, file.toString()).ok().out();
      assertThat(all)
          .contains("user.musicfs.path")
          .contains("user.musicfs.origin")
          .contains(box.music.getFileName().toString())
          .contains("user.xdg.tags b'Jazz'")
          .contains("user.musicfs.cached")
          .contains(box.music.relativize(original).toString());
    }
  }

  @Test
  void searchFindsByFieldAndFoldsDiacritics() throws Exception {
    try (Sandbox box = new Sandbox()) {
      Sandbox.encode(
          box.music.resolve("a.mp3"),
          1,
          "title=Blue in Green",
          "artist=Miles Davis",
          "album=Kind of Blue",
          "date=1959");
      Sandbox.encode(
          box.music.resolve("b.mp3"),
          1,
          "title=Jóga",
          "artist=Björk",
          "album=Homogenic",
          "date=1997");
      box.mount();
      Await.passes(
          "indexed",
          () ->
              assertThat(box.musicfs("search", "artist:\"miles davis\" blue").ok().out())
                  .contains("Blue in Green.mp3"));
      assertThat(box.musicfs("search", "bjork joga").ok().out()).contains("Jóga.mp3");
      assertThat(
              box.musicfs("search", "year:[1990 TO 1999]", "--json")
                  .ok()
                  .json()
                  .getAsJsonObject()
                  .get("total")
                  .getAsLong())
          .isEqualTo(1);
      String hit =
          box.musicfs("search", "bjork", "--json")
              .ok()
              .json()
              .getAsJsonObject()
              .getAsJsonArray("hits")
              .get(0)
              .getAsJsonObject()
              .get("path")
              .getAsString();
      assertThat(Files.exists(box.mountpoint.resolve(hit))).as(hit).isTrue();
    }
  }

  @Test
  void templateCheckShowsWhatATemplateWouldMake() throws Exception {
    try (Sandbox box = new Sandbox()) {
      box.demoLibrary();
      Result direct =
          box.musicfs("template", "check", "$genre/$artist - $title.$ext", box.music.toString())
              .ok();
      assertThat(direct.out()).contains(".flac").containsPattern("collision");
      box.mount();
      Result library = box.musicfs("template", "check", "$format/same.$ext").ok();
      assertThat(library.out()).containsPattern("[1-9][0-9]* collisions");
    }
  }
}
