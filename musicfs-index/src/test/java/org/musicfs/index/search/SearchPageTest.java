package org.musicfs.index.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.musicfs.core.audio.AudioFormat;
import org.musicfs.core.audio.TagField;
import org.musicfs.core.search.SearchException;
import org.musicfs.core.search.SearchFields;
import org.musicfs.core.search.SearchResult;

/** Executes the examples of docs/search.md on the tracks of its first table. */
@Timeout(60)
final class SearchPageTest {
  private static final Path PAGE = Path.of("..", "docs", "search.md");
  private static final Pattern EXAMPLE =
      Pattern.compile("^\\| `([^`]+)` \\| (nothing|[0-9 ]+) \\|$", Pattern.MULTILINE);

  @TempDir static Path directory;
  private static LuceneSearch search;

  /** What a row says a query finds. */
  record Example(String query, List<String> finds) {
    @Override
    public String toString() {
      return query;
    }
  }

  @BeforeAll
  static void indexTheTracks() throws IOException {
    FakeSource source = new FakeSource();
    for (String line : Files.readAllLines(PAGE)) {
      String[] cells = line.split(" *\\| *");
      if (cells.length == 8 && cells[1].matches("\\d+")) {
        source.put(
            FakeSource.track(
                Long.parseLong(cells[1]),
                Integer.parseInt(cells[6]),
                AudioFormat.valueOf(cells[7].toUpperCase(Locale.ROOT)),
                Map.of(
                    TagField.TITLE, List.of(cells[2]),
                    TagField.ARTIST, List.of(cells[3]),
                    TagField.ALBUM, List.of(cells[4]),
                    TagField.GENRE, List.of(cells[5]),
                    TagField.CHAPTER, chapters(cells[1]))));
      }
    }
    search =
        new LuceneSearch(
            directory.resolve("search"),
            source,
            new IndexSettings(
                100, 100, Duration.ofMillis(20), Duration.ofSeconds(30), Duration.ofSeconds(20)));
  }

  /** Those that the page tells of a track in the sentence {@code Track N has the chapters …}. */
  private static List<String> chapters(String track) throws IOException {
    return Files.readAllLines(PAGE).stream()
        .filter(line -> line.startsWith("Track " + track + " has the chapters "))
        .flatMap(line -> Pattern.compile("`([^`]+)`").matcher(line).results())
        .map(chapter -> chapter.group(1))
        .toList();
  }

  @AfterAll
  static void close() {
    search.close();
  }

  static List<Example> examples() throws IOException {
    return EXAMPLE
        .matcher(Files.readString(PAGE))
        .results()
        .map(
            row ->
                new Example(
                    row.group(1),
                    row.group(2).equals("nothing")
                        ? List.of()
                        : Arrays.asList(row.group(2).split(" "))))
        .toList();
  }

  @ParameterizedTest
  @MethodSource("examples")
  void anExampleFindsWhatThePageSays(Example example) throws SearchException {
    SearchResult result = search.search(example.query(), 100);

    assertThat(result.hits().stream().map(hit -> hit.path().substring(1)))
        .containsExactlyInAnyOrderElementsOf(example.finds());
  }

  @Test
  void thePageHasExamplesAndNamesEveryField() throws IOException {
    String page = Files.readString(PAGE);

    assertThat(examples()).hasSizeGreaterThan(30);
    assertThat(SearchFields.ALL).allSatisfy(field -> assertThat(page).contains("`" + field + "`"));
  }
}
