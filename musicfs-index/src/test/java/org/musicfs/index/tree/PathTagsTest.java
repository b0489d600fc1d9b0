package org.musicfs.index.tree;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.musicfs.core.audio.TagField;
import org.musicfs.core.audio.Tags;
import org.musicfs.core.origin.OriginPath;

class PathTagsTest {
  private static String said(Tags tags) {
    return String.join(
        "|",
        tags.first(TagField.ARTIST).orElse(""),
        tags.first(TagField.ALBUM).orElse(""),
        tags.first(TagField.DISCNUMBER).orElse(""),
        tags.first(TagField.TRACKNUMBER).orElse(""),
        tags.first(TagField.TITLE).orElse(""));
  }

  @ParameterizedTest
  @CsvSource({
    "Artist/Album/03 - Title.mp3,            Artist|Album||03|Title",
    "Artist/Album/3. Title (live).flac,      Artist|Album||3|Title (live)",
    "Artist/Album/03 Title.flac,             Artist|Album||03|Title",
    "Artist/Album/03_Title.flac,             Artist|Album||03|Title",
    "Artist/Album/2-03 - Title.flac,         Artist|Album|2|03|Title",
    "Artist/Album/1.12 Title.flac,           Artist|Album|1|12|Title",
    "Artist/Album/CD2/03 - Title.flac,       Artist|Album||03|Title",
    "deep/Artist/Album/Disc 1/07.mp3,        Artist|Album|||07",
    "Album/Title.wav,                        |Album|||Title",
    "Title.wav,                              ||||Title",
    "99 Luftballons.ogg,                     |||99|Luftballons",
    "Artist/Album/1979.mp3,                  Artist|Album|||1979",
    "Artist/Album/no extension,              Artist|Album|||no extension",
  })
  void whatThePathTells(String path, String expected) {
    assertThat(said(PathTags.fill(OriginPath.of(path), Tags.EMPTY))).isEqualTo(expected);
  }

  @Test
  void tagsThatSaySomethingWin() {
    OriginPath path = OriginPath.of("Artist/Album/03 - Title.mp3");
    Tags titled = Tags.of(Map.of(TagField.TITLE, List.of("Theirs")));
    assertThat(PathTags.fill(path, titled)).isEqualTo(titled);
    Tags numbered =
        Tags.of(Map.of(TagField.TRACKNUMBER, List.of("7"), TagField.GENRE, List.of("Jazz")));
    Tags filled = PathTags.fill(path, numbered);
    assertThat(said(filled)).isEqualTo("Artist|Album||7|Title");
    assertThat(filled.all(TagField.GENRE)).containsExactly("Jazz");
  }
}
