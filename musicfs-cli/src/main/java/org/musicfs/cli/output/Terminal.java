package org.musicfs.cli.output;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * What standard output can show. Colours only on a terminal, and never when NO_COLOR is set or TERM
 * is {@code dumb}.
 *
 * @param interactive whether a person watches: progress may be redrawn in place
 * @param colours whether escape sequences may be used
 */
public record Terminal(boolean interactive, boolean colours) {
  private static final String RESET = "\u001b[0m";

  /**
   * That of this process's standard output.
   *
   * @param variables of the process's environment
   */
  public static Terminal of(Map<String, String> variables) {
    boolean interactive = isTerminal(Path.of("/proc/self/fd/1"));
    boolean plain =
        !variables.getOrDefault("NO_COLOR", "").isEmpty()
            || variables.getOrDefault("TERM", "").equals("dumb");
    return new Terminal(interactive, interactive && !plain);
  }

  /** The link's target names the device; System.console() would load a line editor to tell. */
  private static boolean isTerminal(Path descriptor) {
    try {
      String target = Files.readSymbolicLink(descriptor).toString();
      return target.startsWith("/dev/pts/")
          || target.startsWith("/dev/tty")
          || target.equals("/dev/console");
    } catch (IOException e) {
      return false;
    }
  }

  /** In the colour of errors. */
  public String error(String text) {
    return paint("\u001b[1;31m", text);
  }

  /** In the colour of warnings. */
  public String warning(String text) {
    return paint("\u001b[33m", text);
  }

  /** In the colour of success. */
  public String success(String text) {
    return paint("\u001b[32m", text);
  }

  private String paint(String colour, String text) {
    return colours ? colour + text + RESET : text;
  }
}
