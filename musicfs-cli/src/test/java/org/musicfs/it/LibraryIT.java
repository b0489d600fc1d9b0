package org.musicfs.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The tree follows the tags, and a rescan follows the files. */
class LibraryIT {
  /** A rescan says what it finds; nothing may have noticed it before. */
  private static final String UNWATCHED = "[sync]\nwatch = false\n";

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
              "Unknown Artist/c [VORBIS]/Untitled thing.ogg");
    }
  }

  @Test
  void contentDecidesWhatIsMusicAndCompanionsStandBesideIt() throws Exception {
    try (Sandbox box = new Sandbox()) {
      Path album = box.music.resolve("rip");
      Sandbox.encode(album.resolve("s.flac"), 1, "title=Song", "artist=A", "album=B");
      Sandbox.encode(album.resolve("o.flac"), 1, "title=Other", "artist=A", "album=B");
      Files.move(album.resolve("o.flac"), album.resolve("no extension"));
      Files.writeString(album.resolve("README"), "no audio at all");
      Files.writeString(album.resolve("s.lrc"), "[00:00.00]la");
      Files.writeString(album.resolve("rip.log"), "no errors");
      Files.writeString(album.resolve("setup.exe"), "MZ");
      picture(album.resolve("front.jpeg"));
      film(album.resolve("film.mp4"));
      film(album.resolve("film.mkv"));
      Sandbox.encode(album.resolve("m.m4a"), 1, "title=Mp4", "artist=A", "album=B");
      Files.move(album.resolve("m.m4a"), box.music.resolve("m.mp4"));
      box.mount();

      assertThat(files(box.mountpoint))
          .containsExactly(
              "A/B [AAC]/Mp4.mp4",
              "A/B [FLAC]/Other.flac",
              "A/B [FLAC]/Song.flac",
              "A/B [FLAC]/Song.lrc",
              "A/B [FLAC]/cover.jpg",
              "A/B [FLAC]/rip.log");
      assertThat(box.mountpoint.resolve("A/B [FLAC]/cover.jpg"))
          .hasSameBinaryContentAs(album.resolve("front.jpeg"));
      assertThat(box.mountpoint.resolve("A/B [FLAC]/Song.lrc")).hasContent("[00:00.00]la");
      assertThat(box.status().get("tracks").getAsLong()).isEqualTo(3);
      assertThat(box.status().get("unreadable_count").getAsLong()).isZero();

      box.musicfs("rescan").ok();
      box.unmount();
      box.config("[tree]\ncompanions = [\"lyrics\"]\n");
      box.remount();
      Await.passes(
          "only lyrics are left",
          () ->
              assertThat(files(box.mountpoint))
                  .hasSize(4)
                  .contains("A/B [FLAC]/Song.lrc")
                  .doesNotContain("A/B [FLAC]/cover.jpg"));
    }
  }

  @Test
  void thePictureInATrackIsTheAlbumsCover() throws Exception {
    try (Sandbox box = new Sandbox()) {
      Path picture = box.music.resolveSibling("picture.png");
      picture(picture);
      for (String track : List.of("x/1", "x/2", "y/1")) {
        Path file = box.music.resolve(track + ".flac");
        Sandbox.encode(file, 5, "title=" + track.charAt(2), "artist=A", "album=" + track.charAt(0));
        Processes.run("metaflac", "--import-picture-from=" + picture, file.toString()).ok();
      }
      picture(box.music.resolve("y/folder.jpg"));
      box.mount("--cache", "true");

      Path cover = box.mountpoint.resolve("A/x [FLAC]/cover.png");
      assertThat(files(box.mountpoint))
          .containsExactly(
              "A/x [FLAC]/1.flac",
              "A/x [FLAC]/2.flac",
              "A/x [FLAC]/cover.png",
              "A/y [FLAC]/1.flac",
              "A/y [FLAC]/cover.jpg");
      assertThat(cover).hasSize(Files.size(picture)).hasSameBinaryContentAs(picture);
      assertThat(
              Processes.run("getfattr", "-n", "user.musicfs.path", "--only-values", cover + "")
                  .ok()
                  .out())
          .isEqualTo("x/1.flac");
      assertThat(cached(box, "A/x [FLAC]/1.flac"))
          .as("of the track its picture alone")
          .isEqualTo(Files.size(picture));

      // The origin away: what the store has of the track serves it.
      Path away = box.music.resolveSibling("away");
      Files.move(box.music, away);
      box.unmount();
      box.remount();
      assertThat(cover).hasSameBinaryContentAs(picture);
      Files.move(away, box.music);

      Processes.run(
              "metaflac",
              "--remove",
              "--block-type=PICTURE",
              box.music.resolve("x/1.flac").toString())
          .ok();
      box.musicfs("rescan").ok();
      assertThat(cover).as("that of the other track").hasSameBinaryContentAs(picture);
      Processes.run(
              "metaflac",
              "--remove",
              "--block-type=PICTURE",
              box.music.resolve("x/2.flac").toString())
          .ok();
      box.musicfs("rescan").ok();
      assertThat(cover).doesNotExist();
    }
  }

  @Test
  void playlistsAndCueSheetsNameWhatTheTreeHas() throws Exception {
    try (Sandbox box = new Sandbox()) {
      Sandbox.encode(box.music.resolve("x/1.flac"), 2, "title=One", "artist=A", "album=B");
      Sandbox.encode(box.music.resolve("y/2.flac"), 2, "title=Two", "artist=C", "album=D");
      Path list = box.music.resolve("lists/best.m3u8");
      Files.createDirectories(list.getParent());
      Files.write(
          list,
          List.of("#EXTM3U", "../x/1.flac", box.music.resolve("y/2.flac").toString(), "gone.mp3"));
      Files.writeString(
          box.music.resolve("x/1.cue"),
          "FILE \"1.wav\" WAVE\r\n  TRACK 01 AUDIO\r\n    INDEX 01 00:00:00\r\n");
      box.mount();

      Path shown = box.mountpoint.resolve("best.m3u8");
      assertThat(shown)
          .hasContent(
              "#EXTM3U\nA/B [FLAC]/One.flac\nC/D [FLAC]/Two.flac\n# not in the library: gone.mp3");
      assertThat(box.mountpoint.resolve("A/B [FLAC]/One.cue"))
          .hasContent("FILE \"One.flac\" WAVE\n  TRACK 01 AUDIO\n    INDEX 01 00:00:00");
      Result played =
          Processes.run("mpv", "--no-config", "--ao=null", "--untimed", "--length=0.2", shown + "");
      assertThat(played.exit()).as(played.out() + played.err()).isZero();
      assertThat(played.out()).contains("One.flac", "Two.flac");

      FileTime before = Files.getLastModifiedTime(shown);
      Processes.run(
              "metaflac",
              "--remove-tag=ALBUM",
              "--set-tag=ALBUM=New",
              box.music.resolve("y/2.flac").toString())
          .ok();
      Await.passes(
          "it follows its tracks",
          () -> assertThat(Files.readString(shown)).contains("C/New [FLAC]/Two.flac"));
      assertThat(Files.getLastModifiedTime(shown)).isGreaterThan(before);
      assertThat(box.musicfs("report", "skipped").out())
          .contains("best.m3u8", "names that are of no track of the library: 1");

      box.unmount();
      box.remount();
      assertThat(Files.readString(shown)).contains("C/New [FLAC]/Two.flac");
    }
  }

  @Test
  void tagsAreReadByTheRulesOfTheConfiguration() throws Exception {
    try (Sandbox box = new Sandbox()) {
      Path file = box.music.resolve("1.flac");
      Sandbox.encode(file, 1, "title=T", "artist=A; B feat. C", "album=L");
      box.mount();
      assertThat(files(box.mountpoint)).containsExactly("A, B feat. C/L [FLAC]/T.flac");

      box.unmount();
      box.config("[tags]\nseparators = [\" feat. \"]\nkeep_together = [\"A; B\"]\n");
      box.remount();
      Await.passes(
          "it is read again",
          () -> assertThat(files(box.mountpoint)).containsExactly("A; B, C/L [FLAC]/T.flac"));

      box.unmount();
      box.config("[tags]\nseparators = [\"/\"]\nlegacy_encoding = \"martian\"\n");
      Result refused = box.musicfs("config", "check");
      assertThat(refused.exit()).isEqualTo(3);
      assertThat(refused.out() + refused.err()).contains("tags.separators", "\" / \"");
      box.config("[tags]\nlegacy_encoding = \"martian\"\n");
      refused = box.musicfs("config", "check");
      assertThat(refused.out() + refused.err()).contains("tags.legacy_encoding", "windows-1251");
    }
  }

  @Test
  void whatIsThereTwiceIsReported() throws Exception {
    try (Sandbox box = new Sandbox()) {
      Path one = box.music.resolve("one.flac");
      Sandbox.encode(one, 5, "title=One", "artist=A", "album=B");
      Files.copy(one, box.music.resolve("copy.flac"));
      Files.copy(one, box.music.resolve("retagged.flac"));
      Processes.run(
              "metaflac", "--set-tag=COMMENT=mine", box.music.resolve("retagged.flac").toString())
          .ok();
      Sandbox.encode(box.music.resolve("other.flac"), 6, "title=Two", "artist=A", "album=B");
      box.mount();

      Result told = box.musicfs("report", "duplicates", "--json");
      assertThat(told.exit()).isEqualTo(13);
      List<String> rows = new ArrayList<>();
      told.json().getAsJsonArray().asList().stream()
          .map(JsonElement::getAsJsonObject)
          .forEach(
              row ->
                  rows.add(
                      row.get("group")
                          + row.get("same").getAsString()
                          + " "
                          + Path.of(row.get("file").getAsString()).getFileName()));
      assertThat(rows)
          .containsExactly(
              "1bytes copy.flac",
              "1bytes one.flac",
              "2audio copy.flac",
              "2audio one.flac",
              "2audio retagged.flac");
      assertThat(box.musicfs("report", "duplicates").out()).contains("GROUP", "retagged.flac");
    }
  }

  private static long cached(Sandbox box, String file) {
    return Long.parseLong(
        Processes.run(
                "getfattr",
                "-n",
                "user.musicfs.cached",
                "--only-values",
                box.mountpoint.resolve(file).toString())
            .ok()
            .out());
  }

  private static List<String> files(Path top) throws IOException {
    try (var all = Files.walk(top)) {
      return all.filter(Files::isRegularFile)
          .map(file -> top.relativize(file).toString())
          .sorted()
          .toList();
    }
  }

  private static void picture(Path file) {
    ffmpeg("-f", "lavfi", "-i", "color=red:s=64x64:d=1", "-frames:v", "1", file.toString());
  }

  private static void film(Path file) {
    ffmpeg(
        "-f",
        "lavfi",
        "-i",
        "testsrc=d=1:s=64x64",
        "-f",
        "lavfi",
        "-i",
        "sine=d=1",
        "-shortest",
        file.toString());
  }

  private static void ffmpeg(String... arguments) {
    List<String> command = new ArrayList<>(List.of("ffmpeg", "-v", "error", "-y"));
    command.addAll(List.of(arguments));
    Processes.run(command.toArray(String[]::new)).ok();
  }

  @Test
  void aRescanFindsWhatWasAddedChangedMovedAndRemoved() throws Exception {
    try (Sandbox box = new Sandbox()) {
      box.config(UNWATCHED);
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
