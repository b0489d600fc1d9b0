package org.musicfs.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The tree follows tags and template; search and attributes tell what it is made of. */
class LibraryIT {
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
              "Unknown Artist/c [VORBIS]/Untitled thing.ogg");
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
  void aSecondOriginJoinsAndTheFirstStays() throws Exception {
    try (Sandbox box = new Sandbox()) {
      Sandbox.encode(box.music.resolve("a.mp3"), 1, "title=A", "artist=X", "album=Y");
      Path second = Files.createDirectory(box.root.resolve("second"));
      Sandbox.encode(second.resolve("b.mp3"), 1, "title=B", "artist=X", "album=Y");
      box.mount();
      box.unmount();
      box.musicfs("mount", second.toString(), box.mountpoint.toString()).ok();
      box.synced();
      assertThat(Audio.files(box.mountpoint)).containsExactly("X/Y [MP3]/A.mp3", "X/Y [MP3]/B.mp3");
    }
  }

  @Test
  void anotherTemplateMovesTheTreeAndKeepsTheInodes() throws Exception {
    try (Sandbox box = new Sandbox()) {
      Sandbox.encode(box.music.resolve("a.mp3"), 1, "title=A", "artist=X", "album=Y", "genre=Jazz");
      box.mount();
      long inode = Sandbox.inode(Audio.only(box.mountpoint));
      box.unmount();
      box.config("[tree]\ntemplate = \"$genre/$artist - $title.$ext\"\n");
      box.remount();
      Await.passes(
          "the tree follows",
          () -> assertThat(Audio.files(box.mountpoint)).containsExactly("Jazz/X - A.mp3"));
      assertThat(Sandbox.inode(Audio.only(box.mountpoint))).isEqualTo(inode);
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
