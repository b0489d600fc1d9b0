package org.musicfs.cli.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.musicfs.core.config.MusicfsConfig;
import org.musicfs.core.error.ExitCode;
import org.musicfs.core.error.UserError;
import org.musicfs.origin.OriginTypes;
import org.tomlj.Toml;
import org.tomlj.TomlParseError;
import org.tomlj.TomlParseResult;

/**
 * Finds the configuration, reads it strictly and lays flags over it.
 *
 * <p>The first of these is read, the others are not looked at: the file named by {@code --config},
 * {@code $XDG_CONFIG_HOME/musicfs/config.toml} ({@code ~/.config} where the variable is unset),
 * {@code /etc/musicfs/config.toml}. With none of them the defaults hold.
 */
public final class ConfigLoader {
  private static final Path SYSTEM_FILE = Path.of("/etc/musicfs/config.toml");

  private final UserEnvironment environment;
  private final Path systemFile;
  private final OriginTypes types;

  public ConfigLoader(UserEnvironment environment) {
    this(environment, SYSTEM_FILE, OriginTypes.ofThisApplication());
  }

  /**
   * @param types that origins of the file may be of
   */
  ConfigLoader(UserEnvironment environment, Path systemFile, OriginTypes types) {
    this.environment = environment;
    this.systemFile = systemFile;
    this.types = types;
  }

  /** The defaults, as if nothing were configured. */
  public static LoadedConfig defaults() {
    return new LoadedConfig(MusicfsConfig.defaults(), Optional.empty(), Map.of());
  }

  /**
   * What a look at the configuration found.
   *
   * @param file that was read; empty if there is none
   * @param problems in the order of the file; empty if it is right
   * @param loaded the configuration, with defaults in the place of what is wrong
   */
  public record Outcome(Optional<Path> file, List<Problem> problems, LoadedConfig loaded) {
    public Outcome {
      problems = List.copyOf(problems);
    }
  }

  /**
   * The configuration.
   *
   * @param explicit the file named by {@code --config}
   * @throws UserError with {@code CONFIG} if it cannot be read or anything in it is wrong: the
   *     first problem, and how many more there are
   */
  public LoadedConfig load(Optional<Path> explicit, Overrides overrides) {
    Outcome outcome = examine(explicit, overrides);
    if (!outcome.problems().isEmpty()) {
      Problem first = outcome.problems().getFirst();
      int more = outcome.problems().size() - 1;
      throw new UserError(
          first.exitCode(),
          first.place() + ": " + first.message(),
          first.remedy() + (more > 0 ? " (" + more + " more: see musicfs config check)" : ""));
    }
    return outcome.loaded();
  }

  /**
   * Reads all of it and gathers every problem.
   *
   * @throws UserError with {@code CONFIG} if the file cannot be read at all
   */
  public Outcome examine(Optional<Path> explicit, Overrides overrides) {
    Optional<Path> file = explicit.isPresent() ? explicit : find();
    Reading reading = new Reading(environment.home(), overrides, types);
    file.ifPresent(path -> read(path.toAbsolutePath(), reading));
    return reading.finish(file.map(Path::toAbsolutePath));
  }

  private Optional<Path> find() {
    Path user =
        environment.base("XDG_CONFIG_HOME", ".config").resolve("musicfs").resolve("config.toml");
    return List.of(user, systemFile).stream().filter(Files::exists).findFirst();
  }

  private static void read(Path path, Reading reading) {
    TomlParseResult toml;
    try {
      toml = Toml.parse(path);
    } catch (IOException e) {
      boolean there = Files.exists(path);
      throw new UserError(
          ExitCode.CONFIG,
          path + ": " + (there ? "cannot be read: " + e.getMessage() : "there is no such file"),
          there
              ? "make it a file in UTF-8 that you may read"
              : "name an existing file with --config, or leave the option out");
    }
    if (toml.hasErrors()) {
      // What was parsed around an error is guesswork: only the errors are reported.
      for (TomlParseError error : toml.errors()) {
        reading.syntaxError(path, error);
      }
    } else {
      reading.file(path, toml);
    }
  }
}
