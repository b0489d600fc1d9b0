package org.musicfs.index.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.musicfs.core.audio.AudioFormat;
import org.musicfs.core.audio.TagField;
import org.musicfs.core.audio.Tags;
import org.musicfs.core.search.SearchException;

/** A query asked of one track says what a search for it would. */
final class TagQueryTest {
  private static final Tags BJORK =
      Tags.of(
          Map.of(
              TagField.TITLE, List.of("Jóga"),
              TagField.ARTIST, List.of("Björk"),
              TagField.GENRE, List.of("Electronic", "Trip Hop"),
              TagField.DATE, List.of("1997-09-22")));
  private static final Tags VARIOUS =
      Tags.of(Map.of(TagField.TITLE, List.of("X"), TagField.COMPILATION, List.of("1")));

  private static boolean matches(String query, Tags tags) throws SearchException {
    return TagQuery.parse(query).matches(tags, AudioFormat.FLAC);
  }

  @Test
  void wordsFieldsPhrasesAndYears() throws Exception {
    for (String query :
        List.of(
            "bjork",
            "artist:bjork title:joga",
            "genre:\"trip hop\"",
            "genre:electro*",
            "year:[1990 TO 1999]",
            "format:flac",
            "-genre:jazz",
            "*",
            "compilation:false")) {
      assertThat(matches(query, BJORK)).as(query).isTrue();
    }
    for (String query :
        List.of(
            "artist:joga", "genre:\"hop trip\"", "year:1996", "format:mp3", "-bjork", "false")) {
      assertThat(matches(query, BJORK)).as(query).isFalse();
    }
    assertThat(matches("compilation:true", VARIOUS)).isTrue();
  }

  @Test
  void aQueryThatCannotBeReadSaysWhere() {
    assertThatThrownBy(() -> TagQuery.parse("genre:(rock"))
        .isInstanceOfSatisfying(SearchException.class, e -> assertThat(e.position()).hasValue(6));
  }
}
