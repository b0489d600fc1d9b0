package org.musicfs.core.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.musicfs.core.audio.AudioFormat;
import org.musicfs.core.audio.TagField;
import org.musicfs.core.audio.Tags;
import org.musicfs.core.name.NameRules;

/** Executes docs/templates.md: its tables of examples, its refusals, its lists of names. */
class TemplatesPageTest {
  /** 2026-11-27, shortly before midnight. */
  private static final long ADDED_MILLIS = 1_795_823_999_000L;

  private final List<String> lines = read();

  @Test
  void thePageShowsTheDefaultTemplate() {
    assertThat(fenced("default")).containsExactly(Template.DEFAULT);
  }

  @TestFactory
  Stream<DynamicTest> everyExampleGivesWhatThePageSays() {
    Map<TagField, List<String>> base = new EnumMap<>(TagField.class);
    for (List<String> row : rows("tag", "value")) {
      base.put(TagField.find(row.get(0)).orElseThrow(), codes(row.get(1)));
    }
    List<DynamicTest> examples = new ArrayList<>();
    for (List<String> row : rows("template", "gives")) {
      examples.add(example(base, "", code(row.get(0)), code(row.get(1))));
    }
    for (List<String> row : rows("with", "template", "gives")) {
      examples.add(example(base, code(row.get(0)), code(row.get(1)), code(row.get(2))));
    }
    assertThat(examples).hasSizeGreaterThan(50);
    return examples.stream();
  }

  @TestFactory
  Stream<DynamicTest> everyRefusalReadsAsThePageShows() {
    List<String> refusals = fenced("refused");
    assertThat(refusals).hasSizeGreaterThan(5);
    return refusals.stream()
        .map(
            shown ->
                DynamicTest.dynamicTest(
                    shown.lines().findFirst().orElseThrow(),
                    () -> {
                      String source = shown.lines().skip(1).findFirst().orElseThrow().substring(2);
                      assertThat(
                              catchThrowableOfType(
                                      TemplateException.class, () -> Template.parse(source))
                                  .render())
                          .isEqualTo(shown);
                    }));
  }

  @Test
  void theNamesAreWhatTheRulesGive() {
    NameRules rules = NameRules.DEFAULTS;
    for (List<String> row : rows("raw", "directory")) {
      assertThat(rules.directory(code(row.get(0)), "FALLBACK")).isEqualTo(code(row.get(1)));
    }
    for (List<String> row : rows("raw", "file")) {
      assertThat(rules.file(code(row.get(0)), "flac", "", "FALLBACK")).isEqualTo(code(row.get(1)));
    }
    for (List<String> row : rows("one", "other", "collide")) {
      String one = NameRules.collisionKey(code(row.get(0)));
      String other = NameRules.collisionKey(code(row.get(1)));
      assertThat(one.equals(other) ? "yes" : "no").as(row.toString()).isEqualTo(row.get(2));
    }
  }

  @Test
  void everyFieldAndEveryFunctionIsOnThePage() {
    TreeSet<String> fields = new TreeSet<>();
    for (List<String> row : rows("field", "what it is")) {
      codes(row.get(0)).forEach(field -> fields.add(field.substring(1)));
    }
    assertThat(fields).isEqualTo(Fields.all());
    List<String> functions =
        lines.stream().filter(l -> l.startsWith("### `%")).map(TemplatesPageTest::code).toList();
    assertThat(functions)
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(Function.values()).map(Function::usage).toList());
    for (Function function : Function.values()) {
      assertThat(examplesOf(function)).as(function.usage()).isNotZero();
    }
  }

  private long examplesOf(Function function) {
    return Stream.concat(
            rows("template", "gives").stream().map(List::getFirst),
            rows("with", "template", "gives").stream().map(row -> row.get(1)))
        .filter(template -> template.contains("%" + function.key() + "{"))
        .count();
  }

  private static DynamicTest example(
      Map<TagField, List<String>> base, String with, String template, String gives) {
    return DynamicTest.dynamicTest(
        with + " " + template,
        () -> assertThat(Samples.path(template, track(base, with))).isEqualTo(gives));
  }

  private static TrackFields track(Map<TagField, List<String>> base, String with) {
    Map<TagField, List<String>> changes = new EnumMap<>(TagField.class);
    boolean twin = with.equals("a twin");
    if (!twin && !with.isEmpty()) {
      for (String change : with.split("; (?=[a-z]+=)")) {
        String[] parts = change.split("=", 2);
        changes.put(
            TagField.find(parts[0]).orElseThrow(),
            parts[1].isEmpty() ? List.of() : List.of(parts[1]));
      }
    }
    return new TrackFields(
        Tags.of(base).with(changes),
        AudioFormat.FLAC,
        "so_what",
        "flac",
        ADDED_MILLIS,
        (keys, disambiguators, track) ->
            twin ? track.values(disambiguators.getFirst()).getFirst() : "");
  }

  /** The cells of every table with exactly these column titles. */
  private List<List<String>> rows(String... titles) {
    List<List<String>> rows = new ArrayList<>();
    boolean inside = false;
    for (String line : lines) {
      if (!line.startsWith("|")) {
        inside = false;
      } else if (cells(line).equals(List.of(titles))) {
        inside = true;
      } else if (inside && !line.startsWith("|---")) {
        rows.add(cells(line));
      }
    }
    assertThat(rows).as(Arrays.toString(titles)).isNotEmpty();
    return rows;
  }

  private static List<String> cells(String line) {
    String inner = line.substring(1, line.lastIndexOf('|'));
    return Arrays.stream(inner.split("(?<!\\\\)\\|", -1))
        .map(cell -> cell.strip().replace("\\|", "|"))
        .toList();
  }

  private List<String> fenced(String kind) {
    List<String> blocks = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i).equals("```" + kind)) {
        List<String> rest = lines.subList(i + 1, lines.size());
        blocks.add(String.join("\n", rest.subList(0, rest.indexOf("```"))));
      }
    }
    return blocks;
  }

  private static String code(String cell) {
    return codes(cell).stream().findFirst().orElse("");
  }

  private static List<String> codes(String cell) {
    return Pattern.compile("`([^`]*)`").matcher(cell).results().map(m -> m.group(1)).toList();
  }

  /** The page lies above the module, wherever the test is started. */
  private static List<String> read() {
    try {
      for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
        Path page = at.resolve("docs").resolve("templates.md");
        if (Files.exists(page)) {
          return Files.readAllLines(page);
        }
      }
      throw new AssertionError("docs/templates.md is missing");
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
