package org.musicfs.index.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.musicfs.core.audio.AudioFormat;
import org.musicfs.core.audio.TagField;
import org.musicfs.core.search.SearchException;
import org.musicfs.core.search.SearchFields;
import org.musicfs.core.search.SearchResult;
import org.musicfs.index.catalogue.SearchSource;

@Timeout(60)
class SearchLanguageTest {
  @TempDir static Path directory;
  private static final FakeSource source = new FakeSource();
  private static LuceneSearch search;

  @BeforeAll
  static void build() {
    add(1, "So What", "Miles Davis", "Kind of Blue", "Jazz", 1959, "1", AudioFormat.FLAC);
    add(2, "Blue in Green", "Miles Davis", "Kind of Blue", "Jazz", 1959, "3", AudioFormat.FLAC);
    add(
        3,
        "Freddie Freeloader",
        "Miles Davis",
        "Kind of Blue",
        "Jazz",
        1959,
        "2",
        AudioFormat.FLAC);
    add(4, "Blue Monday", "New Order", "Substance", "Electronic", 1983, "1", AudioFormat.MP3);
    add(5, "Jóga", "Björk", "Homogenic", "Electronic", 1997, "2", AudioFormat.OPUS);
    add(6, "Bjo\u0308rk de\u0301compose\u0301", "NFD", "Ё-моё", "Pop", 2001, "1", AudioFormat.AAC);
    add(7, "Thunderstruck", "AC/DC", "The Razors Edge", "Rock", 1990, "1", AudioFormat.MP3);
    add(
        8,
        "Everybody Hurts",
        "R.E.M.",
        "Automatic for the People",
        "Rock",
        1992,
        "4",
        AudioFormat.ALAC);
    add(9, "東京は夜の七時", "ピチカート・ファイヴ", "オーヴァードーズ", "J-Pop", 1993, "1", AudioFormat.FLAC);
    add(10, "京都の東", "別の人", "別", "J-Pop", 1994, "1", AudioFormat.FLAC);
    add(11, "Жить", "Кино", "Группа крови", "Рок", 1988, "1", AudioFormat.FLAC);
    add(12, "1984", "Van Halen", "1984", "Rock", 1985, "1", AudioFormat.MP3);
    add(13, "Freedom", "Wham!", "Make It Big", "Pop", 1984, "9", AudioFormat.MP3);
    add(14, "Don't Stop Me Now", "Queen", "Jazz", "Rock", 1978, "12", AudioFormat.WAV);
    EnumMap<TagField, List<String>> many = new EnumMap<>(TagField.class);
    many.put(TagField.TITLE, List.of("Duet"));
    many.put(TagField.ARTIST, List.of("Ella Fitzgerald", "Louis Armstrong"));
    many.put(TagField.COMPOSER, List.of("George Gershwin"));
    many.put(TagField.ALBUMARTIST, List.of("Various Artists"));
    many.put(TagField.CHAPTER, List.of("00:00:00.000 Opening", "00:31:00.000 Grand cadenza"));
    source.put(FakeSource.track(15, 0, AudioFormat.VORBIS, many));
    search =
        new LuceneSearch(
            directory.resolve("search"),
            source,
            new IndexSettings(
                4, 100, Duration.ofMillis(20), Duration.ofSeconds(30), Duration.ofSeconds(20)));
  }

  @AfterAll
  static void close() {
    search.close();
  }

  private static void add(
      long id,
      String title,
      String artist,
      String album,
      String genre,
      int year,
      String track,
      AudioFormat format) {
    SearchSource.Document document =
        FakeSource.track(
            id,
            year,
            format,
            Map.of(
                TagField.TITLE, List.of(title),
                TagField.ARTIST, List.of(artist),
                TagField.ALBUM, List.of(album),
                TagField.GENRE, List.of(genre),
                TagField.TRACKNUMBER, List.of(track)));
    source.put(document);
  }

  private static List<Integer> find(String query) throws SearchException {
    SearchResult result = search.search(query, 100);
    assertThat(result.total()).isEqualTo(result.hits().size());
    return result.hits().stream().map(hit -> Integer.valueOf(hit.path().substring(1))).toList();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        // words: all of them, in any field, in any case
        "miles blue | 1 2 3",
        "MILES monday |",
        "blue NOT miles | 4",
        "blue -miles | 4",
        "monday OR joga | 4 5",
        "(monday OR joga) electronic | 4 5",
        // fields, phrases, slop
        "`artist:\"miles davis\" blue` | 1 2 3",
        "Title:blue | 2 4",
        "\"blue of kind\" |",
        "\"green blue\"~3 | 2",
        "albumartist:various | 15",
        "composer:gershwin | 15",
        "artist:\"fitzgerald louis\" |",
        // the titles of chapters and not their times
        "chapter:opening | 15",
        "cadenza | 15",
        "chapter:\"opening grand\" |",
        "chapter:31 |",
        "chapter:00 |",
        "artist:(ella louis) | 15",
        // diacritics and forms, on both sides
        "bjork | 5 6",
        "BJÖRK | 5 6",
        "Bjo\u0308rk | 5 6",
        "bjö* | 5 6",
        "*JÖRK | 5 6",
        "b?örk | 5 6",
        "decompose | 6",
        "ＢＪＯＲＫ | 5 6",
        "ё-мое | 6",
        // other scripts
        "жить | 11",
        "КИНО | 11",
        "東京 | 9",
        "東京* | 9",
        "title:東 | 9 10",
        "ピチカート | 9",
        // names full of marks
        "AC/DC | 7",
        "ac/dc thunder* | 7",
        "artist:ac/d* | 7",
        "rem | 8",
        "r.e.m. | 8",
        "wham! | 13",
        "Wham! freedom | 13",
        "dont | 14",
        "don’t | 14",
        // wildcards, fuzzy, ranges
        "thunder* | 7",
        "*struck | 7",
        "th?nder* | 7",
        "bjerk~ | 5 6",
        "year:1959 | 1 2 3",
        "year:[1983 TO 1985] | 4 12 13",
        "year:{1983 TO 1985} | 13",
        "year:[2000 TO *] | 6",
        "year:199* | 5 7 8 9 10",
        "genre:jazz year:1959 | 1 2 3",
        "1984 | 12 13",
        "album:[s TO sz] | 4",
        // formats by codec and by extension
        "format:alac | 8",
        "format:m4a | 6 8",
        "format:ogg | 15",
        // nothing but exclusion; fields that are there
        "NOT year:[1900 TO 2100] | 15",
        "composer:* | 15",
        "year:* AND format:wav | 14",
      })
  void findsWhatIsMeant(String query, String expected) throws SearchException {
    List<Integer> ids =
        expected == null
            ? List.of()
            : List.of(expected.strip().split(" ")).stream().map(Integer::valueOf).toList();
    assertThat(find(query)).as(query).containsExactlyInAnyOrderElementsOf(ids);
  }

  @Test
  void everythingIsFoundByAStar() throws SearchException {
    assertThat(find("*")).hasSize(15);
    assertThat(find("*:*")).hasSize(15);
  }

  @Test
  void aTitleCountsMoreThanAnAlbumAndEquallyGoodOnesComeInTheOrderOfTheAlbum()
      throws SearchException {
    assertThat(find("album:\"kind of blue\"")).containsExactly(1, 3, 2);
    assertThat(find("blue").subList(0, 2)).containsExactlyInAnyOrder(2, 4);
    assertThat(find("jazz").getFirst()).isEqualTo(14); // the album, before the genre
    assertThat(find("1984").getFirst()).isEqualTo(12); // the title, before the year
  }

  @Test
  void aHitShowsWhatTheFileSays() throws SearchException {
    assertThat(search.search("duet", 1).hits())
        .containsExactly(
            new SearchResult.Hit("t15", "Duet", "Ella Fitzgerald; Louis Armstrong", ""));
  }

  @Test
  void theLimitBoundsTheHitsAndNotTheTotal() throws SearchException {
    SearchResult result = search.search("*", 3);
    assertThat(result.total()).isEqualTo(15);
    assertThat(result.hits()).hasSize(3);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "`   ` | 0 | the query is empty",
        "`miles \"davis` | 6 | the quotation mark is not closed",
        "(miles (davis) | 0 | \"(\" is not closed",
        "miles) davis | 5 | \")\" closes nothing",
        "year:[1959 TO 1965 | 5 | \"[\" is not closed",
        "year:[1959 1965] | 11 | \"1965\" is unexpected",
        "AC/DC AND | 9 | the query ends too early",
        "AC/DC AND OR x | 10 | \"OR\" is unexpected",
        "miles artst:davis | 6 | there is no field \"artst\"",
        "miles\\ | 5 | nothing follows the backslash",
      })
  void aWrongQuerySaysWhereAndWhy(String query, int position, String message) {
    SearchException e = refused(query);
    assertThat(e).as(query).hasMessageContaining(message);
    assertThat(e.position()).as(query).hasValue(position);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "year:abc | \"abc\" is no year",
        "year:19?9 | is no year",
        "year:1959~ | is no year",
        "& | no word",
        "[a TO b] | a range needs a field",
      })
  void aQueryThatMakesNoSenseSaysWhy(String query, String message) {
    assertThat(refused(query)).as(query).hasMessageContaining(message);
  }

  @Test
  void anUnknownFieldListsThoseThereAre() {
    SearchFields.ALL.forEach(field -> assertThat(refused("foo:bar")).hasMessageContaining(field));
  }

  @Test
  void whatWouldTakeForEverIsRefused() {
    assertThat(refused("a* ".repeat(17))).hasMessageContaining("wildcards");
    assertThat(refused("a".repeat(QueryText.MAX_CHARS + 1))).hasMessageContaining("longer than");
    assertThat(refused("(".repeat(500) + "a" + ")".repeat(500))).hasMessageContaining("nested");
    assertThat(refused("ab ".repeat(1_300))).hasMessageContaining("too many words");
  }

  private static SearchException refused(String query) {
    SearchException e = catchThrowableOfType(SearchException.class, () -> search.search(query, 10));
    assertThat(e).as(query).isNotNull();
    assertThat(e.reason()).isEqualTo(SearchException.Reason.BAD_QUERY);
    return e;
  }
}
