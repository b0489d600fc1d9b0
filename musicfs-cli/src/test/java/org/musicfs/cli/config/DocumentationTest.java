package org.musicfs.cli.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.musicfs.core.config.MusicfsConfig;
import org.musicfs.core.error.ExitCode;
import org.musicfs.origin.OriginTypes;

/** The documentation says what the code does. */
final class DocumentationTest {
  private static final Path DOCS = Path.of("..", "docs");
  private static final Pattern KEY_ROW =
      Pattern.compile("^\\| `([a-z]+\\.[a-z_]+)` \\| (?:`([^`]*)`|none) \\|", Pattern.MULTILINE);

  @TempDir Path temp;

  @Test
  void configurationPageListsEveryKeyWithItsDefault() throws IOException {
    TreeMap<String, String> documented = new TreeMap<>();
    for (MatchResult row : KEY_ROW.matcher(read("configuration.md")).results().toList()) {
      documented.put(row.group(1), row.group(2) == null ? "" : row.group(2));
    }
    TreeMap<String, String> actual = new TreeMap<>();
    Keys.ALL.forEach(key -> actual.put(key.name(), key.print(MusicfsConfig.defaults())));
    Keys.LISTS.forEach(list -> actual.putAll(defaults(list)));

    assertThat(documented).isEqualTo(actual);
  }

  @Test
  void theExampleOfTheConfigurationPageIsValidAndNamesEveryKey() throws IOException {
    String page = read("configuration.md");
    String example = page.substring(page.indexOf("```toml\n") + 8);
    example = example.substring(0, example.indexOf("```"));
    Path file = Files.writeString(temp.resolve("config.toml"), example);
    UserEnvironment environment = new UserEnvironment(Map.of(), temp, 1);
    OriginTypes types = OriginTypes.of(List.of(new StandInProvider("sftp", List.of())));

    ConfigLoader.Outcome outcome =
        new ConfigLoader(environment, temp.resolve("none"), types)
            .examine(Optional.of(file), Overrides.none());

    assertThat(outcome.problems()).isEmpty();
    assertThat(outcome.loaded().rows())
        .allSatisfy(row -> assertThat(row.source()).isInstanceOf(Source.File.class));
  }

  @Test
  void commandPageListsEveryExitCode() throws IOException {
    String page = read("cli.md");
    for (ExitCode code : ExitCode.values()) {
      assertThat(page).contains("| " + code.code() + " | `" + code.name() + "` |");
    }
  }

  /** What holds for a table in which only what is required is written; empty for that. */
  private static <E> Map<String, String> defaults(TableList<E> list) {
    Map<String, String> defaults = new TreeMap<>();
    list.shapes().described().forEach(shape -> defaults.putAll(defaults(list.name(), shape)));
    return defaults;
  }

  private static <E> Map<String, String> defaults(String list, TableList.Shape<E> shape) {
    E element =
        shape
            .maker()
            .apply(
                new TableList.Values() {
                  @Override
                  public <T> Optional<T> get(TableList.Field<?, T> field) {
                    return field.example().map(example -> sample(field));
                  }
                });
    Map<String, String> defaults = new TreeMap<>();
    for (TableList.Field<E, ?> field : shape.fields()) {
      String key = list + "." + field.leaf();
      defaults.put(key, field.example().isPresent() ? "" : field.print(element));
    }
    return defaults;
  }

  private static <T> T sample(TableList.Field<?, T> field) {
    try {
      return field.type().fromText(field.leaf().equals("path") ? "/m" : "m", Path.of("/"));
    } catch (BadValueException e) {
      throw new AssertionError(e);
    }
  }

  private static String read(String page) throws IOException {
    return Files.readString(DOCS.resolve(page));
  }

  @Test
  void dependencyPageListsExactlyTheLibrariesOfTheParentPom() throws IOException {
    String pom = Files.readString(Path.of("..", "pom.xml"));
    String managed =
        pom.substring(
            pom.indexOf("<dependencyManagement>"), pom.indexOf("</dependencyManagement>"));
    Set<String> used =
        Pattern.compile("<groupId>([^<]+)</groupId><artifactId>([^<]+)</artifactId>")
            .matcher(managed)
            .results()
            .filter(match -> !match.group(1).equals("org.musicfs"))
            .map(match -> match.group(1) + ":" + match.group(2))
            .collect(Collectors.toCollection(TreeSet::new));
    Set<String> documented =
        Pattern.compile("^\\| `([^`]+:[^`]+)` \\|", Pattern.MULTILINE)
            .matcher(read("dependencies.md"))
            .results()
            .map(match -> match.group(1))
            .collect(Collectors.toCollection(TreeSet::new));

    assertThat(documented).isEqualTo(used);
  }
}
