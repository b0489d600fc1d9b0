package org.musicfs.cli.supervise;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.musicfs.core.error.ExitCode;

/**
 * The supervisor of a daemon in the background. It is there for as long as the mount is, so it does
 * without the command line's libraries.
 */
public final class SupervisorMain {
  private SupervisorMain() {}

  /** {@code LOG COMMAND...}: the daemon's log and command line. */
  public static void main(String[] arguments) {
    List<String> command = Arrays.asList(arguments).subList(1, arguments.length);
    Journal journal = new Journal(Path.of(arguments[0]), System.err);
    int code;
    try {
      code = new Supervisor(command, System.getenv(), journal).run();
    } catch (IOException e) {
      System.err.println(e.getMessage());
      code = ExitCode.FAILURE.code();
    }
    System.exit(code);
  }
}
