package org.musicfs.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.musicfs.cli.config.UserEnvironment;
import org.musicfs.cli.context.CommandContext;
import org.musicfs.cli.context.GlobalOptions;
import org.musicfs.cli.output.ConsoleLogging;
import org.musicfs.cli.output.Terminal;
import org.musicfs.core.config.LogLevel;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;

/** The entry of the command line: builds the one command that is asked for and runs it. */
public final class Main {
  private static final Set<String> OPTIONS_WITH_VALUE =
      Set.of("--library", "--config", "--log-level");
  private static final int HELP_WIDTH = 100;

  private final UserEnvironment environment;
  private final PrintStream out;
  private final PrintStream err;

  Main(UserEnvironment environment, PrintStream out, PrintStream err) {
    this.environment = environment;
    this.out = out;
    this.err = err;
  }

  /** Runs and ends the process with the command's exit code. */
  public static void main(String[] arguments) {
    PrintStream out = standardOutput();
    PrintStream err = standardError();
    int code = new Main(UserEnvironment.ofThisProcess(), out, err).run(arguments);
    out.flush();
    err.flush();
    System.exit(code);
  }

  static PrintStream standardOutput() {
    return stream(FileDescriptor.out);
  }

  static PrintStream standardError() {
    return stream(FileDescriptor.err);
  }

  /** Buffered UTF-8, whatever the locale says; flushed at each line. */
  private static PrintStream stream(FileDescriptor descriptor) {
    return new PrintStream(new FileOutputStream(descriptor), true, StandardCharsets.UTF_8);
  }

  /**
   * Runs one command line.
   *
   * @return its exit code
   */
  int run(String... arguments) {
    GlobalOptions options = new GlobalOptions();
    CommandContext context = new CommandContext(environment, out, err, options);
    CommandLine line = new CommandLine(new RootCommand(options));
    for (Commands.Entry entry : wanted(arguments)) {
      line.addSubcommand(entry.name(), entry.factory().apply(context));
    }
    ErrorReport report = new ErrorReport(context);
    line.setOut(writer(out));
    line.setErr(writer(err));
    line.setColorScheme(
        CommandLine.Help.defaultColorScheme(
            Terminal.of(environment.variables()).colours() ? Ansi.ON : Ansi.OFF));
    line.setUsageHelpWidth(HELP_WIDTH);
    line.setParameterExceptionHandler(report::usage);
    line.setExecutionExceptionHandler(report::failure);
    line.setExecutionStrategy(
        parsed -> {
          showLog(context);
          return new CommandLine.RunLast().execute(parsed);
        });
    return line.execute(arguments);
  }

  /** Shows the log on standard error if the person asked for it. */
  static void showLog(CommandContext context) {
    if (context.verbose()) {
      ConsoleLogging.show(LogLevel.DEBUG, context.err());
    }
  }

  private static PrintWriter writer(PrintStream stream) {
    return new PrintWriter(new OutputStreamWriter(stream, StandardCharsets.UTF_8), true);
  }

  /** The command that is named; all of them where help or a guess needs all. */
  private static List<Commands.Entry> wanted(String... arguments) {
    return firstWord(arguments).flatMap(Commands::alone).map(List::of).orElse(Commands.all());
  }

  private static Optional<String> firstWord(String... arguments) {
    for (int i = 0; i < arguments.length; i++) {
      if (!arguments[i].startsWith("-")) {
        return Optional.of(arguments[i]);
      }
      if (OPTIONS_WITH_VALUE.contains(arguments[i])) {
        i++;
      }
    }
    return Optional.empty();
  }
}
