package org.musicfs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.musicfs.cli.config.UserEnvironment;

final class MainTest {
  @TempDir Path home;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "confg|unknown command \"confg\"|did you mean config? see musicfs --help",
        "config shwo|unknown command \"shwo\"|did you mean show? see musicfs config --help",
        "config show --jsn|unknown option \"--jsn\"|did you mean --json?",
        "config show extra|unknown argument \"extra\"|see musicfs config show --help",
        "--library|Missing required parameter|see musicfs --help",
        "config show --log-level loud|--log-level: \"loud\" is not one of|allowed: one of error",
      })
  void aWrongCommandLineIsTwoLinesAndExitCodeTwo(String line, String message, String remedy) {
    assertThat(run(line.split(" "))).isEqualTo(2);
    assertThat(err()).startsWith("musicfs: ").contains(message).contains("\n  ").contains(remedy);
    assertThat(err().lines()).hasSize(2);
    assertThat(out()).isEmpty();
  }

  @Test
  void withoutACommandTheHelpIsShownAsAnError() {
    assertThat(run()).isEqualTo(2);
    assertThat(err()).contains("Usage: musicfs").contains("config").contains("doctor");
    assertThat(run("config")).isEqualTo(2);
  }

  @Test
  void helpAndVersionAreResultsAndNameEveryCommand() {
    assertThat(run("--help")).isZero();
    assertThat(out()).contains(Commands.names()).contains("Examples:");
    out.reset();
    assertThat(run("--version")).isZero();
    assertThat(out()).matches("musicfs [0-9]+\\.[0-9]+\\.[0-9]+\\S*\nJava 2[5-9][^\n]*\n");
    assertThat(err()).isEmpty();
  }

  @Test
  void everyCommandHasHelpOfItsOwn() {
    for (String name : Commands.names()) {
      out.reset();
      assertThat(run(name, "--help")).isZero();
      assertThat(out()).contains("Usage: musicfs " + name).contains("--library");
    }
  }

  @Test
  void globalOptionsAreTakenBeforeAndAfterTheCommand() throws IOException {
    Path file = Files.writeString(home.resolve("x.toml"), "[sync]\nthreads = 5\n");

    assertThat(run("--config", file.toString(), "config", "show")).isZero();
    String before = out();
    out.reset();
    assertThat(run("config", "show", "--config=" + file)).isZero();

    assertThat(before).isEqualTo(out()).containsPattern("sync.threads +5 +" + file + ":2");
  }

  @Test
  void aMistakeInTheConfigurationIsExitCodeThree() throws IOException {
    Path file = Files.writeString(home.resolve("x.toml"), "[sync]\nthread = 5\n\n[x]\n");

    assertThat(run("--config", file.toString(), "config", "check")).isEqualTo(3);

    assertThat(err())
        .contains(file + ":2:1: unknown key in [sync]: thread")
        .contains("did you mean \"threads\"?")
        .contains(file + ":4:1: unknown table: x");
    assertThat(run("--config", file.toString(), "config", "check", "--json")).isEqualTo(3);
    assertThat(out()).contains("\"place\": \"" + file + ":2:1\"");
    assertThat(run("--config", file.toString(), "config", "show")).isEqualTo(3);
  }

  @Test
  void verboseShowsWhereAnErrorCameFrom() {
    assertThat(run("-v", "--config", "/none.toml", "config", "show")).isEqualTo(3);
    assertThat(err()).startsWith("musicfs: /none.toml: there is no such file\n").contains("\tat ");
  }

  @Test
  void showPrintsJsonOnRequest() {
    assertThat(run("config", "show", "--json")).isZero();
    assertThat(out()).startsWith("[\n  {\n    \"key\": \"tree.template\"").endsWith("]\n");
  }

  @Test
  void completionKnowsEveryCommand() {
    assertThat(run("completion")).isZero();
    assertThat(out()).startsWith("#!/usr/bin/env bash").contains(Commands.names());
  }

  @Test
  void doctorPrintsOneLineForEachFinding() {
    int code = run("doctor", "--json");

    assertThat(code).isIn(0, 10);
    assertThat(out()).startsWith("[\n").contains("\"subject\": \"/dev/fuse\"");
  }

  private int run(String... arguments) {
    UserEnvironment environment = new UserEnvironment(Map.of(), home, 1);
    return new Main(
            environment,
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8))
        .run(arguments);
  }

  private String out() {
    return out.toString(StandardCharsets.UTF_8);
  }

  private String err() {
    return err.toString(StandardCharsets.UTF_8);
  }
}
