package org.musicfs.index.tags.map;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.musicfs.core.audio.TagField;
import org.musicfs.core.audio.Tags;
import org.musicfs.core.config.MusicfsConfig;
import org.musicfs.core.config.TagsConfig;

class TagMapperTest {
  private final TagMapper mapper = new TagMapper(MusicfsConfig.defaults().tags());

  private static RawTags raw(RawTags.Family family, String... keysAndValues) {
    RawTags tags = new RawTags(family);
    for (int i = 0; i < keysAndValues.length; i += 2) {
      tags.add(keysAndValues[i], keysAndValues[i + 1]);
    }
    return tags;
  }

  private Tags map(RawTags.Family family, String... keysAndValues) {
    return mapper.map(List.of(raw(family, keysAndValues)), List.of());
  }

  private static List<String> artists(
      List<String> separators, List<String> keepTogether, String... values) {
    RawTags tags = new RawTags(RawTags.Family.VORBIS);
    for (String value : values) {
      tags.add("ARTIST", value);
    }
    return new TagMapper(new TagsConfig(separators, keepTogether, "windows-1252"))
        .map(List.of(tags), List.of())
        .all(TagField.ARTIST);
  }

  @Test
  void aSingleValueOfPeopleIsSplitWhereItSaysSo() {
    List<String> separators = List.of("; ", " feat. ", " f");

    assertThat(artists(separators, List.of(), "A; B Feat. C")).containsExactly("A", "B", "C");
    assertThat(artists(separators, List.of(), "A;B/C feat.D")).containsExactly("A;B/C", "eat.D");
    assertThat(artists(separators, List.of(), "; A; ; B")).containsExactly("A", "B");
    assertThat(artists(separators, List.of(), "; ")).containsExactly(";");
    assertThat(artists(List.of(), List.of(), "A; B")).containsExactly("A; B");
    assertThat(artists(separators, List.of(), "A; B", "C")).containsExactly("A; B", "C");
  }

  @Test
  void aNameThatHoldsASeparatorIsKeptTogether() {
    List<String> names = List.of("Me; Myself", "Me; Myself; I");

    assertThat(artists(List.of("; "), names, "me; myself")).containsExactly("me; myself");
    assertThat(artists(List.of("; "), names, "A; Me; Myself; I; B"))
        .containsExactly("A", "Me; Myself; I", "B");
    assertThat(artists(List.of("; "), names, "Some; Me; Myself"))
        .containsExactly("Some", "Me; Myself");
    assertThat(artists(List.of("; "), names, "Come; Myself")).containsExactly("Come", "Myself");
  }

  @Test
  void otherFieldsAreNotSplit() {
    Tags tags =
        map(RawTags.Family.VORBIS, "TITLE", "A; B", "GENRE", "Rock; Pop", "COMMENT", "a; b");

    assertThat(tags.all(TagField.TITLE)).containsExactly("A; B");
    assertThat(tags.all(TagField.GENRE)).containsExactly("Rock", "Pop");
    assertThat(tags.all(TagField.COMMENT)).containsExactly("a; b");
  }

  @Test
  void numbersSplitAndTotalsOfTheirOwnWin() {
    Tags both = map(RawTags.Family.VORBIS, "TRACKNUMBER", "3/12", "TRACKTOTAL", "14", "DISC", "A1");
    Tags totalOnly = map(RawTags.Family.ID3, "TRCK", "/9");

    assertThat(both.all(TagField.TRACKNUMBER)).containsExactly("3");
    assertThat(both.all(TagField.TOTALTRACKS)).containsExactly("14");
    assertThat(both.all(TagField.DISCNUMBER)).containsExactly("A1");
    assertThat(totalOnly.asMap()).isEqualTo(Map.of(TagField.TOTALTRACKS, List.of("9")));
  }

  @Test
  void theBestNameOfAFieldCountsAndNamesHaveNoCase() {
    Tags tags =
        map(
            RawTags.Family.VORBIS,
            "Year",
            "1999",
            "date",
            "1999-01-02",
            "publisher",
            "P",
            "Label",
            "L",
            "label",
            "M");

    assertThat(tags.all(TagField.DATE)).containsExactly("1999-01-02");
    assertThat(tags.all(TagField.LABEL)).containsExactly("L", "M");
  }

  @Test
  void datesOfZerosAreNoDatesAndDayAndMonthJoinTheYear() {
    assertThat(map(RawTags.Family.ID3, "TYER", "0000").isEmpty()).isTrue();
    assertThat(map(RawTags.Family.ID3, "TYER", "2001", "TDAT", "3112").all(TagField.DATE))
        .containsExactly("2001-12-31");
    assertThat(map(RawTags.Family.ID3, "TYER", "2001", "TDAT", "????").all(TagField.DATE))
        .containsExactly("2001");
    assertThat(map(RawTags.Family.ID3, "TDRC", "2001").all(TagField.RECORDINGDATE)).isEmpty();
  }

  @Test
  void genresByNumberAreNamedOnlyWhereTheContainerNumbersThem() {
    assertThat(map(RawTags.Family.ID3, "TCON", "(4)Eurodisco").all(TagField.GENRE))
        .containsExactly("Eurodisco");
    assertThat(map(RawTags.Family.ID3, "TCON", "(RX)(9)").all(TagField.GENRE))
        .containsExactly("Remix", "Metal");
    assertThat(map(RawTags.Family.ID3, "TCON", "((not a number)").all(TagField.GENRE))
        .containsExactly("(not a number)");
    assertThat(map(RawTags.Family.ID3, "TCON", "999").all(TagField.GENRE)).containsExactly("999");
    assertThat(map(RawTags.Family.MP4, "gnre", "8", "©gen", "Cool").all(TagField.GENRE))
        .containsExactly("Cool");
    assertThat(map(RawTags.Family.VORBIS, "GENRE", "9").all(TagField.GENRE)).containsExactly("9");
  }

  @Test
  void laterTagsFillOnlyWhatEarlierOnesLack() {
    Tags tags =
        mapper.map(
            List.of(
                raw(RawTags.Family.ID3, "TIT2", "whole title"),
                raw(RawTags.Family.APE, "Title", "ape", "Artist", "one\0two"),
                raw(RawTags.Family.ID3, "TIT2", "whole ti", "TPE1", "x", "TALB", "album")),
            List.of());

    assertThat(tags.asMap())
        .isEqualTo(
            Map.of(
                TagField.TITLE, List.of("whole title"),
                TagField.ARTIST, List.of("one", "two"),
                TagField.ALBUM, List.of("album")));
  }

  @Test
  void marksAndPaddingAroundValuesGo() {
    Tags tags = map(RawTags.Family.ID3, "TIT2", "\uFEFF t \0\0", "TPE1", "a\0\0b");

    assertThat(tags.all(TagField.TITLE)).containsExactly("t");
    assertThat(tags.all(TagField.ARTIST)).containsExactly("a", "b");
  }

  @Test
  void aValueIsCutOnACharacter() {
    String pairs = "\ud83c\udfb5".repeat(40_000);

    Tags tags = map(RawTags.Family.VORBIS, "LYRICS", "x" + pairs);

    String kept = tags.first(TagField.LYRICS).orElseThrow();
    assertThat(kept).hasSize(RawTags.MAX_VALUE_CHARS - 1).endsWith("\udfb5");
  }

  @Test
  void everyFieldHasANameInVorbisComments() {
    Set<TagField> unnamed = EnumSet.allOf(TagField.class);
    FieldTable table = new FieldTable();
    List<String> others =
        List.of("TOTALTRACKS", "TOTALDISCS", "MOVEMENTNAME", "MUSICBRAINZ_RELEASETRACKID");
    for (String name : others) {
      table.find(RawTags.Family.VORBIS, name).ifPresent(m -> unnamed.remove(m.field()));
    }
    Arrays.stream(TagField.values())
        .forEach(
            f ->
                table
                    .find(RawTags.Family.VORBIS, f.name())
                    .ifPresent(m -> unnamed.remove(m.field())));
    // Its Vorbis name is the one Picard gave to what is the recording today.
    assertThat(table.find(RawTags.Family.VORBIS, "MUSICBRAINZ_TRACKID").orElseThrow().field())
        .isEqualTo(TagField.MUSICBRAINZ_RECORDINGID);
    assertThat(unnamed).as("its names are numbered").containsExactly(TagField.CHAPTER);
  }
}
