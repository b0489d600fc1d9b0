package org.musicfs.cli.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.musicfs.cli.config.UserEnvironment;
import org.musicfs.cli.context.CommandContext;
import org.musicfs.cli.context.GlobalOptions;
import org.musicfs.core.config.LibraryName;
import picocli.CommandLine;

class MountArgumentsTest {
  private static final PrintStream NOWHERE =
      new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8);

  private final GlobalOptions global = new GlobalOptions();
  private final CommandContext context = context(global);

  private static CommandContext context(GlobalOptions options) {
    return new CommandContext(
        new UserEnvironment(Map.of(), Path.of("/nowhere"), 1000), NOWHERE, NOWHERE, options);
  }

  private static List<String> forDaemon(String... line) {
    GlobalOptions options = new GlobalOptions();
    CommandContext context = context(options);
    MountCommand command = new MountCommand(context);
    new CommandLine(options).addSubcommand(command).parseArgs(line);
    return command.arguments.forDaemon(context);
  }

  @Test
  void aDaemonReadsWhatIsWrittenForIt() {
    List<String> written =
        forDaemon(
            "--library=b",
            "--config=/c.toml",
            "--log-level=warn",
            "--system",
            "--verbose",
            "mount",
            "--cache=auto",
            "--allow-other",
            "--uid=1",
            "--gid=2",
            "--umask=0027",
            "--template=$a=$b -- $c",
            "--cache-limit=2 GiB",
            "--metrics-port=9",
            "/a b",
            "/--c");

    MountCommand read = MountCommand.ofDaemon(context, global, written);

    assertThat(read.foreground).isTrue();
    assertThat(read.announce).isFalse();
    assertThat(read.arguments.forDaemon(context)).isEqualTo(written).hasSize(16);
    assertThat(read.arguments.places).containsExactly("/a b", "/--c");
  }

  @Test
  void itIsToldToAnnounceItself() {
    List<String> line = List.of("--announce", "--", "/m");

    assertThat(MountCommand.ofDaemon(context, global, line).announce).isTrue();
  }

  @Test
  void theDemosDaemonReadsWhatIsWrittenForIt() {
    GlobalOptions options = new GlobalOptions();
    new CommandLine(options).parseArgs("--config=/c.toml", "--library=mine");
    List<String> line =
        new DemoMounter(context(options))
            .forDaemon(new LibraryName("demo"), Path.of("/music"), Path.of("/mnt"));

    MountCommand read = MountCommand.ofDaemon(context, global, line);

    assertThat(read.announce).isTrue();
    assertThat(read.arguments.places).containsExactly("/music", "/mnt");
    assertThat(context.configFile()).contains(Path.of("/c.toml"));
    assertThat(context.library()).isEqualTo(new LibraryName("demo"));
  }

  @Test
  void anOptionOfAnotherReleaseIsRefused() {
    List<String> line = List.of("--new=1", "--", "/m");

    assertThatThrownBy(() -> MountCommand.ofDaemon(context, global, line))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("--new");
  }
}
