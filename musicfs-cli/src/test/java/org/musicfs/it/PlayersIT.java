package org.musicfs.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The programs people use play and browse from the mount. */
class PlayersIT {
  @ParameterizedTest
  @ValueSource(strings = {"true", "false"})
  void playersPlayAndSeekAndFileManagersBrowse(String cache) throws Exception {
    try (Sandbox box = new Sandbox()) {
      for (String format : List.of("flac", "mp3", "ogg", "opus", "m4a", "wav", "aiff")) {
        Sandbox.encode(
            box.music.resolve("x." + format), 12, "title=" + format, "artist=A", "album=B");
      }
      // VLC refuses to run as root; the mount is shown to others and VLC runs as nobody.
      Processes.run("chmod", "-R", "a+rX", box.root.toString()).ok();
      box.mount("--allow-other", "--cache", cache);
      List<String> files = Audio.files(box.mountpoint);
      assertThat(files).hasSize(7);
      for (String file : files) {
        Path path = box.mountpoint.resolve(file);
        Result probe =
            Processes.run(
                    "ffprobe",
                    "-v",
                    "error",
                    "-show_entries",
                    "format=duration",
                    "-of",
                    "csv=p=0",
                    path.toString())
                .ok();
        assertThat(Double.parseDouble(probe.out().strip())).as(file).isBetween(11.0, 13.0);
        Result mpv =
            Processes.run(
                Map.of("HOME", box.root.toString()),
                Duration.ofSeconds(60),
                List.of(
                    "mpv",
                    "--no-config",
                    "--ao=null",
                    "--untimed",
                    "--no-video",
                    "--start=6",
                    "--msg-level=all=error",
                    path.toString()));
        mpv.ok();
        assertThat(mpv.err() + mpv.out()).as("mpv says nothing").isBlank();
        Result vlc =
            Processes.run(
                Map.of("HOME", "/tmp"),
                Duration.ofSeconds(60),
                List.of(
                    "runuser",
                    "-u",
                    "nobody",
                    "--",
                    "cvlc",
                    "--no-video",
                    "--aout=dummy",
                    "-q",
                    "--start-time=9",
                    "--stop-time=10",
                    "--play-and-exit",
                    path.toString(),
                    "vlc://quit"));
        vlc.ok();
        assertThat(vlc.err()).doesNotContain("cannot open").doesNotContain("main input error");
      }
      Result list = Processes.run("gio", "list", "-l", box.mountpoint.resolve("A").toString()).ok();
      assertThat(list.out()).contains("B [FLAC]").contains("(directory)");
      Result info =
          Processes.run("gio", "info", Audio.ending(box.mountpoint, "flac.flac").toString()).ok();
      assertThat(info.out()).contains("audio/").contains("standard::size");
    }
  }
}
