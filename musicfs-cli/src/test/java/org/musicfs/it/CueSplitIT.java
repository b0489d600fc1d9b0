package org.musicfs.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Albums that are one file with a cue sheet, on real mounts. */
class CueSplitIT {
  private static final String SPLIT = "[tree]\ncue = \"split\"\n";

  private static Sandbox album(String extension) throws Exception {
    Sandbox box = new Sandbox();
    Sandbox.encode(
        box.music.resolve("rip/album." + extension), 9, "artist=A", "album=B", "date=1999");
    Files.write(box.music.resolve("rip/folder.jpg"), new byte[] {(byte) 0xff, (byte) 0xd8, 1, 2});
    sheet(box, "album." + extension, "00:02:37", "00:05:00");
    return box;
  }

  private static void sheet(Sandbox box, String file, String second, String third)
      throws IOException {
    Files.writeString(
        box.music.resolve("rip/album.cue"),
        """
        PERFORMER "A"
        TITLE "B"
        FILE "%s" WAVE
          TRACK 01 AUDIO
            TITLE "One"
            INDEX 01 00:00:00
          TRACK 02 AUDIO
            TITLE "Two"
            PERFORMER "Guest"
            INDEX 00 00:01:70
            INDEX 01 %s
          TRACK 03 AUDIO
            TITLE "Three"
            INDEX 01 %s
        """
            .formatted(file, second, third));
  }

  private static String identity(Path file) {
    return Processes.run("stat", "-c", "%i", file.toString()).ok().out();
  }

  private static byte[] samples(Path file) throws Exception {
    Path raw = Files.createTempFile("samples", ".raw");
    Processes.run(
            "ffmpeg", "-v", "error", "-y", "-i", file.toString(), "-f", "s16le", raw.toString())
        .ok();
    byte[] samples = Files.readAllBytes(raw);
    Files.delete(raw);
    return samples;
  }

  private static void assertTracks(String extension, String directory) throws Exception {
    try (Sandbox box = album(extension)) {
      box.config(SPLIT);
      box.mount();
      List<String> tracks =
          List.of(
              directory + "/01 - One." + extension,
              directory + "/02 - Two." + extension,
              directory + "/03 - Three." + extension);
      Await.until("split", () -> Audio.files(box.mountpoint).equals(tracks));
      assertThat(Sandbox.walk(box.mountpoint)).containsKey(directory + "/cover.jpg").hasSize(4);
      java.io.ByteArrayOutputStream joined = new java.io.ByteArrayOutputStream();
      for (String track : tracks) {
        Path file = box.mountpoint.resolve(track);
        assertThat(Files.readAllBytes(file)).hasSize((int) Files.size(file));
        joined.write(samples(file));
      }
      assertThat(joined.toByteArray())
          .isEqualTo(samples(box.music.resolve("rip/album." + extension)));
      String probed =
          Processes.run(
                  "ffprobe",
                  "-v",
                  "error",
                  "-show_entries",
                  "format_tags",
                  box.mountpoint.resolve(tracks.get(1)).toString())
              .ok()
              .out();
      assertThat(probed).containsIgnoringCase("title=Two").containsIgnoringCase("artist=Guest");
      assertThat(box.musicfs("search", "title:two").ok().out()).contains("02 - Two");

      List<String> identities = box.identities();
      box.unmount();
      box.remount();
      assertThat(box.identities()).isEqualTo(identities);

      Path first = box.mountpoint.resolve(tracks.get(0));
      Path third = box.mountpoint.resolve(tracks.get(2));
      long before = Files.size(first);
      String inode = identity(first);
      String all = Processes.run("stat", "-c", "%i %s %Y", third.toString()).ok().out();
      byte[] old = Files.readAllBytes(first);
      try (InputStream held = Files.newInputStream(first)) {
        assertThat(held.read()).isEqualTo(old[0] & 0xff);
        sheet(box, "album." + extension, "00:03:00", "00:05:00");
        Await.until(
            "cut anew",
            () -> Audio.files(box.mountpoint).equals(tracks) && Files.size(first) > before);
        assertThat(identity(first)).as("the same file, longer").isEqualTo(inode);
        assertThat(Processes.run("stat", "-c", "%i %s %Y", third.toString()).ok().out())
            .as("a track that the edit does not concern")
            .isEqualTo(all);
        assertThat(held.readAllBytes())
            .as("who has it open reads on what it was")
            .isEqualTo(Arrays.copyOfRange(old, 1, old.length));
      }
      box.unmount();

      box.config("");
      box.remount();
      Await.until(
          "joined",
          () -> Audio.files(box.mountpoint).equals(List.of(directory + "/album." + extension)));
      assertThat(Sandbox.walk(box.mountpoint)).containsKey(directory + "/album.cue");
      box.unmount();
    }
  }

  @Test
  void flacIsCutAtItsFrames() throws Exception {
    assertTracks("flac", "A/B (1999) [FLAC]");
  }

  @Test
  void waveIsCutAtTheSample() throws Exception {
    assertTracks("wav", "A/B (1999) [WAV]");
  }

  @Test
  void whatCannotBeCutStaysAsItIs() throws Exception {
    try (Sandbox box = album("mp3")) {
      box.config(SPLIT);
      box.mount();
      Await.until("looked at", () -> box.log().contains("is not followed"));
      assertThat(Sandbox.walk(box.mountpoint).keySet())
          .containsExactly(
              "A/B (1999) [MP3]/album.cue",
              "A/B (1999) [MP3]/album.mp3",
              "A/B (1999) [MP3]/cover.jpg");
      box.unmount();
    }
  }
}
