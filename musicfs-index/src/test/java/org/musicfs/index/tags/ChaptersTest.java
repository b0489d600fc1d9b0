package org.musicfs.index.tags;

import static org.assertj.core.api.Assertions.assertThat;
import static org.musicfs.index.tags.ChapterFiles.atom;
import static org.musicfs.index.tags.ChapterFiles.chap;
import static org.musicfs.index.tags.ChapterFiles.edition;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.musicfs.core.audio.TagField;
import org.musicfs.core.audio.TrackMetadata;

/** Chapters in files made byte by byte: what real writers seldom or never write. */
class ChaptersTest {
  private static final byte[] AUDIO = Bytes.filler(200, 1);
  @RegisterExtension static final OpenReader opened = new OpenReader();

  private static List<String> chapters(String name, byte[] file) throws Exception {
    TrackMetadata track = opened.read(name, file);
    assertThat(track.problem()).isEmpty();
    assertThat(track.layout().audio()).isPresent();
    return track.tags().all(TagField.CHAPTER);
  }

  private static byte[] mp3(byte[] tag) {
    return new Bytes().raw(tag, AudioFiles.mpeg(3)).array();
  }

  @Test
  void quickTimesChaptersComeBeforeNerosUnlessNeroHasMoreTitles() throws Exception {
    assertThat(chapters("a.m4b", ChapterFiles.bothKinds("One", "Zwölf", "Three")))
        .containsExactly("00:00:00.000 One", "00:00:01.000 Zwölf", "00:00:02.000 Three");
    assertThat(chapters("a.m4b", ChapterFiles.bothKinds("One", "", "", "")))
        .containsExactly(
            "00:00:00.000 Nero one", "00:00:01.000 Nero two", "00:00:02.000 Nero three");
  }

  @Test
  void nerosListIsReadInBothItsVersionsAsFarAsItGoes() throws Exception {
    byte[] cut = ChapterFiles.nero(1, 0, "Whole", 3_723_004, "Also whole", 9_000_000, "Cut");
    byte[] fewer = Arrays.copyOf(cut, cut.length - 2);
    System.arraycopy(new Bytes().u32(fewer.length).array(), 0, fewer, 0, 4);

    assertThat(chapters("a.m4b", ChapterFiles.m4b(AUDIO, ChapterFiles.nero(0, 0, "Zero"))))
        .containsExactly("00:00:00.000 Zero");
    assertThat(chapters("a.m4b", ChapterFiles.m4b(AUDIO, fewer)))
        .containsExactly("00:00:00.000 Whole", "01:02:03.004 Also whole");
  }

  @Test
  void aTitleCutWithinACharacterLosesThatCharacterOnly() throws Exception {
    byte[] title = Bytes.utf8("Fünfzig €");
    byte[] list =
        new Bytes().u32(0x01000000).u32(0).u8(1).u64(0).u8(title.length - 1).raw(title).array();

    assertThat(chapters("a.m4b", ChapterFiles.m4b(AUDIO, AudioFiles.box("chpl", list))))
        .containsExactly("00:00:00.000 Fünfzig");
  }

  @Test
  void quickTimesTitlesMayBeUtf16AndLieAnywhereAndOutsideTheFile() throws Exception {
    byte[] wide = ChapterFiles.sample("\ufeffЖить".getBytes(StandardCharsets.UTF_16BE));
    byte[] content = new Bytes().raw(AUDIO, wide).array();
    long at = ChapterFiles.SAMPLES_AT + AUDIO.length;
    byte[] text =
        ChapterFiles.textTrack(
            true, new long[] {at, 1L << 40, -5}, new int[] {wide.length, 20, 20});

    assertThat(chapters("a.m4b", ChapterFiles.m4b(content, new byte[0], text)))
        .containsExactly("00:00:00.000 Жить", "00:00:01.000", "00:00:02.000");
  }

  @Test
  void titlesAllOverAFileCostAtMostHalfOfWhatItMayCost() throws Exception {
    int count = 200;
    int apart = 70_000;
    byte[] content = new byte[count * apart];
    long[] offsets = new long[count];
    int[] sizes = new int[count];
    for (int i = 0; i < count; i++) {
      byte[] sample = ChapterFiles.sample(Bytes.utf8("Number " + i));
      System.arraycopy(sample, 0, content, i * apart, sample.length);
      offsets[i] = ChapterFiles.SAMPLES_AT + (long) i * apart;
      sizes[i] = sample.length;
    }
    byte[] cover = new Bytes().latin("\u00ff\u00d8\u00ff\u00e0").zeros(60_000).array();
    byte[] items =
        AudioFiles.itemList(
            AudioFiles.box("covr", AudioFiles.data(13, cover)), AudioFiles.item("\u00a9nam", "t"));
    byte[] file = ChapterFiles.m4b(content, items, ChapterFiles.textTrack(false, offsets, sizes));

    TrackMetadata track = opened.readCounted("a.m4b", file);

    assertThat(track.problem()).isEmpty();
    assertThat(track.cover()).as("what comes after").isPresent();
    List<String> chapters = track.tags().all(TagField.CHAPTER);
    assertThat(chapters).hasSize(count).contains("00:01:40.000 Number 100", "00:03:19.000");
    assertThat(opened.origin().reads.get()).isLessThanOrEqualTo(128 + 3);
  }

  @Test
  void vorbisCommentsTellTimesAndNamesInAnyOrder() throws Exception {
    String[] comments = {
      "CHAPTER002NAME=Second",
      "chapter002=00:01:02,5",
      "CHAPTER001=00:00:00.000",
      "CHAPTER001NAME=First",
      "CHAPTER003=101:00:00.1239",
      "CHAPTER004=soon",
      "CHAPTER004NAME=Never",
      "CHAPTER005NAME=Nowhere",
      "CHAPTER001URL=http://example.org/"
    };
    List<String> expected = List.of("00:00:00.000 First", "00:01:02.500 Second", "101:00:00.123");

    assertThat(chapters("a.flac", AudioFiles.flac(AUDIO, AudioFiles.flacComments(comments))))
        .isEqualTo(expected);
    assertThat(chapters("a.opus", AudioFiles.opus(AUDIO, comments))).isEqualTo(expected);
  }

  @Test
  void matroskasDefaultEditionCountsWithNestedAndWithoutHiddenChapters() throws Exception {
    byte[] hidden = OtherAudioFiles.element(0x98, new byte[] {1});
    byte[] file =
        ChapterFiles.matroska(
            edition(false, atom(0, "Other"), atom(1, "a"), atom(2, "b"), atom(3, "c")),
            edition(
                true,
                atom(5_000, "Part two", atom(6_000, "Scene one")),
                atom(0, "Part one"),
                atom(7_000, "Secret", hidden, atom(7_001, "Inside")),
                atom(8_000, "")));

    assertThat(chapters("a.webm", file))
        .containsExactly(
            "00:00:00.000 Part one",
            "00:00:05.000 Part two",
            "00:00:06.000 Scene one",
            "00:00:08.000");
    assertThat(chapters("a.webm", ChapterFiles.matroska(edition(false, atom(0, "Only")))))
        .containsExactly("00:00:00.000 Only");
  }

  @Test
  void chaptersNestedWithoutEndEnd() throws Exception {
    byte[] nested = atom(100, "deepest");
    for (int i = 99; i >= 0; i--) {
      nested = atom(i, "level " + i, nested);
    }

    assertThat(chapters("a.webm", ChapterFiles.matroska(edition(true, nested)))).hasSize(8);
  }

  @Test
  void id3ChaptersOfBothVersionsStepOverTheirPictures() throws Exception {
    byte[] picture = Bytes.filler(400_000, 3);
    for (int version : List.of(3, 4)) {
      byte[] tag =
          AudioFiles.id3(
              version,
              0,
              AudioFiles.text(version, "TIT2", "Book"),
              chap(version, 90_061_001, AudioFiles.text(version, "TIT2", "Später")),
              chap(
                  version,
                  0,
                  AudioFiles.apic(version, picture),
                  AudioFiles.text(version, "TIT3", "no title"),
                  AudioFiles.text(version, "TIT2", "Ж" + "x".repeat(200))),
              chap(version, 7));

      TrackMetadata track = opened.readCounted("a.mp3", mp3(tag));

      assertThat(track.problem()).isEmpty();
      assertThat(track.tags().all(TagField.TITLE)).containsExactly("Book");
      assertThat(track.tags().all(TagField.CHAPTER))
          .containsExactly(
              "00:00:00.000 Ж" + "x".repeat(200), "00:00:00.007", "25:01:01.001 Später");
      assertThat(opened.origin().bytesRead.get()).isLessThanOrEqualTo(64 * 1024);
    }
  }

  @Test
  void id3ChaptersUnderUnsynchronisationAreUndone() throws Exception {
    byte[] content =
        ChapterFiles.chapContent(5, AudioFiles.frame(3, "TIT2", Bytes.latin1("\0A\u00ff\u00fe")));
    byte[] v23 = unsynchronised(AudioFiles.id3(3, 0x80, AudioFiles.frame(3, "CHAP", content)));
    byte[] inFrame = stuffed(content);
    byte[] v24 =
        AudioFiles.id3(
            4,
            0,
            new Bytes()
                .latin("CHAP")
                .raw(AudioFiles.syncsafe(inFrame.length + 4))
                .u16(0x0003)
                .raw(AudioFiles.syncsafe(content.length), inFrame)
                .array());

    assertThat(chapters("a.mp3", mp3(v23))).containsExactly("00:00:00.005 Aÿþ");
    assertThat(chapters("a.mp3", mp3(v24))).containsExactly("00:00:00.005 Aÿþ");
  }

  private static byte[] unsynchronised(byte[] tag) {
    byte[] body = stuffed(Arrays.copyOfRange(tag, 10, tag.length));
    return new Bytes().raw(Arrays.copyOf(tag, 6), AudioFiles.syncsafe(body.length), body).array();
  }

  private static byte[] stuffed(byte[] bytes) {
    Bytes out = new Bytes();
    for (byte b : bytes) {
      out.u8(b);
      if (b == (byte) 0xff) {
        out.u8(0);
      }
    }
    return out.array();
  }

  @Test
  void chaptersThatCannotBeReadCostThemselvesAlone() throws Exception {
    byte[] encrypted =
        new Bytes().latin("CHAP").raw(AudioFiles.syncsafe(30)).u16(0x0004).zeros(30).array();
    byte[] endless = AudioFiles.frame(4, "CHAP", "x".repeat(400).getBytes(StandardCharsets.UTF_8));
    byte[] overlong = new Bytes().latin("TIT2").u32(0x7f7f).u16(0).latin("\3Lost").array();
    byte[] tag =
        AudioFiles.id3(
            4,
            0,
            encrypted,
            endless,
            chap(4, 1, overlong),
            chap(4, 2, AudioFiles.text(4, "TIT2", "Kept")));

    assertThat(chapters("a.mp3", mp3(tag))).containsExactly("00:00:00.001", "00:00:00.002 Kept");
  }

  @Test
  void noMoreThanAThousandChaptersAndAKibibyteOfATitleAreKept() throws Exception {
    List<byte[]> frames = new ArrayList<>();
    frames.add(chap(4, 0, AudioFiles.text(4, "TIT2", "x" + "\ud83c\udfb5".repeat(4_000))));
    for (int i = 1; i < 1_200; i++) {
      frames.add(chap(4, i, AudioFiles.text(4, "TIT2", "t")));
    }

    List<String> chapters =
        chapters("a.mp3", mp3(AudioFiles.id3(4, 0, frames.toArray(byte[][]::new))));

    assertThat(chapters).hasSize(1_000).endsWith("00:00:00.999 t");
    assertThat(chapters.getFirst()).hasSize("00:00:00.000 ".length() + 1_023).endsWith("\udfb5");
  }

  @Test
  void ofTwoTagsTheOneWithMoreTitlesCounts() throws Exception {
    byte[] id3 =
        AudioFiles.id3(
            4, 0, chap(4, 0, AudioFiles.text(4, "TIT2", "Of ID3")), chap(4, 10), chap(4, 20));
    byte[] one = AudioFiles.flacComments("CHAPTER000=00:00:00", "CHAPTER000NAME=One");
    byte[] two =
        AudioFiles.flacComments(
            "CHAPTER000=00:00:00",
            "CHAPTER000NAME=One",
            "CHAPTER001=00:00:01",
            "CHAPTER001NAME=Two");

    assertThat(chapters("a.flac", new Bytes().raw(id3, AudioFiles.flac(AUDIO, one)).array()))
        .containsExactly("00:00:00.000 Of ID3", "00:00:00.010", "00:00:00.020");
    assertThat(chapters("a.flac", new Bytes().raw(id3, AudioFiles.flac(AUDIO, two)).array()))
        .containsExactly("00:00:00.000 One", "00:00:01.000 Two");
  }
}
