package org.musicfs.index.playlist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.musicfs.core.audio.TagField;
import org.musicfs.core.audio.Tags;
import org.musicfs.index.text.LegacyText;

class CueSheetTest {
  private static final String ALBUM =
      """
      REM GENRE "Post Rock"
      REM DATE 1999
      REM DISCID 860B640B
      REM COMMENT "ExactAudioCopy v1.0"
      REM DISCNUMBER 2
      REM TOTALDISCS 3
      REM REPLAYGAIN_ALBUM_GAIN -7.31 dB
      CATALOG 0724384260958
      PERFORMER "The "Band""
      TITLE "An Album"
      SONGWRITER "Someone"
      FILE "The Band - An Album.wav" WAVE
        TRACK 01 AUDIO
          TITLE "First"
          FLAGS DCP
          ISRC GBAAA9900001
          INDEX 01 00:00:33
        TRACK 02 AUDIO
          TITLE "Second"
          PERFORMER "A Guest"
          SONGWRITER "Other"
          REM REPLAYGAIN_TRACK_GAIN -5.00 dB
          ISRC 000000000000
          INDEX 00 03:59:74
          INDEX 01 04:02:10
          INDEX 02 05:00:00
        TRACK 03 AUDIO
          PREGAP 00:02:00
          INDEX 01 102:00:01
      """;

  private static CueSheet parse(String text) throws CueSheetException {
    return CueSheet.parse(text.getBytes(StandardCharsets.UTF_8), LegacyText.WINDOWS_1252);
  }

  @Test
  void theTagsOfTheDiscAndOfItsTracksAreRead() throws CueSheetException {
    CueSheet sheet = parse(ALBUM);
    Map<TagField, List<String>> disc =
        Map.ofEntries(
            Map.entry(TagField.GENRE, List.of("Post Rock")),
            Map.entry(TagField.DATE, List.of("1999")),
            Map.entry(TagField.COMMENT, List.of("ExactAudioCopy v1.0")),
            Map.entry(TagField.DISCNUMBER, List.of("2")),
            Map.entry(TagField.TOTALDISCS, List.of("3")),
            Map.entry(TagField.REPLAYGAIN_ALBUM_GAIN, List.of("-7.31 dB")),
            Map.entry(TagField.BARCODE, List.of("0724384260958")),
            Map.entry(TagField.ALBUMARTIST, List.of("The \"Band\"")),
            Map.entry(TagField.ALBUM, List.of("An Album")),
            Map.entry(TagField.COMPOSER, List.of("Someone")));
    assertThat(sheet.tags()).isEqualTo(Tags.of(disc));

    assertThat(sheet.files()).hasSize(1);
    CueSheet.AudioFile file = sheet.files().getFirst();
    assertThat(file.name()).isEqualTo("The Band - An Album.wav");
    assertThat(file.type()).isEqualTo("WAVE");
    assertThat(file.tracks().getFirst().tags())
        .isEqualTo(
            Tags.of(disc)
                .with(
                    Map.of(
                        TagField.TITLE, List.of("First"),
                        TagField.ARTIST, List.of("The \"Band\""),
                        TagField.ISRC, List.of("GBAAA9900001"),
                        TagField.TRACKNUMBER, List.of("1"),
                        TagField.TOTALTRACKS, List.of("3"))));
    assertThat(file.tracks().get(1).tags())
        .isEqualTo(
            Tags.of(disc)
                .with(
                    Map.of(
                        TagField.TITLE, List.of("Second"),
                        TagField.ARTIST, List.of("A Guest"),
                        TagField.COMPOSER, List.of("Other"),
                        TagField.REPLAYGAIN_TRACK_GAIN, List.of("-5.00 dB"),
                        TagField.TRACKNUMBER, List.of("2"),
                        TagField.TOTALTRACKS, List.of("3"))));
  }

  @Test
  void tracksGoFromIndexOneToIndexOneAndNothingIsLost() throws CueSheetException {
    CueSheet.AudioFile file = parse(ALBUM).files().getFirst();
    assertThat(file.tracks().stream().map(CueSheet.Track::number)).containsExactly(1, 2, 3);
    assertThat(file.tracks().stream().map(CueSheet.Track::start))
        .containsExactly(33, 242 * 75 + 10, 102 * 60 * 75 + 1);
    assertThat(file.tracks().stream().map(CueSheet.Track::pregap))
        .containsExactly(OptionalInt.empty(), OptionalInt.of(239 * 75 + 74), OptionalInt.empty());

    assertThat(file.ranges(44_100, 300_000_000))
        .containsExactly(
            new CueSheet.Range(0, (242 * 75 + 10) * 588L),
            new CueSheet.Range((242 * 75 + 10) * 588L, (102 * 60 * 75 + 1) * 588L),
            new CueSheet.Range((102 * 60 * 75 + 1) * 588L, 300_000_000));
    assertThat(file.ranges(192_001, 2_000_000_000L).get(1).from())
        .isEqualTo((242 * 75 + 10) * 192_001L / 75);
    assertThatThrownBy(() -> file.ranges(44_100, (102 * 60 * 75 + 1) * 588L))
        .isInstanceOf(CueSheetException.class)
        .hasMessage("track 3 begins after the end of The Band - An Album.wav");
  }

  @Test
  void whatPeopleMakeOfTheFormatIsUnderstood() throws CueSheetException {
    CueSheet sheet =
        parse(
            "\ufefftitle Bare words\r\nperformer \"Not closed\r\n\r\n"
                + "\tfile My album.flac wave\r\nFOO bar\r\n track 1 audio\r\n index 1 0:0:0\r\n"
                + "track 02\r\nindex 01 1:2.3\r\n");
    assertThat(sheet.tags().first(TagField.ALBUM)).contains("Bare words");
    assertThat(sheet.tags().first(TagField.ALBUMARTIST)).contains("Not closed");
    CueSheet.AudioFile file = sheet.files().getFirst();
    assertThat(file.name()).isEqualTo("My album.flac");
    assertThat(file.type()).isEqualTo("WAVE");
    assertThat(file.tracks().get(1).start()).isEqualTo(62 * 75 + 3);
    assertThat(parse("FILE \"a b\"\nTRACK 1 AUDIO\nINDEX 01 0:0:0").files().getFirst())
        .extracting(CueSheet.AudioFile::name, CueSheet.AudioFile::type)
        .containsExactly("a b", "");
  }

  @Test
  void aTrackIsInTheFileInWhichItBegins() throws CueSheetException {
    CueSheet sheet =
        parse(
            """
            FILE "0.wav" WAVE
            FILE "1.wav" WAVE
              TRACK 01 AUDIO
                INDEX 01 00:00:00
              TRACK 02 AUDIO
                INDEX 00 03:00:00
            FILE "2.wav" WAVE
                INDEX 01 00:00:00
              TRACK 03 MODE1/2352
                INDEX 01 50:00:00
            """);
    assertThat(sheet.files().stream().map(CueSheet.AudioFile::name))
        .containsExactly("1.wav", "2.wav");
    CueSheet.Track second = sheet.files().get(1).tracks().getFirst();
    assertThat(second.number()).isEqualTo(2);
    assertThat(second.pregap()).isEmpty();
    assertThat(second.tags().first(TagField.TOTALTRACKS)).contains("2");
    assertThat(sheet.files().get(1).tracks()).hasSize(1);
  }

  @Test
  void itIsReadInWhateverItIsWrittenIn() throws CueSheetException {
    String text = "\ufeffTITLE \"Дом Ä\"\nFILE \"ж.wav\" WAVE\nTRACK 1 AUDIO\nINDEX 1 0:0:0\n";
    Charset cyrillic = Charset.forName("windows-1251");
    for (Charset written :
        List.of(StandardCharsets.UTF_8, StandardCharsets.UTF_16LE, StandardCharsets.UTF_16BE)) {
      CueSheet sheet = CueSheet.parse(text.getBytes(written), cyrillic);
      assertThat(sheet.tags().first(TagField.ALBUM)).contains("Дом Ä");
    }
    byte[] old = text.substring(1).replace("Ä", "а").getBytes(cyrillic);
    assertThat(CueSheet.parse(old, cyrillic).files().getFirst().name()).isEqualTo("ж.wav");
  }

  @Test
  void whatDoesNotTellWhereItsTracksAreIsRefusedWithAReason() {
    String file = "FILE a WAVE\n";
    assertRefused("", "it has no tracks");
    assertRefused(file, "it has no tracks");
    assertRefused("TRACK 1 AUDIO\nINDEX 01 0:0:0", "track 1 is in no file");
    assertRefused(file + "TRACK 1 AUDIO\nINDEX 00 0:0:0", "track 1 has no INDEX 01");
    assertRefused(file + "TRACK 1 AUDIO\nTRACK 2 AUDIO", "track 1 has no INDEX 01");
    assertRefused(file + "TRACK x", "a track has no number: TRACK x");
    assertRefused(file + "TRACK 100 AUDIO", "track 100: a disc has tracks from 1 to 99");
    assertRefused(
        file + "TRACK 1 AUDIO\nINDEX 01 0:60:0", "track 1 begins at no time: INDEX 01 0:60:0");
    assertRefused(
        file + "TRACK 1 AUDIO\nINDEX 01 0:0:75", "track 1 begins at no time: INDEX 01 0:0:75");
    assertRefused(file + "TRACK 1 AUDIO\nINDEX one", "track 1 begins at no time: INDEX one");
    assertRefused(
        file + "TRACK 1 AUDIO\nINDEX 01 0:0:5\nTRACK 2 AUDIO\nINDEX 01 0:0:5",
        "track 2 does not begin after track 1");
    assertRefused(
        file + "TRACK 1 AUDIO\nINDEX 01 0:0:5\nINDEX 01 0:0:6", "track 1 has INDEX 01 twice");
    StringBuilder many = new StringBuilder(file);
    for (int i = 0; i < 100; i++) {
      many.append("TRACK 7 AUDIO\nINDEX 01 ").append(i).append(":0:0\n");
    }
    assertRefused(many.toString(), "track 7: a disc has tracks from 1 to 99");
    assertRefused(" ".repeat(CueSheet.MAX_BYTES + 1), "it is longer than 1048576 bytes");
  }

  private static void assertRefused(String text, String reason) {
    assertThatThrownBy(() -> parse(text)).isInstanceOf(CueSheetException.class).hasMessage(reason);
  }

  @Test
  void noRubbishHangsItOrBreaksIt() {
    byte[] album = ALBUM.getBytes(StandardCharsets.UTF_8);
    Random random = new Random(20261127L);
    int accepted = 0;
    for (int i = 0; i < 5_000; i++) {
      byte[] damaged = Arrays.copyOf(album, 1 + random.nextInt(album.length + 5));
      for (int n = random.nextInt(4); n >= 0; n--) {
        damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
      }
      try {
        CueSheet sheet = CueSheet.parse(damaged, StandardCharsets.ISO_8859_1);
        for (CueSheet.AudioFile file : sheet.files()) {
          assertThat(file.ranges(44_100, Long.MAX_VALUE)).hasSameSizeAs(file.tracks());
        }
        accepted++;
      } catch (CueSheetException e) {
        assertThat(e).hasMessageMatching("(?s)[a-z].*");
      }
    }
    assertThat(accepted).isBetween(100, 4_900);
    String hostile = "FILE " + "\" ".repeat(500_000);
    assertThatThrownBy(() -> parse(hostile)).hasMessage("it has no tracks");
    String spaces = "FILE a" + " ".repeat(500_000) + "x" + " ".repeat(500_000) + "y z";
    assertThatThrownBy(() -> parse(spaces)).hasMessage("it has no tracks");
  }
}
