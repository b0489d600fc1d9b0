package org.musicfs.index.tags;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.musicfs.core.audio.CoverPicture;
import org.musicfs.core.audio.Layout;
import org.musicfs.core.audio.TagField;
import org.musicfs.core.audio.TrackMetadata;
import org.musicfs.core.cut.Cut;
import org.musicfs.core.metrics.Metric;
import org.musicfs.core.metrics.Metrics;
import org.musicfs.core.origin.OriginException;
import org.musicfs.core.origin.OriginPath;

class HostileFilesTest {
  private static final byte[] AUDIO = Bytes.filler(120, 1);
  private static final Metrics METRICS = new Metrics();

  @RegisterExtension static final OpenReader opened = new OpenReader(strict(), METRICS);

  private static TagReaderConfig strict() {
    TagReaderConfig d = TagReaderConfig.defaults();
    return new TagReaderConfig(
        Duration.ofSeconds(5), d.idle(), d.maxWorkers(), d.workerHeapMebibytes());
  }

  private static TrackMetadata read(String name, byte[] file) throws OriginException {
    return opened.read(name, file);
  }

  /** One small file of each container, tags and pictures included. */
  private static Map<String, byte[]> files() {
    byte[] picture = Bytes.filler(40, 5);
    byte[] id3 =
        AudioFiles.id3(
            4,
            0,
            AudioFiles.text(4, "TIT2", "title"),
            AudioFiles.apic(4, picture),
            AudioFiles.text(4, "TRCK", "1/2"),
            AudioFiles.txxx(4, "Artists", "a"),
            ChapterFiles.chap(4, 1, AudioFiles.text(4, "TIT2", "one")));
    Map<String, byte[]> files = new LinkedHashMap<>();
    files.put(
        "a.flac",
        AudioFiles.flac(
            AUDIO,
            AudioFiles.flacComments("TITLE=t", "CHAPTER000=00:00:00", "CHAPTER000NAME=c"),
            AudioFiles.flacPicture(picture)));
    files.put(
        "a.mp3",
        new Bytes()
            .raw(id3, AudioFiles.mpeg(2), AudioFiles.ape("Title", "x"), AudioFiles.id3v1("a", "b"))
            .array());
    files.put(
        "b.mp3",
        new Bytes()
            .raw(AudioFiles.id3(3, 0x80, AudioFiles.text(3, "TIT2", "t")), AudioFiles.mpeg(2))
            .array());
    files.put("a.ogg", AudioFiles.vorbis(AUDIO, "TITLE=t"));
    files.put("a.opus", AudioFiles.opus(AUDIO, "TITLE=t"));
    byte[] jpeg = new Bytes().latin("\u00ff\u00d8\u00ff\u00e0").raw(Bytes.filler(900, 5)).array();
    byte[] block = AudioFiles.flacPicture(3, jpeg);
    String text = Base64.getEncoder().encodeToString(Arrays.copyOfRange(block, 4, block.length));
    files.put("b.opus", AudioFiles.opus(2, AUDIO, "METADATA_BLOCK_PICTURE=" + text, "TITLE=t"));
    files.put("a.oga", AudioFiles.oggFlac(AUDIO, block, "TITLE=t"));
    byte[] moov =
        AudioFiles.moov(
            "mp4a",
            AudioFiles.item("\u00a9nam", "t"),
            AudioFiles.freeform("LABEL", "l"),
            AudioFiles.box("covr", AudioFiles.data(13, picture)));
    files.put("a.m4a", AudioFiles.m4a(true, AUDIO, moov));
    files.put("b.m4a", AudioFiles.m4a(false, AUDIO, moov));
    files.put("a.m4b", ChapterFiles.bothKinds("One", "Two"));
    files.put(
        "a.webm",
        ChapterFiles.matroska(
            ChapterFiles.edition(true, ChapterFiles.atom(0, "A", ChapterFiles.atom(1, "B")))));
    files.put("a.wav", AudioFiles.wav(AUDIO, AudioFiles.riffChunk("id3 ", id3)));
    files.put(
        "b.wav", AudioFiles.wav(AUDIO, AudioFiles.bext("Description", "Maker", "2001-02-03")));
    files.put("a.aiff", AudioFiles.aiff(AUDIO, AudioFiles.iffChunk("ID3 ", id3)));
    files.putAll(OtherAudioFiles.all(AUDIO));
    return files;
  }

  private static void check(String what, TrackMetadata track, int sizeBytes) {
    assertThat(track.layout().sizeBytes()).as(what).isEqualTo(sizeBytes);
    track
        .problem()
        .ifPresent(
            problem -> {
              assertThat(problem).as(what).isNotBlank().doesNotContain("the reader failed");
              if (!problem.contains("ID3v2 frames")) {
                assertThat(track.layout()).as(what).isEqualTo(Layout.unknown(sizeBytes));
              }
            });
  }

  @Test
  @Timeout(60)
  void aFileCutAnywhereIsReadOrRefusedWithAReason() throws Exception {
    for (Map.Entry<String, byte[]> file : files().entrySet()) {
      byte[] whole = file.getValue();
      assertThat(read(file.getKey(), whole).problem()).as(file.getKey()).isEmpty();
      for (int length = 0; length < whole.length; length++) {
        String what = file.getKey() + " cut to " + length;
        check(what, read(file.getKey(), Arrays.copyOf(whole, length)), length);
      }
    }
    assertThat(METRICS.get(Metric.TAG_WORKER_RESTARTS)).isZero();
  }

  /** Real files of up to this many bytes are mutated too: larger ones hold no more tags. */
  private static final int MOST_BYTES = 256 << 10;

  /** The files of the demo, and a collection where one lies beside the project. */
  private static List<Map.Entry<String, byte[]>> realFiles() throws IOException {
    List<Map.Entry<String, byte[]>> files = new ArrayList<>();
    for (Path directory :
        List.of(
            Path.of("..", "packaging", "demo", "library"),
            Path.of("..", "..", "shared", "corpus"))) {
      if (Files.isDirectory(directory)) {
        try (Stream<Path> below = Files.walk(directory)) {
          for (Path file : below.filter(Files::isRegularFile).sorted().toList()) {
            String name = file.getFileName().toString();
            if (opened.reader().isAudioName(name.getBytes(StandardCharsets.UTF_8))
                && Files.size(file) > 0
                && Files.size(file) <= MOST_BYTES) {
              files.add(Map.entry(name, Files.readAllBytes(file)));
            }
          }
        }
      }
    }
    assertThat(files).as("of the demo at least").hasSizeGreaterThan(10);
    return files;
  }

  @Test
  @Timeout(300)
  void mutatedFilesNeitherHangNorEscapeAsErrors() throws Exception {
    long seed = 20_261_120;
    Random random = new Random(seed);
    List<Map.Entry<String, byte[]>> files = new ArrayList<>(files().entrySet());
    files.addAll(realFiles());
    for (int i = 0; i < 20_000; i++) {
      Map.Entry<String, byte[]> file = files.get(i % files.size());
      byte[] bytes = mutate(file.getValue().clone(), random);
      String what = file.getKey() + ", seed " + seed + ", number " + i;
      switch (opened.reading(file.getKey(), bytes)) {
        case Reading.Audio(TrackMetadata track) -> {
          check(what, track, bytes.length);
          track.cover().flatMap(CoverPicture::cut).ifPresent(cut -> readOrRefuse(cut, bytes));
        }
        case Reading.NoMusic(String reason) -> assertThat(reason).as(what).isNotBlank();
      }
    }
  }

  /** Anything but a refusal escapes. */
  private static void readOrRefuse(Cut cut, byte[] file) {
    assertThat(cut.sizeBytes()).isLessThan(file.length);
    ByteBuffer into = ByteBuffer.allocate((int) cut.sizeBytes());
    try {
      cut.read((at, part) -> part.put(file, (int) at, part.remaining()), 0, into);
    } catch (IOException e) {
      return;
    }
    assertThat(into.hasRemaining()).isFalse();
  }

  /** Changes a few bytes, mostly near the head, half of them to values that make sizes wild. */
  private static byte[] mutate(byte[] bytes, Random random) {
    byte[] wild = {0, -1, 0x7f, (byte) 0x80, 1};
    int changes = 1 + random.nextInt(6);
    for (int i = 0; i < changes; i++) {
      int range = random.nextInt(3) == 0 ? bytes.length : Math.min(bytes.length, 200);
      int at = random.nextInt(range);
      bytes[at] =
          random.nextBoolean() ? wild[random.nextInt(wild.length)] : (byte) random.nextInt();
    }
    return bytes;
  }

  @Test
  void aDescriptionOfGigabytesInAFileOfKilobytesIsRefused() throws Exception {
    byte[] file =
        AudioFiles.m4a(false, AUDIO, AudioFiles.moov("mp4a", AudioFiles.item("\u00a9nam", "t")));
    int moov = new String(file, StandardCharsets.ISO_8859_1).indexOf("moov") - 4;
    System.arraycopy(new Bytes().u32(1_800_000_000L).array(), 0, file, moov, 4);

    TrackMetadata track = opened.readCounted("a.m4a", file);

    assertThat(track.problem().orElseThrow())
        .isEqualTo(
            "damaged MP4 file: its box 'moov' at byte "
                + moov
                + " claims 1800000000 bytes where "
                + (file.length - moov)
                + " are left");
    assertThat(track.layout()).isEqualTo(Layout.unknown(file.length));
    assertThat(opened.origin().bytesRead.get()).isLessThanOrEqualTo(file.length);
  }

  @Test
  void endlessStructuresEnd() throws Exception {
    byte[] boxes = new byte[2_000_000];
    byte[] box = AudioFiles.box("free");
    for (int i = 0; i + 8 <= boxes.length; i += 8) {
      System.arraycopy(box, 0, boxes, i, 8);
    }
    byte[] mp4 = new Bytes().raw(AudioFiles.box("ftyp", new byte[8]), boxes).array();
    byte[] ogg = AudioFiles.vorbis(AUDIO);
    byte[] empty = AudioFiles.oggPage(77, 3, 0, 1, new byte[0], new byte[0]);
    Bytes pages = new Bytes().raw(Arrays.copyOf(ogg, 58));
    for (int i = 0; i < 60_000; i++) {
      pages.raw(empty);
    }
    byte[] flat = new byte[3_000_000];

    assertThat(read("a.m4a", mp4).problem().orElseThrow()).startsWith("damaged MP4 file: ");
    assertThat(read("a.ogg", pages.array()).problem().orElseThrow())
        .startsWith("damaged Ogg file: ");
    assertThat(read("a.mp3", flat).problem().orElseThrow()).contains("no MPEG audio frame");
  }

  @Test
  void endlessTagsAreCutToTheirBounds() throws Exception {
    List<byte[]> frames = new ArrayList<>();
    for (int i = 0; i < 3_000; i++) {
      frames.add(AudioFiles.txxx(4, "Artists", "artist " + i + "x".repeat(1_000)));
    }
    frames.addFirst(AudioFiles.text(4, "TIT2", "t".repeat(100_000)));
    byte[] tag = AudioFiles.id3(4, 0, frames.toArray(new byte[0][]));
    byte[] file = new Bytes().raw(tag, AudioFiles.mpeg(3)).array();

    TrackMetadata track = read("a.mp3", file);

    assertThat(track.problem()).isEmpty();
    assertThat(track.tags().first(TagField.TITLE).orElseThrow()).hasSize(64 * 1024);
    assertThat(track.tags().all(TagField.ARTISTS)).hasSizeBetween(500, 1_100);
  }

  @Test
  void aCompressedFrameThatClaimsToBecomeHugeNeverReachesAWorker() throws Exception {
    byte[] huge =
        new Bytes()
            .latin("TPE1")
            .raw(AudioFiles.syncsafe(24))
            .u16(0x0009)
            .raw(AudioFiles.syncsafe(200_000_000), Bytes.filler(20, 1))
            .array();
    byte[] tag = AudioFiles.id3(4, 0, huge, AudioFiles.text(4, "TIT2", "title"));

    TrackMetadata track = read("a.mp3", new Bytes().raw(tag, AudioFiles.mpeg(3)).array());

    assertThat(track.problem()).isEmpty();
    assertThat(track.tags().asMap()).isEqualTo(Map.of(TagField.TITLE, List.of("title")));
    assertThat(METRICS.get(Metric.TAG_WORKER_RESTARTS)).isZero();
  }

  @Test
  void aFileShorterThanItWasSaidToBeIsTheOriginsChangeNotTheFilesFault() throws Exception {
    byte[] file = AudioFiles.flac(AUDIO);
    opened.origin().put("a.flac", file);
    try (var open = opened.origin().open(OriginPath.of("a.flac"))) {
      assertThat(
              catchThrowableOfType(
                      OriginException.class,
                      () -> opened.reader().read(OriginPath.of("a.flac"), file.length + 10, open))
                  .reason())
          .isEqualTo(OriginException.Reason.CHANGED);
    }
  }
}
