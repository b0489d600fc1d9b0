package org.musicfs.core.template;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.musicfs.core.audio.AudioFormat;
import org.musicfs.core.audio.Tags;

class TrackFieldsTest {
  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "3, -, 03",
        "03, -, 03",
        "3/12, -, 03",
        "3 of 12, -, 03",
        "3/120, -, 003",
        "3, 120, 003",
        "3, 12, 03",
        "117, -, 117",
        "0, -, 00",
        "A1, -, A1",
        "A1/B6, -, A1",
        "３, -, 03",
        "/12, -, -",
        "-3, -, -3",
        "99999999999, -, 99999999999",
        "-, 12, -",
      })
  void aTrackNumberHasTwoDigitsOrAsManyAsItsAlbumNeeds(String number, String total, String track) {
    Tags tags =
        number == null
            ? Samples.tags("totaltracks", total)
            : total == null
                ? Samples.tags("tracknumber", number)
                : Samples.tags("tracknumber", number, "totaltracks", total);
    assertValue("track", track, tags);
    assertValue("disc_and_track", track, tags);
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "1, 1, 03", "1, 2, 1-03", "2, -, 2-03", "2, 1, 2-03", "1, -, 03", "1/2, -, 1-03",
        "1/1, -, 03", "-, 2, 03", "-, -, 03", "B, 2, B-03", "B, -, 03", "02/2, -, 2-03"
      })
  void theDiscIsNamedOnlyWhereThisTracksOwnTagsTellOfSeveral(
      String disc, String total, String discAndTrack) {
    Tags tags = Samples.tags("tracknumber", "3");
    if (disc != null) {
      tags = tags.with(Samples.tags("discnumber", disc).asMap());
    }
    if (total != null) {
      tags = tags.with(Samples.tags("totaldiscs", total).asMap());
    }
    assertValue("disc_and_track", discAndTrack, tags);
    boolean multi = discAndTrack.contains("-") || "2".equals(total);
    assertValue("multidisc", multi ? "1" : null, tags);
  }

  @ParameterizedTest
  @CsvSource({
    "1959, 1959",
    "1959-08-17, 1959",
    "1999-00-00, 1999",
    "19590817, 1959",
    "17.08.1959, 1959",
    "2001-02-03T04:05:06, 2001",
    "１９９９, 1999",
    "0000, 0",
    "0099, 0",
    "99, 0",
    "195, 0",
    "19591, 0",
    "unknown, 0",
    "12 1980, 1980",
  })
  void theYearIsFoundInADate(String date, int year) {
    assertThat(TrackFields.year(Samples.tags("date", date))).isEqualTo(year);
    assertValue("year", year == 0 ? null : Integer.toString(year), Samples.tags("date", date));
  }

  @Test
  void theYearIsThatOfTheDateElseOfTheReleaseElseTheOriginal() {
    Tags original = Samples.tags("originaldate", "1959");
    Tags release = original.with(Samples.tags("releasedate", "1997").asMap());
    Tags date = release.with(Samples.tags("date", "2001-05").asMap());
    Tags badDate = release.with(Samples.tags("date", "?", "date", "x").asMap());
    assertThat(TrackFields.year(Tags.EMPTY)).isZero();
    assertThat(TrackFields.year(original)).isEqualTo(1959);
    assertThat(TrackFields.year(release)).isEqualTo(1997);
    assertThat(TrackFields.year(date)).isEqualTo(2001);
    assertThat(TrackFields.year(badDate)).isEqualTo(1997);
    assertThat(TrackFields.originalYear(date)).isEqualTo(1959);
    assertThat(TrackFields.originalYear(Samples.tags("date", "2001"))).isEqualTo(2001);
    assertValue("decade", "2000s", date);
    assertValue("decade", null, Tags.EMPTY);
    assertValue("original_year", "1959", date);
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "Miles Davis, M",
        "The Beatles, B",
        "the beatles, B",
        "The The, T",
        "The, T",
        "A Tribe Called Quest, A",
        "2Pac, #",
        "\"Weird Al\" Yankovic, #",
        "björk, B",
        "élan, É",
        "e\u0301lan, É",
        "ßtar, ß",
        "坂本 龍一, 坂",
        "😀, #",
        "𐐨x, 𐐀",
      })
  void theInitialIsTheAlbumArtistsFirstLetter(String artist, String initial) {
    assertValue("initial", initial, Samples.tags("albumartist", artist));
  }

  @Test
  void anAlbumArtistIsAlwaysThere() {
    assertValue("albumartist", "Unknown Artist", Tags.EMPTY);
    assertValue("albumartist", "A", Samples.tags("artist", "A"));
    assertValue("albumartist", "B", Samples.tags("artist", "A", "albumartist", "B"));
    for (String flag : new String[] {"1", "true", "TRUE"}) {
      assertValue(
          "albumartist", "Various Artists", Samples.tags("artist", "A", "compilation", flag));
    }
    assertValue("albumartist", "A", Samples.tags("artist", "A", "compilation", "0"));
    assertValue(
        "albumartist", "B", Samples.tags("artist", "A", "albumartist", "B", "compilation", "1"));
    assertThat(Samples.track("artist", "A", "artist", "B").values("albumartist"))
        .containsExactly("A", "B");
  }

  @Test
  void variousArtistsAreOneWhateverTheyAreCalled() {
    for (String name :
        List.of("VA", "v.a.", "various", "Verschiedene Künstler", "群星", " AA.VV. ")) {
      assertValue("albumartist", "Various Artists", Samples.tags("albumartist", name));
      assertValue("albumartist", "Various Artists", Samples.tags("artist", name));
    }
    assertValue(
        "albumartist",
        "Various Artists",
        Samples.tags(
            "albumartist",
            "Artisti Varii",
            "musicbrainz_albumartistid",
            "89ad4ac3-39f7-470e-963a-56509c546377"));
    assertValue("albumartist", "B", Samples.tags("artist", "VA", "albumartist", "B"));
    assertValue("albumartist", "Vanilla", Samples.tags("albumartist", "Vanilla"));
    assertThat(Samples.track("albumartist", "Various", "albumartist", "B").values("albumartist"))
        .containsExactly("Various", "B");
  }

  @Test
  void theFileStandsInForMissingTags() {
    assertValue("title", "original name", Tags.EMPTY);
    assertValue("album", "Unknown Album", Tags.EMPTY);
    assertValue("ext", "flac", Tags.EMPTY);
    TrackFields bare =
        new TrackFields(Tags.EMPTY, AudioFormat.ALAC, "", "", 0, (keys, dis, track) -> "x");
    assertThat(bare.values("title")).isEmpty();
    assertThat(bare.values("ext")).isEmpty();
    assertThat(bare.values("format")).containsExactly("alac");
    assertThat(bare.values("format_upper")).containsExactly("ALAC");
    assertThat(bare.values("no such field")).isEmpty();
  }

  @Test
  void everyKnownFieldCanBeAsked() {
    for (String field : Fields.all()) {
      assertThat(Samples.track().values(field)).as(field).isNotNull();
    }
    for (String field : Fields.COMPUTED) {
      assertThat(Samples.track("date", "1999", "tracknumber", "1", "discnumber", "2").values(field))
          .as(field)
          .hasSize(1);
    }
  }

  private static void assertValue(String field, String expected, Tags tags) {
    if (expected == null) {
      assertThat(Samples.track(tags).values(field)).as(field).isEmpty();
    } else {
      assertThat(Samples.track(tags).values(field)).as(field).containsExactly(expected);
    }
  }
}
