package org.musicfs.cli;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.musicfs.cli.config.UserEnvironment;

/**
 * Runs several command lines in one JVM, each after a word {@code --}, and prints nothing. An AOT
 * cache is made from one run; this makes that run hold all that commands usually do. Only the build
 * runs it (packaging/lib/app.sh).
 */
public final class TrainingRun {
  private static final String SEPARATOR = "--";

  private TrainingRun() {}

  /**
   * {@code -- COMMAND ... [-- COMMAND ...]}; what a command's end is does not matter. Or {@code
   * daemon ARGUMENT...}: serves as {@link DaemonMain}, after the command line was read as for
   * {@code musicfs mount --foreground}.
   */
  public static void main(String[] arguments) {
    if (arguments[0].equals("daemon")) {
      run("--", "mount", "--help");
      DaemonMain.main(Arrays.copyOfRange(arguments, 1, arguments.length));
    }
    run(arguments);
    System.exit(0);
  }

  private static void run(String... arguments) {
    PrintStream nowhere =
        new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8);
    Main main = new Main(UserEnvironment.ofThisProcess(), nowhere, nowhere);
    for (List<String> line : lines(arguments)) {
      main.run(line.toArray(String[]::new));
    }
  }

  private static List<List<String>> lines(String... arguments) {
    List<List<String>> lines = new ArrayList<>();
    for (String argument : arguments) {
      if (argument.equals(SEPARATOR)) {
        lines.add(new ArrayList<>());
      } else {
        lines.getLast().add(argument);
      }
    }
    return lines;
  }
}
