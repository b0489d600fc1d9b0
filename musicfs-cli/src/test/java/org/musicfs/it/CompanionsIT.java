package org.musicfs.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Base64;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

/** What stands beside the tracks of an album follows them, and so does the picture inside. */
class CompanionsIT {
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
      Media.picture(album.resolve("front.jpeg"));
      Media.film(album.resolve("film.mp4"));
      Media.film(album.resolve("film.mkv"));
      Sandbox.encode(album.resolve("m.m4a"), 1, "title=Mp4", "artist=A", "album=B");
      Files.move(album.resolve("m.m4a"), box.music.resolve("m.mp4"));
      box.mount();

      assertThat(box.shown())
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
              assertThat(box.shown())
                  .hasSize(4)
                  .contains("A/B [FLAC]/Song.lrc")
                  .doesNotContain("A/B [FLAC]/cover.jpg"));
    }
  }

  @Test
  void thePictureInAnOggFileIsTheAlbumsCoverToo() throws Exception {
    try (Sandbox box = new Sandbox()) {
      Path picture = box.music.resolveSibling("picture.png");
      Media.picture(picture);
      // Longer than a page of Ogg; what stands behind a PNG is nobody's business.
      Files.write(picture, new byte[70_000], StandardOpenOption.APPEND);
      String block = "METADATA_BLOCK_PICTURE=" + pictureBlock(Files.readAllBytes(picture));
      for (String name : List.of("vorbis/1.ogg", "opus/1.opus")) {
        String album = name.substring(0, name.indexOf('/'));
        Sandbox.encode(box.music.resolve(name), 5, "title=1", "artist=A", "album=" + album, block);
      }
      Path wave = box.music.resolveSibling("1.wav");
      Sandbox.encode(wave, 5);
      Path flac = Files.createDirectories(box.music.resolve("flac")).resolve("1.oga");
      Processes.run(
              "flac",
              "--silent",
              "--ogg",
              "--picture=" + picture,
              "--tag=title=1",
              "--tag=artist=A",
              "--tag=album=flac",
              "-o",
              flac.toString(),
              wave.toString())
          .ok();
      box.mount("--cache", "true");

      assertThat(box.shown())
          .containsExactly(
              "A/flac [FLAC]/1.oga",
              "A/flac [FLAC]/cover.png",
              "A/opus [OPUS]/1.opus",
              "A/opus [OPUS]/cover.png",
              "A/vorbis [VORBIS]/1.ogg",
              "A/vorbis [VORBIS]/cover.png");
      for (String album : List.of("flac [FLAC]", "opus [OPUS]", "vorbis [VORBIS]")) {
        Path cover = box.mountpoint.resolve("A/" + album + "/cover.png");
        assertThat(cover).hasSize(Files.size(picture)).hasSameBinaryContentAs(picture);
        BufferedImage small = ImageIO.read(cover.resolveSibling("cover_thumb.jpg").toFile());
        assertThat(Math.max(small.getWidth(), small.getHeight())).isLessThanOrEqualTo(150);
      }

      // The origin away: what the store has of the tracks serves it.
      Files.move(box.music, box.music.resolveSibling("away"));
      box.unmount();
      box.remount();
      assertThat(box.mountpoint.resolve("A/opus [OPUS]/cover.png")).hasSameBinaryContentAs(picture);
    }
  }

  /** A FLAC picture block of a front cover, in Base64. */
  private static String pictureBlock(byte[] picture) {
    byte[] type = "image/png".getBytes(StandardCharsets.US_ASCII);
    ByteBuffer block = ByteBuffer.allocate(4 + 4 + type.length + 4 + 16 + 4 + picture.length);
    block.putInt(3).putInt(type.length).put(type).putInt(0).putLong(0).putLong(0);
    block.putInt(picture.length).put(picture);
    return Base64.getEncoder().encodeToString(block.array());
  }

  @Test
  void thePictureInATrackIsTheAlbumsCover() throws Exception {
    try (Sandbox box = new Sandbox()) {
      Path picture = box.music.resolveSibling("picture.png");
      Media.picture(picture);
      for (String track : List.of("x/1", "x/2", "y/1")) {
        Path file = box.music.resolve(track + ".flac");
        Sandbox.encode(file, 5, "title=" + track.charAt(2), "artist=A", "album=" + track.charAt(0));
        Audio.edit(file, "--import-picture-from=" + picture);
      }
      Media.picture(box.music.resolve("y/folder.jpg"));
      box.mount("--cache", "true");

      Path cover = box.mountpoint.resolve("A/x [FLAC]/cover.png");
      assertThat(box.shown())
          .containsExactly(
              "A/x [FLAC]/1.flac",
              "A/x [FLAC]/2.flac",
              "A/x [FLAC]/cover.png",
              "A/y [FLAC]/1.flac",
              "A/y [FLAC]/cover.jpg");
      assertThat(cover).hasSize(Files.size(picture)).hasSameBinaryContentAs(picture);
      assertThat(box.attribute("user.musicfs.path", "A/x [FLAC]/cover.png")).isEqualTo("x/1.flac");
      assertThat(box.attribute("user.musicfs.cached", "A/x [FLAC]/1.flac"))
          .as("of the track its picture alone")
          .isEqualTo(Long.toString(Files.size(picture)));

      // The origin away: what the store has of the track serves it.
      Path away = box.music.resolveSibling("away");
      Files.move(box.music, away);
      box.unmount();
      box.remount();
      assertThat(cover).hasSameBinaryContentAs(picture);
      Files.move(away, box.music);

      Audio.edit(box.music.resolve("x/1.flac"), "--remove", "--block-type=PICTURE");
      box.musicfs("rescan").ok();
      assertThat(cover).as("that of the other track").hasSameBinaryContentAs(picture);
      Audio.edit(box.music.resolve("x/2.flac"), "--remove", "--block-type=PICTURE");
      box.musicfs("rescan").ok();
      assertThat(cover).doesNotExist();
    }
  }
}
