package org.musicfs.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The audio files of a directory, by extension. */
final class Audio {
  private static final Set<String> EXTENSIONS =
      Set.of("flac", "mp3", "ogg", "oga", "opus", "m4a", "wav", "aif", "aiff");

  private Audio() {}

  static boolean is(String name) {
    int dot = name.lastIndexOf('.');
    return dot >= 0 && EXTENSIONS.contains(name.substring(dot + 1).toLowerCase(Locale.ROOT));
  }

  /** Relative paths of the audio files below a directory, sorted. */
  static List<String> files(Path directory) throws IOException {
    return Sandbox.walk(directory).keySet().stream().filter(Audio::is).toList();
  }

  /** The one audio file below a directory. */
  static Path only(Path directory) throws IOException {
    List<String> files = files(directory);
    assertThat(files).hasSize(1);
    return directory.resolve(files.getFirst());
  }

  /** The audio file below a directory whose relative path ends with {@code end}. */
  static Path ending(Path directory, String end) throws IOException {
    List<String> files = files(directory).stream().filter(f -> f.endsWith(end)).toList();
    assertThat(files).as("files ending with " + end).hasSize(1);
    return directory.resolve(files.getFirst());
  }

  /** Edits the tags or pictures of a FLAC file with metaflac. */
  static void edit(Path flac, String... options) {
    List<String> command = new ArrayList<>(List.of("metaflac"));
    command.addAll(List.of(options));
    command.add(flac.toString());
    Processes.run(command.toArray(String[]::new)).ok();
  }

  /** Checksums of all audio files below a directory, sorted. */
  static List<String> checksums(Path directory) throws Exception {
    List<String> sums = new ArrayList<>();
    for (String file : files(directory)) {
      sums.add(Sandbox.sha256(directory.resolve(file)));
    }
    sums.sort(null);
    return sums;
  }
}
