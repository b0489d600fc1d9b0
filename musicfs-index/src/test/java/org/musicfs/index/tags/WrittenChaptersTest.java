package org.musicfs.index.tags;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.musicfs.core.audio.TagField;
import org.musicfs.core.audio.TrackMetadata;

/** Chapters as ffmpeg writes them. */
class WrittenChaptersTest {
  private static final String METADATA =
      """
      ;FFMETADATA1
      title=Book
      [CHAPTER]
      TIMEBASE=1/1000
      START=0
      END=1250
      title=Prólogo
      [CHAPTER]
      TIMEBASE=1/1000
      START=1250
      END=3250
      title=Second
      [CHAPTER]
      TIMEBASE=1/1000
      START=3250
      END=4000
      title=Third
      """;

  @RegisterExtension static final OpenReader opened = new OpenReader();
  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "both.m4b",
        "quicktime.m4b -movflags disable_chpl",
        "front.m4b -movflags +faststart",
        "a.mka",
        "a.webm",
        "a.mp3",
        "old.mp3 -id3v2_version 3",
        "a.opus"
      })
  void areRead(String nameAndOptions) throws Exception {
    List<String> options = new ArrayList<>(List.of(nameAndOptions.split(" ")));
    String name = options.removeFirst();

    TrackMetadata track = opened.readCounted(name, ffmpeg(name, options));

    assertThat(track.problem()).isEmpty();
    assertThat(track.tags().all(TagField.TITLE)).containsExactly("Book");
    assertThat(track.tags().all(TagField.CHAPTER))
        .containsExactly("00:00:00.000 Prólogo", "00:00:01.250 Second", "00:00:03.250 Third");
    assertThat(opened.origin().reads.get()).isLessThanOrEqualTo(3);
    assertThat(opened.origin().bytesRead.get()).isLessThanOrEqualTo(128 * 1024);
  }

  private byte[] ffmpeg(String name, List<String> options) throws Exception {
    Path metadata = Files.writeString(directory.resolve("metadata"), METADATA);
    Path file = directory.resolve(name);
    List<String> command =
        new ArrayList<>(List.of("ffmpeg", "-v", "error", "-f", "lavfi", "-i", "sine=d=4"));
    command.addAll(List.of("-i", metadata.toString(), "-map_metadata", "1", "-map_chapters", "1"));
    command.addAll(options);
    command.add(file.toString());
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
    return Files.readAllBytes(file);
  }
}
