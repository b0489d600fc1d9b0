package org.musicfs.cli;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import org.musicfs.cli.config.Directories;
import org.musicfs.cli.config.LoadedConfig;
import org.musicfs.cli.context.CommandContext;
import org.musicfs.core.error.ExitCode;
import org.musicfs.core.error.Nearest;
import org.musicfs.core.error.UserError;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** How what went wrong is told: one line that says what, one that says what to do. */
final class ErrorReport {
  private final CommandContext context;

  ErrorReport(CommandContext context) {
    this.context = context;
  }

  /** The command line is wrong. */
  int usage(ParameterException error, String... arguments) {
    CommandLine command = error.getCommandLine();
    String name = command.getCommandSpec().qualifiedName(" ");
    String help = "see " + name + " --help";
    if (error instanceof UnmatchedArgumentException unmatched
        && !unmatched.getUnmatched().isEmpty()) {
      return unknown(command, String.valueOf(unmatched.getUnmatched().getFirst()), help);
    }
    // The only error of this plain class without an argument: no command where one is needed.
    if (error.getClass() == ParameterException.class
        && error.getArgSpec() == null
        && !command.getSubcommands().isEmpty()) {
      command.usage(context.err());
      return ExitCode.USAGE.code();
    }
    print(String.valueOf(error.getMessage()), help);
    return ExitCode.USAGE.code();
  }

  private int unknown(CommandLine command, String word, String help) {
    boolean option = word.startsWith("-");
    List<String> known = new ArrayList<>();
    if (option) {
      command.getCommandSpec().options().forEach(o -> known.addAll(List.of(o.names())));
    } else {
      known.addAll(command.getSubcommands().keySet());
    }
    String what = option ? "option" : known.isEmpty() ? "argument" : "command";
    print(
        "unknown " + what + " \"" + word + "\"",
        Nearest.to(word, known).map(near -> "did you mean " + near + "? ").orElse("") + help);
    return ExitCode.USAGE.code();
  }

  /** The command failed. */
  int failure(Exception error, CommandLine command, ParseResult parsed) {
    return failure(error);
  }

  /** Whatever it was that failed. */
  int failure(Exception error) {
    if (error instanceof UserError user) {
      print(String.valueOf(user.getMessage()), user.remedy());
      if (context.verbose()) {
        user.printStackTrace(context.err());
      }
      return user.exitCode().code();
    }
    print(
        "unexpected error: " + error,
        context.verbose() ? "" : "try again with -v to see where" + logHint());
    if (context.verbose()) {
      error.printStackTrace(context.err());
    }
    return ExitCode.FAILURE.code();
  }

  private String logHint() {
    try {
      LoadedConfig config = context.config();
      Directories directories = context.directories(config.config());
      return "; the daemon's log is " + directories.log();
    } catch (UserError e) {
      return ""; // The first error is the one to tell.
    }
  }

  private void print(String message, String remedy) {
    PrintStream err = context.err();
    err.println(context.terminal().error("musicfs:") + " " + message);
    if (!remedy.isEmpty()) {
      err.println("  " + remedy);
    }
  }
}
