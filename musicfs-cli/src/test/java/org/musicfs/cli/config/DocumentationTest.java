package org.musicfs.cli.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
    Keys.ORIGIN_KEYS.forEach(key -> actual.put("origin." + key, originDefault(key)));

    assertThat(documented).isEqualTo(actual);
  }

  @Test
  void theExampleOfTheConfigurationPageIsValidAndNamesEveryKey() throws IOException {
    String page = read("configuration.md");
    String example = page.substring(page.indexOf("```toml\n") + 8);
    example = example.substring(0, example.indexOf("```"));
    Path file = Files.writeString(temp.resolve("config.toml"), example);
    UserEnvironment environment = new UserEnvironment(Map.of(), temp, 1);

    ConfigLoader.Outcome outcome =
        new ConfigLoader(environment).examine(Optional.of(file), Overrides.none());

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

  private static String originDefault(String key) {
    return switch (key) {
      case Keys.ORIGIN_CACHE -> "true";
      case Keys.ORIGIN_LIBRARY -> "default";
      default -> "";
    };
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
