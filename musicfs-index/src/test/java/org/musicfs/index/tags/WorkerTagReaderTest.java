package org.musicfs.index.tags;

import static org.assertj.core.api.Assertions.assertThat;
import static org.musicfs.index.tags.OpenReader.pictures;
import static org.musicfs.index.tags.OpenReader.regions;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.musicfs.core.audio.AudioFormat;
import org.musicfs.core.audio.AudioProperties;
import org.musicfs.core.audio.Layout;
import org.musicfs.core.audio.Region;
import org.musicfs.core.audio.TagField;
import org.musicfs.core.audio.TrackMetadata;

class WorkerTagReaderTest {
  @RegisterExtension static final OpenReader opened = new OpenReader();
  private static final byte[] AUDIO = Bytes.filler(200, 1);

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

    TrackMetadata track = opened.read("a.flac", file);

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
  void vorbisAndOpusTakeAllValuesAndStartAudioAfterTheHeaderPackets() throws Exception {
    String large = "METADATA_BLOCK_PICTURE=" + "A".repeat(150_000);
    byte[] vorbis = AudioFiles.vorbis(AUDIO, "ARTIST=a", large, "ARTIST=b", "TITLE=t\0");
    byte[] opus = AudioFiles.opus(AUDIO, large, "ALBUM=c", "DISCTOTAL=2", "DISCNUMBER=1");

    TrackMetadata v = opened.read("a.ogg", vorbis);
    TrackMetadata o = opened.read("a.opus", opus);

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

    TrackMetadata track = opened.read("a.mp3", file);

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
    List<Region> pictures = pictures(track);
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

    var three = opened.read("3.mp3", new Bytes().raw(v23, audio).array()).tags().asMap();
    var two = opened.read("2.mp3", new Bytes().raw(v22, audio).array()).tags().asMap();

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
  void apeTailsCountBeforeId3v1AndBelongToTheTail() throws Exception {
    byte[] audio = AudioFiles.mpeg(3);
    byte[] ape = AudioFiles.ape("Artist", "One\0Two", "Track", "2/4");
    byte[] file = new Bytes().raw(audio, ape, AudioFiles.id3v1("t", "not this")).array();

    TrackMetadata track = opened.read("a.mp3", file);

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

      TrackMetadata track = opened.read("a.m4a", file);

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
    TrackMetadata alac = opened.read("b.m4a", AudioFiles.m4a(true, AUDIO, AudioFiles.moov("alac")));
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

    TrackMetadata w = opened.read("a.wav", wav);
    TrackMetadata a = opened.read("a.aif", aiff);

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
  void broadcastWaveSaysWhatNoOtherTagOfAWavSays() throws Exception {
    byte[] bext = AudioFiles.bext("Naïve\0junk", "Studio 5", "2001:02:03");
    byte[] info =
        new Bytes()
            .latin("INFO")
            .raw(AudioFiles.riffChunk("ICMT", Bytes.utf8("From INFO\0")))
            .raw(AudioFiles.riffChunk("ICRD", Bytes.utf8("1999\0")))
            .array();
    byte[] id3 = AudioFiles.id3(3, 0, AudioFiles.text(3, "TENC", "From ID3"));
    byte[] others =
        new Bytes()
            .raw(bext, AudioFiles.riffChunk("LIST", info), AudioFiles.riffChunk("id3 ", id3))
            .array();

    assertThat(opened.read("a.wav", AudioFiles.wav(AUDIO, bext)).tags().asMap())
        .isEqualTo(
            Map.of(
                TagField.COMMENT, List.of("Naïve"),
                TagField.ENCODEDBY, List.of("Studio 5"),
                TagField.DATE, List.of("2001-02-03")));
    assertThat(opened.read("a.bwf", AudioFiles.wav(AUDIO, others)).tags().asMap())
        .isEqualTo(
            Map.of(
                TagField.COMMENT, List.of("From INFO"),
                TagField.ENCODEDBY, List.of("From ID3"),
                TagField.DATE, List.of("1999")));
    for (String date : List.of("", "0000-00-00", "yesterday!")) {
      byte[] file = AudioFiles.wav(AUDIO, AudioFiles.bext("", "", date));
      assertThat(opened.read("a.wav", file).tags().isEmpty()).as(date).isTrue();
    }
    byte[] shortOne = AudioFiles.wav(AUDIO, AudioFiles.riffChunk("bext", new byte[100]));
    assertThat(opened.read("a.wav", shortOne).problem()).isEmpty();
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
      TrackMetadata track = opened.read(file.getKey(), file.getValue());
      assertThat(track.problem()).as(file.getKey()).isEmpty();
      assertThat(track.tags().isEmpty()).as(file.getKey()).isTrue();
      assertThat(track.layout().audio()).as(file.getKey()).isPresent();
      assertThat(track.layout().sizeBytes()).isEqualTo(file.getValue().length);
    }
  }

  @Test
  void theContentDecidesTheFormatWhateverTheNameSays() throws Exception {
    byte[] tagged = new Bytes().raw(AudioFiles.id3(3, 0), AudioFiles.flac(AUDIO)).array();

    assertThat(opened.read("a.mp3", AudioFiles.flac(AUDIO)).format()).isEqualTo(AudioFormat.FLAC);
    assertThat(opened.read("b.mp3", tagged).format()).isEqualTo(AudioFormat.FLAC);
    assertThat(opened.read("c.flac", AudioFiles.mpeg(3)).format()).isEqualTo(AudioFormat.MP3);
    assertThat(opened.read("d.ogg", AudioFiles.opus(AUDIO)).format()).isEqualTo(AudioFormat.OPUS);
  }

  @Test
  void whatIsNoAudioSaysWhyAndKeepsTheFormatItsNamePromises() throws Exception {
    TrackMetadata text = opened.read("a.flac", Bytes.utf8("just some text, sorry"));
    TrackMetadata empty = opened.read("a.opus", new byte[0]);
    TrackMetadata tiny = opened.read("a.wav", new byte[] {1});

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
    assertThat(opened.reading("README", Bytes.utf8("just some text, no audio")))
        .isEqualTo(new Reading.NoMusic("no audio file: it starts with 'just'"));
    assertThat(opened.reading("empty", new byte[0]))
        .isEqualTo(new Reading.NoMusic("the file is empty"));
    byte[] tagged = Bytes.filler(40_000, 3);
    System.arraycopy(new byte[] {'I', 'D', '3', 3, 0, 0, 0, 0, 0, 0}, 0, tagged, 0, 10);
    assertThat(opened.reading("a tag before nothing", tagged)).isInstanceOf(Reading.NoMusic.class);
  }

  @Test
  void onlyAudioNamesAreAudioNames() {
    for (String name : List.of("a.mp3", "B.FLAC", "c.d.Opus", "\u00ff.m4a", "x.aif", "y.oga")) {
      assertThat(opened.reader().isAudioName(Bytes.latin1(name))).as(name).isTrue();
    }
    for (String name : List.of("cover.jpg", "mp3", ".mp3", "a.mp3.part", "", "a.")) {
      assertThat(opened.reader().isAudioName(Bytes.latin1(name))).as(name).isFalse();
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
      assertThat(opened.readCounted(file.getKey(), file.getValue()).problem()).isEmpty();
      assertThat(opened.origin().reads.get())
          .as(file.getKey())
          .isLessThanOrEqualTo(most.get(file.getKey()));
    }
  }
}
