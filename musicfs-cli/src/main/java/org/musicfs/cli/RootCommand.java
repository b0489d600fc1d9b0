package org.musicfs.cli;

import org.musicfs.cli.context.GlobalOptions;
import org.musicfs.cli.output.Version;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code musicfs} itself: only options and help. */
@Command(
    name = "musicfs",
    synopsisSubcommandLabel = "COMMAND",
    description = {
      "",
      "Mounts a music library as one tidy, read-only tree named by its tags.",
      "The originals are never touched; what was played once plays offline.",
      ""
    },
    versionProvider = Version.class,
    sortOptions = false,
    footer = {
      "",
      "Examples:",
      "  musicfs demo                          a small library to try it on",
      "  musicfs mount ~/Music ~/mnt/music     mount a directory of music",
      "  musicfs status                        what is mounted",
      "  musicfs doctor                        what is wrong with this machine",
      "",
      "Exit codes: 0 done, 2 wrong command line, 3 wrong configuration;",
      "the others are in docs/cli.md."
    })
final class RootCommand {
  @Mixin final GlobalOptions options;

  @Option(
      names = {"-V", "--version"},
      versionHelp = true,
      description = "show the version")
  boolean version;

  RootCommand(GlobalOptions options) {
    this.options = options;
  }
}
