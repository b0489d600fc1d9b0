package org.musicfs.it;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Files that ffmpeg makes and that are no music; the extension chooses the format. */
final class Media {
  private Media() {}

  /** A small still picture. */
  static void picture(Path file) {
    ffmpeg("-f", "lavfi", "-i", "color=red:s=64x64:d=1", "-frames:v", "1", file.toString());
  }

  /** A second of moving pictures with sound. */
  static void film(Path file) {
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
}
