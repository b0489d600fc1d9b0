package org.musicfs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.musicfs.cli.config.UserEnvironment;
import org.musicfs.cli.context.CommandContext;
import org.musicfs.cli.context.GlobalOptions;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** docs/cli.md names every command and every option, and no others. */
final class CommandPageTest {
  private static final Path PAGE = Path.of("..", "docs", "cli.md");
  private static final Pattern CODE = Pattern.compile("`([^`]+)`");
  private static final Pattern OPTION = Pattern.compile("(?<![\\w-])--?[a-zA-Z][a-z-]*");

  @Test
  void everyCommandIsDescribedUnderItsOwnHeading() throws IOException {
    assertThat(sections().keySet()).containsExactlyInAnyOrderElementsOf(Commands.names());
  }

  @Test
  void everyOptionOfEveryCommandIsDescribedAndNoOther() throws IOException {
    TreeSet<String> everywhere = new TreeSet<>();
    for (OptionSpec option : CommandSpec.forAnnotatedObject(new GlobalOptions()).options()) {
      everywhere.addAll(List.of(option.names()));
    }
    for (Map.Entry<String, String> section : sections().entrySet()) {
      TreeSet<String> known = new TreeSet<>();
      collect(command(section.getKey()), known);
      known.removeAll(everywhere);
      TreeSet<String> documented = new TreeSet<>();
      for (MatchResult code : CODE.matcher(section.getValue()).results().toList()) {
        OPTION.matcher(code.group(1)).results().map(MatchResult::group).forEach(documented::add);
      }

      assertThat(documented).as(section.getKey()).isEqualTo(known);
    }
  }

  @Test
  void theOptionsOfEveryCommandAreDescribed() throws IOException {
    String page = Files.readString(PAGE);
    String common =
        page.substring(page.indexOf("## Options of every"), page.indexOf("## Commands"));

    for (OptionSpec option : CommandSpec.forAnnotatedObject(new GlobalOptions()).options()) {
      assertThat(option.names()).allSatisfy(name -> assertThat(common).contains("`" + name));
    }
  }

  private static void collect(CommandSpec command, TreeSet<String> names) {
    command.options().stream()
        .filter(option -> !option.hidden())
        .forEach(option -> names.addAll(Arrays.asList(option.names())));
    command.subcommands().values().forEach(sub -> collect(sub.getCommandSpec(), names));
  }

  private static CommandSpec command(String name) {
    PrintStream nowhere =
        new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
    CommandContext context =
        new CommandContext(
            new UserEnvironment(Map.of(), Path.of("/"), 1), nowhere, nowhere, new GlobalOptions());
    return Commands.all().stream()
        .filter(entry -> entry.name().equals(name))
        .map(entry -> new CommandLine(entry.factory().apply(context)).getCommandSpec())
        .findFirst()
        .orElseThrow();
  }

  /** Text by command: what stands under the headings that begin with its name. */
  private static Map<String, String> sections() throws IOException {
    String page = Files.readString(PAGE);
    String commands = page.substring(page.indexOf("## Commands"), page.indexOf("## Exit codes"));
    Map<String, String> sections = new TreeMap<>();
    List<String> parts = new ArrayList<>(List.of(commands.split("\n### `", -1)));
    parts.removeFirst();
    for (String part : parts) {
      sections.put(part.split("[ `]", 2)[0], "`" + part);
    }
    return sections;
  }
}
