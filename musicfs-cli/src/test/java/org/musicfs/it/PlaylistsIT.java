package org.musicfs.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Playlists and cue sheets name the tracks as the tree does. */
class PlaylistsIT {
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
      Audio.edit(box.music.resolve("y/2.flac"), "--remove-tag=ALBUM", "--set-tag=ALBUM=New");
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
}
