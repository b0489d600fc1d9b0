package org.musicfs.index.tags;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.musicfs.core.audio.AudioFormat;
import org.musicfs.core.audio.TagField;
import org.musicfs.core.audio.TrackMetadata;
import org.musicfs.core.config.MusicfsConfig;
import org.musicfs.core.metrics.Metrics;
import org.musicfs.core.origin.OriginPath;
import org.musicfs.core.testing.FakeOrigin;
import org.musicfs.index.tags.map.Chapter;

/**
 * Files that nobody in this project made, where a collection of them lies beside it: title, artist,
 * album and chapters are to be those that ffprobe tells.
 */
class CorpusTest {
  private static final Path CORPUS = Path.of("..", "..", "shared", "corpus");

  private static final Map<TagField, List<String>> COMPARED =
      Map.of(
          TagField.TITLE, List.of("title"),
          TagField.ARTIST, List.of("artist", "author"),
          TagField.ALBUM, List.of("album"));

  /** Files that have a problem for us, though ffprobe reads on, and what it is. */
  private static final Map<String, String> DAMAGED =
      Map.ofEntries(
          Map.entry("aac/adts-sf-escape.aac", "no MP4 file"),
          Map.entry("aiff/Pnossnd.aif", "holds no audio"),
          Map.entry("asf/asf.wma", "audio is cut off"),
          Map.entry("mp4/issue-133.m4a", "holds no audio"),
          Map.entry("mp4/issue-151.m4a", "holds no audio"),
          Map.entry("mp4/issue-318.m4a", "holds no audio"),
          Map.entry("mp4/issue-74.m4a", "holds no audio"),
          Map.entry("mp4/issue-749.m4a", "claims 396 bytes where 380 are left"),
          Map.entry("mp4/issue-79.m4a", "holds no audio"),
          Map.entry("wav/issue-1163.bwf", "holds no audio"),
          Map.entry("wav/issue-819.wav", "audio is cut off"),
          Map.entry("wav/odd-list-type.wav", "audio is cut off"));

  /** Without a count of frames the duration is an estimate, of ffprobe's too. */
  private static final Set<String> ESTIMATED =
      Set.of(
          "aac/adts-mpeg4.aac",
          "dsdiff/DSD64.dff", // longer by its size than by its chunk
          "issue-100.mp3",
          "mp3/layer3/he_32khz.mp3",
          "mp3/layer3/he_44khz.mp3",
          "mp3/layer3/he_48khz.mp3",
          "ogg/issue_70.ogg");

  private static WorkerTagReader reader;

  @BeforeAll
  static void open() {
    reader =
        WorkerTagReader.open(
            TagReaderConfig.defaults(), MusicfsConfig.defaults().tags(), new Metrics());
  }

  @AfterAll
  static void close() {
    reader.close();
  }

  @TestFactory
  Stream<DynamicTest> whatFfprobeTellsIsTold() throws Exception {
    if (!Files.isDirectory(CORPUS)) {
      return Stream.of();
    }
    List<Path> files;
    try (Stream<Path> all = Files.walk(CORPUS)) {
      files =
          all.filter(Files::isRegularFile)
              .filter(f -> reader.isAudioName(Bytes.utf8(f.getFileName().toString())))
              .sorted()
              .toList();
    }
    List<DynamicTest> tests = new ArrayList<>();
    for (Path file : files) {
      String name = CORPUS.relativize(file).toString();
      JsonObject format = ffprobe(file);
      if (!format.isEmpty()) {
        tests.add(DynamicTest.dynamicTest(name, () -> compare(file, name, format)));
      }
    }
    return tests.stream();
  }

  private static JsonObject ffprobe(Path file) throws Exception {
    Process process =
        new ProcessBuilder(
                "ffprobe",
                "-v",
                "quiet",
                "-show_format",
                "-show_streams",
                "-show_chapters",
                "-of",
                "json",
                "" + file)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    String json = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return process.waitFor() == 0
        ? JsonParser.parseString(json).getAsJsonObject()
        : new JsonObject();
  }

  /** Those of the file and of its first stream, which is where Ogg has them. */
  private static Map<String, String> tags(JsonObject probed) {
    Map<String, String> tags = new java.util.HashMap<>();
    List<JsonObject> holders = new ArrayList<>();
    holders.add(probed.getAsJsonObject("format"));
    probed.getAsJsonArray("streams").forEach(s -> holders.add(s.getAsJsonObject()));
    for (JsonObject holder : holders.subList(0, Math.min(2, holders.size()))) {
      if (holder.has("tags")) {
        holder
            .getAsJsonObject("tags")
            .asMap()
            .forEach((k, v) -> tags.putIfAbsent(k.toLowerCase(Locale.ROOT), v.getAsString()));
      }
    }
    return tags;
  }

  private static List<String> chapters(JsonObject probed) {
    List<String> chapters = new ArrayList<>();
    for (JsonElement each : probed.getAsJsonArray("chapters")) {
      JsonObject chapter = each.getAsJsonObject();
      long millis = chapter.get("start_time").getAsBigDecimal().movePointRight(3).longValue();
      String title =
          chapter.has("tags") ? chapter.getAsJsonObject("tags").get("title").getAsString() : "";
      chapters.add(new Chapter(millis, title).text());
    }
    return chapters;
  }

  private static boolean isFilm(JsonObject probed) {
    for (var stream : probed.getAsJsonArray("streams")) {
      JsonObject one = stream.getAsJsonObject();
      boolean still = one.getAsJsonObject("disposition").get("attached_pic").getAsInt() == 1;
      if (one.get("codec_type").getAsString().equals("video") && !still) {
        return true;
      }
    }
    return false;
  }

  private static void compare(Path file, String name, JsonObject probed) throws Exception {
    Map<String, String> expected = tags(probed);
    byte[] bytes = Files.readAllBytes(file);
    FakeOrigin origin = new FakeOrigin(1);
    OriginPath path = OriginPath.of(file.getFileName().toString());
    origin.put(path.toString(), bytes);
    Reading reading;
    try (var open = origin.open(path)) {
      reading = reader.read(path, bytes.length, open);
    }
    assertThat(origin.bytesRead.get()).as("bytes").isLessThanOrEqualTo(128 * 1024);
    // One has an APE tag at its end that is larger than a request.
    int requests = name.endsWith("monkeysaudio.ape") ? 5 : 4;
    assertThat(origin.reads.get()).as("requests").isLessThanOrEqualTo(requests);
    if (reading instanceof Reading.NoMusic) {
      assertThat(isFilm(probed)).as("%s", reading).isTrue();
      return;
    }
    TrackMetadata track = reading.metadata();
    COMPARED.forEach(
        (field, names) -> {
          for (String each : names) {
            String wanted = expected.getOrDefault(each, "").strip();
            if (!wanted.isEmpty()) {
              // Of several values ffprobe tells one, or all in one.
              List<String> ours = new ArrayList<>(track.tags().all(field));
              ours.add(String.join(";", ours));
              assertThat(ours)
                  .as("%s %s %s", field, track.format(), track.problem())
                  .contains(wanted);
            }
          }
        });
    assertThat(track.tags().all(TagField.CHAPTER)).as("chapters").isEqualTo(chapters(probed));
    String inside = name.substring(name.indexOf('/') + 1);
    if (DAMAGED.containsKey(inside)) {
      assertThat(track.problem().orElse("")).contains(DAMAGED.get(inside));
      return;
    }
    assertThat(track.problem()).isEmpty();
    sound(track, probed, !ESTIMATED.contains(inside));
  }

  private static void sound(TrackMetadata track, JsonObject probed, boolean counted) {
    JsonObject stream =
        probed.getAsJsonArray("streams").asList().stream()
            .map(JsonElement::getAsJsonObject)
            .filter(s -> s.get("codec_type").getAsString().equals("audio"))
            .findFirst()
            .orElseThrow();
    assertThat(track.properties().channels())
        .as("channels")
        .isEqualTo(stream.get("channels").getAsInt());
    assertThat(track.properties().sampleRateHz())
        .as("rate")
        .isEqualTo(
            stream.get("sample_rate").getAsInt() * (track.format() == AudioFormat.DSD ? 8 : 1));
    JsonElement duration = probed.getAsJsonObject("format").get("duration");
    if (duration != null && counted) {
      double millis = duration.getAsDouble() * 1000;
      assertThat((double) track.properties().durationMillis())
          .as("duration")
          .isCloseTo(millis, Offset.offset(Math.max(150, millis / 50)));
    }
  }
}
