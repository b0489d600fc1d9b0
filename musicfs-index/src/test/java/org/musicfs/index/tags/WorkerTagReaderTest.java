package org.musicfs.index.tags;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.musicfs.core.audio.AudioFormat;
import org.musicfs.core.audio.AudioProperties;
import org.musicfs.core.audio.CoverPicture;
import org.musicfs.core.audio.ImageType;
import org.musicfs.core.audio.Layout;
import org.musicfs.core.audio.Region;
import org.musicfs.core.audio.TagField;
import org.musicfs.core.audio.Tags;
import org.musicfs.core.audio.TrackMetadata;
import org.musicfs.core.config.MusicfsConfig;
import org.musicfs.core.config.TagsConfig;
import org.musicfs.core.metrics.Metrics;
import org.musicfs.core.origin.OriginPath;
import org.musicfs.core.testing.FakeOrigin;

class WorkerTagReaderTest {
  private static final byte[] AUDIO = Bytes.filler(200, 1);
  private static WorkerTagReader reader;
  private final FakeOrigin origin = new FakeOrigin(1);

  @BeforeAll
  static void open() {
    reader =
        WorkerTagReader.open(
            TagReaderConfig.defaults(), MusicfsConfig.defaults().tags(), new Metrics());
  }

  @AfterAll
  static void close() {
    reader.close();
    assertThat(ProcessHandle.current().children().filter(ProcessHandle::isAlive)).isEmpty();
  }

  private TrackMetadata read(String name, byte[] file) throws Exception {
    return reading(name, file).metadata();
  }

  private Reading reading(String name, byte[] file) throws Exception {
    origin.put(name, file);
    try (var open = origin.open(OriginPath.of(name))) {
      return reader.read(OriginPath.of(name), file.length, open);
    }
  }

  private static List<String> regions(TrackMetadata metadata) {
    return metadata.layout().regions().stream()
        .map(r -> r.kind() + " " + r.offset() + "+" + r.length())
        .toList();
  }

  @Test
  void flacTellsTagsPropertiesAndRegions() throws Exception {
    byte[] picture = Bytes.filler(50, 9);
    byte[] file =
        AudioFiles.flac(
            AUDIO,
            AudioFiles.flacComments(
                "TITLE=Jóga",
                "artist=Björk",
                "ARTIST=Someone",
                "TRACKNUMBER=3/12",
                "DATE=1997-09-01",
                "ORIGINALDATE=1996",
                "RELEASEDATE=1998",
                "GENRE=17",
                "METADATA_BLOCK_PICTURE=AAAA"),
            AudioFiles.flacPicture(picture));

    TrackMetadata track = read("a.flac", file);

    assertThat(track.problem()).isEmpty();
    assertThat(track.format()).isEqualTo(AudioFormat.FLAC);
    assertThat(track.tags().asMap())
        .isEqualTo(
            Map.of(
                TagField.TITLE, List.of("Jóga"),
                TagField.ARTIST, List.of("Björk", "Someone"),
                TagField.TRACKNUMBER, List.of("3"),
                TagField.TOTALTRACKS, List.of("12"),
                TagField.DATE, List.of("1997-09-01"),
                TagField.ORIGINALDATE, List.of("1996"),
                TagField.RELEASEDATE, List.of("1998"),
                TagField.GENRE, List.of("17")));
    assertThat(track.properties()).isEqualTo(new AudioProperties(1000, 1600, 44_100, 2, 16));
    int audioStart = file.length - AUDIO.length;
    int pictureStart = audioStart - 20 - picture.length;
    assertThat(regions(track))
        .containsExactly(
            "HEAD 0+" + pictureStart,
            "PICTURE " + pictureStart + "+" + picture.length,
            "HEAD " + (pictureStart + picture.length) + "+20",
            "AUDIO " + audioStart + "+" + AUDIO.length);
  }

  @Test
  void theCoverIsTheFrontCoverElseAPictureOfNothingInParticular() throws Exception {
    byte[] comments = AudioFiles.flacComments("TITLE=t");
    byte[] jpeg = picture("\u00ff\u00d8\u00ff\u00e0");
    byte[] png = picture("\u0089PNG\r\n\u001a\n");

    assertThat(
            cover(
                comments,
                AudioFiles.flacPicture(0, jpeg),
                AudioFiles.flacPicture(4, jpeg),
                AudioFiles.flacPicture(3, png)))
        .contains("PNG 50 at the third");
    assertThat(cover(comments, AudioFiles.flacPicture(4, png), AudioFiles.flacPicture(0, jpeg)))
        .contains("JPEG 50 at the second");
    assertThat(cover(comments, AudioFiles.flacPicture(4, jpeg))).as("the back").isEmpty();
    assertThat(cover(comments, AudioFiles.flacPicture(3, picture("<svg"))))
        .as("what it is by its bytes, whatever it is called")
        .isEmpty();
  }

  @Test
  void anApeTagsCoverIsARegionToo() throws Exception {
    byte[] jpeg = picture("\u00ff\u00d8\u00ff\u00e0");
    byte[] tag = AudioFiles.apeWithCover(jpeg, "Title", "T");
    byte[] file = new Bytes().raw(AudioFiles.mpeg(4)).raw(tag).array();

    TrackMetadata track = read("a.mp3", file);

    long at = file.length - tag.length + 32 + 8 + 18 + 6;
    assertThat(track.problem()).isEmpty();
    assertThat(track.tags().all(TagField.TITLE)).containsExactly("T");
    assertThat(track.cover()).contains(new CoverPicture(ImageType.JPEG, at, 50));
    assertThat(regions(track)).contains("PICTURE " + at + "+50");
  }

  private static byte[] picture(String start) {
    return new Bytes().latin(start).raw(Bytes.filler(50 - start.length(), 3)).array();
  }

  private Optional<String> cover(byte[]... blocks) throws Exception {
    TrackMetadata track = read("a.flac", AudioFiles.flac(AUDIO, blocks));
    List<Region> pictures =
        track.layout().regions().stream().filter(r -> r.kind() == Region.Kind.PICTURE).toList();
    List<String> places = List.of("first", "second", "third");
    return track
        .cover()
        .map(
            c ->
                c.type()
                    + " "
                    + c.length()
                    + " at the "
                    + places.get(
                        pictures.indexOf(new Region(Region.Kind.PICTURE, c.offset(), c.length()))));
  }

  @Test
  void textThatSaysItIsLatinIsReadInTheEncodingThatIsConfigured() throws Exception {
    Charset russian = Charset.forName("windows-1251");
    byte[] comment = new Bytes().u8(0).latin("rus").u8(0).raw("Привет".getBytes(russian)).array();
    byte[] tag =
        AudioFiles.id3(
            3,
            0,
            AudioFiles.frame(3, "TIT2", withEncoding("Группа крови\0".getBytes(russian))),
            AudioFiles.frame(3, "TPE1", withEncoding("Кино".getBytes(StandardCharsets.UTF_8))),
            AudioFiles.frame(3, "TALB", withEncoding("plain".getBytes(russian))),
            AudioFiles.frame(3, "COMM", comment),
            AudioFiles.text(3, "TPE2", "Björk"));
    byte[] file = new Bytes().raw(tag).raw(AudioFiles.mpeg(4)).array();
    TagsConfig config = new TagsConfig(List.of(), List.of(), "windows-1251");
    try (WorkerTagReader there =
        WorkerTagReader.open(TagReaderConfig.defaults(), config, new Metrics())) {
      origin.put("a.mp3", file);
      OriginPath path = OriginPath.of("a.mp3");
      try (var open = origin.open(path)) {
        Tags tags = there.read(path, file.length, open).metadata().tags();

        assertThat(tags.all(TagField.TITLE)).containsExactly("Группа крови");
        assertThat(tags.all(TagField.ARTIST)).containsExactly("Кино");
        assertThat(tags.all(TagField.ALBUM)).containsExactly("plain");
        assertThat(tags.all(TagField.COMMENT)).containsExactly("Привет");
        assertThat(tags.all(TagField.ALBUMARTIST)).as("UTF-16").containsExactly("Björk");
      }
    }
  }

  private static byte[] withEncoding(byte[] text) {
    return new Bytes().u8(0).raw(text).array();
  }

  @Test
  void vorbisAndOpusTakeAllValuesAndStartAudioAfterTheHeaderPackets() throws Exception {
    String large = "METADATA_BLOCK_PICTURE=" + "A".repeat(150_000);
    byte[] vorbis = AudioFiles.vorbis(AUDIO, "ARTIST=a", large, "ARTIST=b", "TITLE=t\0");
    byte[] opus = AudioFiles.opus(AUDIO, large, "ALBUM=c", "DISCTOTAL=2", "DISCNUMBER=1");

    TrackMetadata v = read("a.ogg", vorbis);
    TrackMetadata o = read("a.opus", opus);

    assertThat(v.format()).isEqualTo(AudioFormat.VORBIS);
    assertThat(v.tags().all(TagField.ARTIST)).containsExactly("a", "b");
    assertThat(v.tags().all(TagField.TITLE)).containsExactly("t");
    assertThat(v.properties().durationMillis()).isEqualTo(2000);
    assertThat(v.layout().audio()).contains(audioAtEnd(vorbis, 28 + AUDIO.length));
    assertThat(o.format()).isEqualTo(AudioFormat.OPUS);
    assertThat(o.tags().first(TagField.ALBUM)).contains("c");
    assertThat(o.tags().first(TagField.TOTALDISCS)).contains("2");
    assertThat(o.properties().durationMillis()).isEqualTo(2000);
    assertThat(o.layout().audio()).contains(audioAtEnd(opus, 28 + AUDIO.length));
  }

  private static Region audioAtEnd(byte[] file, int length) {
    return new Region(Region.Kind.AUDIO, file.length - length, length);
  }

  @Test
  void id3v24KeepsListsRepeatedFramesAndThreeDates() throws Exception {
    byte[] picture = Bytes.filler(300, 4);
    byte[] tag =
        AudioFiles.id3(
            4,
            0,
            AudioFiles.text(4, "TIT2", "Ænima\0"),
            AudioFiles.text(4, "TPE1", "One\0Two"),
            AudioFiles.text(4, "TPE1", "Three"),
            AudioFiles.apic(4, picture),
            AudioFiles.text(4, "TDRC", "1996-05-01"),
            AudioFiles.text(4, "TDRL", "1997"),
            AudioFiles.text(4, "TDOR", "1995"),
            AudioFiles.text(4, "TPOS", "1/2"),
            AudioFiles.text(4, "TCON", "17\0Own"),
            AudioFiles.text(4, "TIPL", "producer\0Flood\0mix\0Alan"),
            AudioFiles.text(4, "TMCL", "guitar\0Adam"),
            AudioFiles.txxx(4, "MusicBrainz Album Id", "mbid"),
            AudioFiles.frame(4, "UFID", Bytes.latin1("http://musicbrainz.org\0rec-id")),
            AudioFiles.frame(4, "COMM", Bytes.latin1("\0eng\0hello")),
            AudioFiles.frame(4, "COMM", Bytes.latin1("\0engiTunNORM\0000001")));
    byte[] audio = AudioFiles.mpeg(4);
    byte[] file = new Bytes().raw(tag, audio, AudioFiles.id3v1("cut off title", "x")).array();

    TrackMetadata track = read("a.mp3", file);

    assertThat(track.problem()).isEmpty();
    assertThat(track.format()).isEqualTo(AudioFormat.MP3);
    Map<TagField, List<String>> tags = track.tags().asMap();
    assertThat(tags)
        .containsEntry(TagField.TITLE, List.of("Ænima"))
        .containsEntry(TagField.ARTIST, List.of("One", "Two", "Three"))
        .containsEntry(TagField.DATE, List.of("1996-05-01"))
        .containsEntry(TagField.RECORDINGDATE, List.of("1996-05-01"))
        .containsEntry(TagField.RELEASEDATE, List.of("1997"))
        .containsEntry(TagField.ORIGINALDATE, List.of("1995"))
        .containsEntry(TagField.DISCNUMBER, List.of("1"))
        .containsEntry(TagField.TOTALDISCS, List.of("2"))
        .containsEntry(TagField.GENRE, List.of("Rock", "Own"))
        .containsEntry(TagField.PRODUCER, List.of("Flood"))
        .containsEntry(TagField.MIXER, List.of("Alan"))
        .containsEntry(TagField.PERFORMER, List.of("Adam (guitar)"))
        .containsEntry(TagField.MUSICBRAINZ_ALBUMID, List.of("mbid"))
        .containsEntry(TagField.MUSICBRAINZ_RECORDINGID, List.of("rec-id"))
        .containsEntry(TagField.COMMENT, List.of("hello"))
        .containsEntry(TagField.ALBUM, List.of("old album"))
        .containsEntry(TagField.TRACKNUMBER, List.of("7"));
    assertThat(track.properties().sampleRateHz()).isEqualTo(44_100);
    assertThat(track.properties().bitrateBitsPerSecond()).isEqualTo(128_000);
    List<Region> pictures =
        track.layout().regions().stream().filter(r -> r.kind() == Region.Kind.PICTURE).toList();
    assertThat(pictures).hasSize(1);
    assertThat(slice(file, pictures.getFirst())).isEqualTo(picture);
    assertThat(slice(file, track.layout().audio().orElseThrow())).isEqualTo(audio);
    assertThat(track.layout().regions().getLast())
        .isEqualTo(new Region(Region.Kind.TAIL, file.length - 128, 128));
  }

  private static byte[] slice(byte[] file, Region region) {
    return Arrays.copyOfRange(file, (int) region.offset(), (int) region.end());
  }

  @Test
  void id3v23AndV22AreReadWithTheirOwnFrames() throws Exception {
    byte[] v23 =
        AudioFiles.id3(
            3,
            0,
            AudioFiles.text(3, "TIT2", "Тест"),
            AudioFiles.text(3, "TYER", "2001"),
            AudioFiles.text(3, "TDAT", "0405"),
            AudioFiles.text(3, "TORY", "1999"),
            AudioFiles.text(3, "TCON", "(17)(32)"),
            AudioFiles.text(3, "IPLS", "engineer\0Eve\0drums\0Dan"));
    byte[] v22 =
        AudioFiles.id3(
            2,
            0,
            AudioFiles.text(2, "TT2", "Old"),
            AudioFiles.text(2, "TP1", "Band"),
            AudioFiles.text(2, "TRK", "5/9"),
            AudioFiles.text(2, "TYE", "1984"));
    byte[] audio = AudioFiles.mpeg(3);

    var three = read("3.mp3", new Bytes().raw(v23, audio).array()).tags().asMap();
    var two = read("2.mp3", new Bytes().raw(v22, audio).array()).tags().asMap();

    assertThat(three)
        .containsEntry(TagField.TITLE, List.of("Тест"))
        .containsEntry(TagField.DATE, List.of("2001-05-04"))
        .containsEntry(TagField.ORIGINALDATE, List.of("1999"))
        .containsEntry(TagField.GENRE, List.of("Rock", "Classical"))
        .containsEntry(TagField.ENGINEER, List.of("Eve"))
        .containsEntry(TagField.PERFORMER, List.of("Dan (drums)"));
    assertThat(two)
        .containsEntry(TagField.TITLE, List.of("Old"))
        .containsEntry(TagField.ARTIST, List.of("Band"))
        .containsEntry(TagField.TRACKNUMBER, List.of("5"))
        .containsEntry(TagField.TOTALTRACKS, List.of("9"))
        .containsEntry(TagField.DATE, List.of("1984"));
  }

  @Test
  void unsynchronisedTagsAreUndone() throws Exception {
    byte[] whole =
        AudioFiles.id3(3, 0x80, AudioFiles.frame(3, "TPE1", Bytes.latin1("\0A\u00ff\u00ff")));
    byte[] stuffed = new Bytes().raw(unsync(whole)).array();
    byte[] content = unsync(Bytes.latin1("\0B\u00ff"));
    byte[] perFrame =
        AudioFiles.id3(
            4,
            0,
            new Bytes()
                .latin("TPE1")
                .raw(AudioFiles.syncsafe(content.length + 4))
                .u16(0x0003)
                .raw(AudioFiles.syncsafe(3), content)
                .array());

    TrackMetadata three = read("3.mp3", new Bytes().raw(stuffed, AudioFiles.mpeg(3)).array());
    TrackMetadata four = read("4.mp3", new Bytes().raw(perFrame, AudioFiles.mpeg(3)).array());

    assertThat(three.tags().first(TagField.ARTIST)).contains("Aÿÿ");
    assertThat(four.tags().first(TagField.ARTIST)).contains("Bÿ");
  }

  /** Puts a zero after each FF of the body and corrects the size of a whole tag. */
  private static byte[] unsync(byte[] bytes) {
    Bytes out = new Bytes();
    for (byte b : bytes) {
      out.u8(b);
      if (b == (byte) 0xff) {
        out.u8(0);
      }
    }
    byte[] stuffed = out.array();
    if (stuffed[0] == 'I') {
      System.arraycopy(AudioFiles.syncsafe(stuffed.length - 10), 0, stuffed, 6, 4);
    }
    return stuffed;
  }

  @Test
  void apeTailsCountBeforeId3v1AndBelongToTheTail() throws Exception {
    byte[] audio = AudioFiles.mpeg(3);
    byte[] ape = AudioFiles.ape("Artist", "One\0Two", "Track", "2/4");
    byte[] file = new Bytes().raw(audio, ape, AudioFiles.id3v1("t", "not this")).array();

    TrackMetadata track = read("a.mp3", file);

    assertThat(track.tags().all(TagField.ARTIST)).containsExactly("One", "Two");
    assertThat(track.tags().all(TagField.TITLE)).containsExactly("t");
    assertThat(track.tags().all(TagField.TOTALTRACKS)).containsExactly("4");
    assertThat(regions(track))
        .containsExactly(
            "AUDIO 0+" + audio.length, "TAIL " + audio.length + "+" + (ape.length + 128));
  }

  @Test
  void mp4KeepsEveryValueWithMoovAtEitherEnd() throws Exception {
    byte[] picture = Bytes.filler(80, 2);
    byte[] moov =
        AudioFiles.moov(
            "mp4a",
            AudioFiles.item("\u00a9nam", "Title"),
            AudioFiles.item("\u00a9ART", "One", "Two"),
            AudioFiles.freeform("LABEL", "L1", "L2"),
            AudioFiles.freeform("MusicBrainz Track Id", "rec"),
            AudioFiles.box("trkn", AudioFiles.data(0, new byte[] {0, 0, 0, 3, 0, 12, 0, 0})),
            AudioFiles.box("cpil", AudioFiles.data(21, new byte[] {1})),
            AudioFiles.box("gnre", AudioFiles.data(0, new byte[] {0, 18})),
            AudioFiles.box("covr", AudioFiles.data(14, picture)));
    for (boolean moovFirst : List.of(true, false)) {
      byte[] file = AudioFiles.m4a(moovFirst, AUDIO, moov);

      TrackMetadata track = read("a.m4a", file);

      assertThat(track.problem()).isEmpty();
      assertThat(track.format()).isEqualTo(AudioFormat.AAC);
      assertThat(track.tags().asMap())
          .isEqualTo(
              Map.of(
                  TagField.TITLE, List.of("Title"),
                  TagField.ARTIST, List.of("One", "Two"),
                  TagField.LABEL, List.of("L1", "L2"),
                  TagField.MUSICBRAINZ_RECORDINGID, List.of("rec"),
                  TagField.TRACKNUMBER, List.of("3"),
                  TagField.TOTALTRACKS, List.of("12"),
                  TagField.COMPILATION, List.of("1"),
                  TagField.GENRE, List.of("Rock")));
      assertThat(track.properties()).isEqualTo(new AudioProperties(2000, 800, 44_100, 2, 0));
      assertThat(slice(file, track.layout().audio().orElseThrow())).isEqualTo(AUDIO);
      assertThat(track.layout().regions())
          .filteredOn(r -> r.kind() == Region.Kind.PICTURE)
          .hasSize(1)
          .allSatisfy(r -> assertThat(slice(file, r)).isEqualTo(picture));
    }
    TrackMetadata alac = read("b.m4a", AudioFiles.m4a(true, AUDIO, AudioFiles.moov("alac")));
    assertThat(alac.format()).isEqualTo(AudioFormat.ALAC);
    assertThat(alac.properties().bitDepth()).isEqualTo(16);
  }

  @Test
  void wavAndAiffPreferId3AndTakeTheirOwnChunksForTheRest() throws Exception {
    byte[] id3 = AudioFiles.id3(3, 0, AudioFiles.text(3, "TIT2", "From ID3"));
    byte[] info =
        new Bytes()
            .latin("INFO")
            .raw(AudioFiles.riffChunk("INAM", Bytes.utf8("From INFO\0")))
            .raw(AudioFiles.riffChunk("IART", Bytes.utf8("Åse\0")))
            .raw(AudioFiles.riffChunk("ITRK", Bytes.utf8("4\0")))
            .array();
    byte[] wav =
        AudioFiles.wav(
            AUDIO, AudioFiles.riffChunk("LIST", info), AudioFiles.riffChunk("id3 ", id3));
    byte[] aiff =
        AudioFiles.aiff(
            AUDIO,
            AudioFiles.iffChunk("NAME", Bytes.utf8("Name")),
            AudioFiles.iffChunk("AUTH", Bytes.utf8("Author")),
            AudioFiles.iffChunk("ID3 ", id3));

    TrackMetadata w = read("a.wav", wav);
    TrackMetadata a = read("a.aif", aiff);

    assertThat(w.problem()).isEmpty();
    assertThat(w.tags().asMap())
        .isEqualTo(
            Map.of(
                TagField.TITLE, List.of("From ID3"),
                TagField.ARTIST, List.of("Åse"),
                TagField.TRACKNUMBER, List.of("4")));
    assertThat(w.properties()).isEqualTo(new AudioProperties(25, 64_000, 8000, 1, 8));
    assertThat(slice(wav, w.layout().audio().orElseThrow())).isEqualTo(AUDIO);
    assertThat(w.layout().regions().getLast().kind()).isEqualTo(Region.Kind.TAIL);
    assertThat(a.problem()).isEmpty();
    assertThat(a.tags().asMap())
        .isEqualTo(Map.of(TagField.TITLE, List.of("From ID3"), TagField.ARTIST, List.of("Author")));
    assertThat(a.properties().sampleRateHz()).isEqualTo(44_100);
    assertThat(slice(aiff, a.layout().audio().orElseThrow())).isEqualTo(AUDIO);
  }

  @Test
  void goodAudioWithoutTagsIsNoProblem() throws Exception {
    Map<String, byte[]> files =
        Map.of(
            "a.flac", AudioFiles.flac(AUDIO),
            "a.mp3", AudioFiles.mpeg(3),
            "a.ogg", AudioFiles.vorbis(AUDIO),
            "a.opus", AudioFiles.opus(AUDIO),
            "a.m4a", AudioFiles.m4a(true, AUDIO, AudioFiles.moov("mp4a")),
            "a.wav", AudioFiles.wav(AUDIO),
            "a.aiff", AudioFiles.aiff(AUDIO));
    for (Map.Entry<String, byte[]> file : files.entrySet()) {
      TrackMetadata track = read(file.getKey(), file.getValue());
      assertThat(track.problem()).as(file.getKey()).isEmpty();
      assertThat(track.tags().isEmpty()).as(file.getKey()).isTrue();
      assertThat(track.layout().audio()).as(file.getKey()).isPresent();
      assertThat(track.layout().sizeBytes()).isEqualTo(file.getValue().length);
    }
  }

  @Test
  void theContentDecidesTheFormatWhateverTheNameSays() throws Exception {
    byte[] tagged = new Bytes().raw(AudioFiles.id3(3, 0), AudioFiles.flac(AUDIO)).array();

    assertThat(read("a.mp3", AudioFiles.flac(AUDIO)).format()).isEqualTo(AudioFormat.FLAC);
    assertThat(read("b.mp3", tagged).format()).isEqualTo(AudioFormat.FLAC);
    assertThat(read("c.flac", AudioFiles.mpeg(3)).format()).isEqualTo(AudioFormat.MP3);
    assertThat(read("d.ogg", AudioFiles.opus(AUDIO)).format()).isEqualTo(AudioFormat.OPUS);
  }

  @Test
  void whatIsNoAudioSaysWhyAndKeepsTheFormatItsNamePromises() throws Exception {
    TrackMetadata text = read("a.flac", Bytes.utf8("just some text, sorry"));
    TrackMetadata empty = read("a.opus", new byte[0]);
    TrackMetadata tiny = read("a.wav", new byte[] {1});

    assertThat(text.problem()).contains("no FLAC file: it starts with 'just'");
    assertThat(text.format()).isEqualTo(AudioFormat.FLAC);
    assertThat(text.layout()).isEqualTo(Layout.unknown(21));
    assertThat(text.properties()).isEqualTo(AudioProperties.UNKNOWN);
    assertThat(empty.problem()).contains("the file is empty");
    assertThat(empty.layout().regions()).isEmpty();
    assertThat(tiny.problem()).isPresent();
  }

  @Test
  void contentDecidesWhereTheNamePromisesNothing() throws Exception {
    assertThat(reading("README", Bytes.utf8("just some text, no audio")))
        .isEqualTo(new Reading.NoMusic("no audio file: it starts with 'just'"));
    assertThat(reading("empty", new byte[0])).isEqualTo(new Reading.NoMusic("the file is empty"));
    byte[] tagged = Bytes.filler(40_000, 3);
    System.arraycopy(new byte[] {'I', 'D', '3', 3, 0, 0, 0, 0, 0, 0}, 0, tagged, 0, 10);
    assertThat(reading("a tag before nothing", tagged)).isInstanceOf(Reading.NoMusic.class);
  }

  @Test
  void onlyAudioNamesAreAudioNames() {
    for (String name : List.of("a.mp3", "B.FLAC", "c.d.Opus", "\u00ff.m4a", "x.aif", "y.oga")) {
      assertThat(reader.isAudioName(Bytes.latin1(name))).as(name).isTrue();
    }
    for (String name : List.of("cover.jpg", "mp3", ".mp3", "a.mp3.part", "", "a.")) {
      assertThat(reader.isAudioName(Bytes.latin1(name))).as(name).isFalse();
    }
  }

  @Test
  void largePicturesAndAudioAreNotFetched() throws Exception {
    byte[] picture = Bytes.filler(500_000, 1);
    byte[] audio = Bytes.filler(4_000_000, 2);
    byte[] apic =
        AudioFiles.id3(4, 0, AudioFiles.apic(4, picture), AudioFiles.text(4, "TIT2", "after"));
    byte[] covr = AudioFiles.box("covr", AudioFiles.data(13, picture));
    byte[] moov = AudioFiles.moov("mp4a", covr, AudioFiles.item("\u00a9nam", "after"));
    Map<String, byte[]> files =
        Map.of(
            "a.flac",
            AudioFiles.flac(
                audio, AudioFiles.flacPicture(picture), AudioFiles.flacComments("TITLE=after")),
            "a.mp3",
            new Bytes().raw(apic, AudioFiles.mpeg(9_000)).array(),
            "a.m4a",
            AudioFiles.m4a(false, audio, moov),
            "b.m4a",
            AudioFiles.m4a(true, audio, moov));
    for (Map.Entry<String, byte[]> file : files.entrySet()) {
      origin.reads.set(0);
      origin.bytesRead.set(0);

      TrackMetadata track = read(file.getKey(), file.getValue());

      assertThat(track.problem()).isEmpty();
      assertThat(track.tags().first(TagField.TITLE)).as(file.getKey()).contains("after");
      assertThat(origin.reads.get()).as("requests, %s", file.getKey()).isLessThanOrEqualTo(3);
      assertThat(origin.bytesRead.get())
          .as("bytes, %s", file.getKey())
          .isLessThanOrEqualTo(64 * 1024);
      assertThat(track.layout().regions())
          .anySatisfy(
              r -> {
                assertThat(r.kind()).isEqualTo(Region.Kind.PICTURE);
                assertThat(r.length()).isEqualTo(picture.length);
              });
    }
  }

  @Test
  void anOrdinaryFileTakesOneOrTwoRequests() throws Exception {
    byte[] tag = AudioFiles.id3(3, 0, AudioFiles.text(3, "TIT2", "t"));
    byte[] audio = Bytes.filler(300_000, 1);
    Map<String, Integer> most =
        Map.of("a.flac", 1, "a.mp3", 2, "a.m4a", 2, "b.m4a", 1, "a.wav", 1, "a.aiff", 1);
    Map<String, byte[]> files =
        Map.of(
            "a.flac", AudioFiles.flac(audio, AudioFiles.flacComments("TITLE=t")),
            "a.mp3", new Bytes().raw(tag, AudioFiles.mpeg(500)).array(),
            "a.m4a", AudioFiles.m4a(false, audio, AudioFiles.moov("mp4a")),
            "b.m4a", AudioFiles.m4a(true, audio, AudioFiles.moov("mp4a")),
            "a.wav", AudioFiles.wav(audio),
            "a.aiff", AudioFiles.aiff(audio));
    for (Map.Entry<String, byte[]> file : files.entrySet()) {
      origin.reads.set(0);
      assertThat(read(file.getKey(), file.getValue()).problem()).isEmpty();
      assertThat(origin.reads.get()).as(file.getKey()).isLessThanOrEqualTo(most.get(file.getKey()));
    }
  }
}
