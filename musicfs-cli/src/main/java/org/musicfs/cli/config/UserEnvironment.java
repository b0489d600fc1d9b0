package org.musicfs.cli.config;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Who runs us and with which variables; handed in so that tests can be somebody else.
 *
 * @param variables of the process's environment
 * @param home directory, absolute
 * @param uid of the process
 */
public record UserEnvironment(Map<String, String> variables, Path home, int uid) {
  public UserEnvironment {
    variables = Map.copyOf(variables);
  }

  /** That of this process. */
  public static UserEnvironment ofThisProcess() {
    Map<String, String> variables = System.getenv();
    String home = variables.getOrDefault("HOME", "");
    Path homePath = Path.of(home.startsWith("/") ? home : System.getProperty("user.home"));
    try {
      return new UserEnvironment(
          variables, homePath, (Integer) Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot tell the user's id from /proc/self", e);
    }
  }

  /** The variable, unless it is absent or empty: both mean the same to the XDG specification. */
  public Optional<String> variable(String name) {
    return Optional.ofNullable(variables.get(name)).filter(value -> !value.isEmpty());
  }

  /** The directory a variable names. Relative paths are ignored, as the XDG specification asks. */
  public Optional<Path> directory(String name) {
    return variable(name).filter(value -> value.startsWith("/")).map(Path::of);
  }

  /** An XDG base directory: the variable's, or the default below the home directory. */
  public Path base(String name, String defaultBelowHome) {
    return directory(name).orElse(home.resolve(defaultBelowHome));
  }
}
