package org.musicfs.cli.command;

import java.io.PrintStream;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.musicfs.core.error.ExitCode;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code musicfs completion}. */
@Command(
    name = "completion",
    description = "Print a completion script for bash and zsh.",
    footer = {"", "Example:", "  source <(musicfs completion)"})
public final class CompletionCommand implements Callable<Integer> {
  private final PrintStream out;

  @Spec @Nullable CommandSpec spec;

  public CompletionCommand(PrintStream out) {
    this.out = out;
  }

  @Override
  public Integer call() {
    if (spec != null) {
      out.print(AutoComplete.bash("musicfs", spec.root().commandLine()));
    }
    return ExitCode.OK.code();
  }
}
