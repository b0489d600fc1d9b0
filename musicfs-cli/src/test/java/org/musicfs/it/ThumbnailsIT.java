package org.musicfs.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

/** Small versions of covers, by name. */
class ThumbnailsIT {
  private static String identity(Path file) {
    return Processes.run("stat", "-c", "%i %s %Y %h", file.toString()).ok().out().strip();
  }

  private static void picture(Path file, String size) {
    Processes.run(
            "ffmpeg",
            "-v",
            "error",
            "-y",
            "-f",
            "lavfi",
            "-i",
            "testsrc=d=1:s=" + size,
            "-frames:v",
            "1",
            file.toString())
        .ok();
  }

  private static void track(Sandbox box, String album) throws Exception {
    Sandbox.encode(
        box.music.resolve(album + "/1.flac"), 1, "title=1", "artist=A", "album=" + album);
  }

  private static List<String> listing(Path directory) {
    return Processes.run("ls", "-a", directory.toString()).ok().out().lines().toList();
  }

  private static void isPicture(Path file, int width, int height) throws Exception {
    byte[] bytes = Files.readAllBytes(file);
    assertThat(Files.size(file)).isEqualTo(bytes.length);
    BufferedImage image = ImageIO.read(file.toFile());
    assertThat(image.getWidth()).isEqualTo(width);
    assertThat(image.getHeight()).isEqualTo(height);
    assertThat(bytes[0]).as("a JPEG").isEqualTo((byte) 0xff);
  }

  @Test
  void areThereByNameTheSameAfterARemountAndOthersOfAnotherCover() throws Exception {
    try (Sandbox box = new Sandbox()) {
      track(box, "x");
      track(box, "y");
      Path inside = box.root.resolve("inside.png");
      picture(inside, "640x320");
      Processes.run(
              "metaflac",
              "--import-picture-from=" + inside,
              box.music.resolve("x/1.flac").toString())
          .ok();
      box.mount("--cache", "true");

      Path x = box.mountpoint.resolve("A/x [FLAC]");
      Path thumb = x.resolve("cover_thumb.jpg");
      Path medium = x.resolve("cover_medium.jpg");
      List<String> before = box.identities();
      isPicture(thumb, 150, 75);
      isPicture(medium, 300, 150);
      assertThat(listing(x)).containsExactly(".", "..", "1.flac", "cover.png");
      assertThat(box.identities()).as("the directory's time included").isEqualTo(before);
      assertThat(x.resolve("cover_large.jpg")).doesNotExist();
      String first = identity(thumb);
      byte[] bytes = Files.readAllBytes(thumb);

      // A cover that comes after they were looked for in vain.
      Path later = box.mountpoint.resolve("A/y [FLAC]/cover_thumb.jpg");
      assertThat(later).doesNotExist();
      picture(box.music.resolve("y/folder.jpg"), "100x200");
      box.musicfs("rescan").ok();
      isPicture(later, 75, 150);

      // Without the origin, what was made is there, and what needs it is not.
      box.unmount();
      Path away = box.root.resolve("away");
      Files.move(box.music, away);
      box.remount();
      assertThat(identity(thumb)).isEqualTo(first);
      assertThat(Files.readAllBytes(thumb)).isEqualTo(bytes);
      box.unmount();
      Files.move(away, box.music);

      box.remount();
      picture(box.music.resolve("x/cover.jpg"), "400x400");
      box.musicfs("rescan").ok();
      assertThat(listing(x)).containsExactly(".", "..", "1.flac", "cover.jpg");
      isPicture(thumb, 150, 150);
      isPicture(medium, 300, 300);
      assertThat(identity(thumb)).isNotEqualTo(first);
      assertThat(identity(thumb).split(" ")[0]).isNotEqualTo(first.split(" ")[0]);

      Files.delete(box.music.resolve("y/folder.jpg"));
      box.musicfs("rescan").ok();
      assertThat(later).doesNotExist();
    }
  }
}
