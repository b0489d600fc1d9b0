package org.musicfs.cli.context;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.musicfs.cli.config.ConfigLoader;
import org.musicfs.cli.config.Directories;
import org.musicfs.cli.config.Keys;
import org.musicfs.cli.config.LoadedConfig;
import org.musicfs.cli.config.Overrides;
import org.musicfs.cli.config.UserEnvironment;
import org.musicfs.cli.output.ProgressLine;
import org.musicfs.cli.output.Terminal;
import org.musicfs.core.config.InvalidConfigException;
import org.musicfs.core.config.LibraryName;
import org.musicfs.core.config.MusicfsConfig;
import org.musicfs.core.error.ExitCode;
import org.musicfs.core.error.UserError;

/**
 * What a command works with. Its answers depend on the global options, so they are asked for when
 * the command runs, not in its constructor. Used by one thread.
 */
public final class CommandContext {
  private final UserEnvironment environment;
  private final PrintStream out;
  private final PrintStream err;
  private final GlobalOptions options;

  public CommandContext(
      UserEnvironment environment, PrintStream out, PrintStream err, GlobalOptions options) {
    this.environment = environment;
    this.out = out;
    this.err = err;
    this.options = options;
  }

  /** For results. */
  public PrintStream out() {
    return out;
  }

  /** For progress, questions and errors. */
  public PrintStream err() {
    return err;
  }

  public UserEnvironment environment() {
    return environment;
  }

  /** How this person calls us, for commands that are shown to be typed: {@code ./musicfs}. */
  public String program() {
    return environment.variable("MUSICFS_COMMAND").orElse("musicfs");
  }

  /** How results may look. */
  public Terminal terminal() {
    return Terminal.of(environment.variables());
  }

  /** Shows how far long work is. */
  public ProgressLine progressLine() {
    return new ProgressLine(err, terminal().interactive());
  }

  /** The global options as they were given, for another process of ours. */
  public List<String> globalArguments() {
    List<String> arguments = new ArrayList<>();
    if (options.library != null) {
      arguments.add("--library=" + options.library);
    }
    if (options.config != null) {
      arguments.add("--config=" + options.config.toAbsolutePath());
    }
    if (options.logLevel != null) {
      arguments.add("--log-level=" + options.logLevel);
    }
    if (options.system) {
      arguments.add("--system");
    }
    if (options.verbose) {
      arguments.add("--verbose");
    }
    return arguments;
  }

  /** Whether the person asked for the log and for stack traces. */
  public boolean verbose() {
    return options.verbose;
  }

  /** Whether {@code --system} was given. */
  public boolean system() {
    return options.system;
  }

  /** The file given with {@code --config}. */
  public Optional<java.nio.file.Path> configFile() {
    return Optional.ofNullable(options.config);
  }

  /**
   * The library of {@code --library}, else {@code default}.
   *
   * @throws UserError with {@code USAGE} if it is not a library's name
   */
  public LibraryName library() {
    if (options.library == null) {
      return LibraryName.DEFAULT;
    }
    try {
      return new LibraryName(options.library);
    } catch (InvalidConfigException e) {
      throw new UserError(
          ExitCode.USAGE,
          "--library: a library " + "cannot be called \"" + options.library + "\"",
          "allowed: " + e.allowed());
    }
  }

  /** The configuration with the global flags laid over it. */
  public LoadedConfig config() {
    return config(Overrides.none());
  }

  /**
   * The configuration with a command's flags and the global ones laid over it. Reads the file each
   * time.
   *
   * @throws UserError with {@code CONFIG} if anything is wrong
   */
  public LoadedConfig config(Overrides overrides) {
    return new ConfigLoader(environment).load(configFile(), withGlobal(overrides));
  }

  /** Those overrides and the ones of the global flags. */
  public Overrides withGlobal(Overrides overrides) {
    if (options.logLevel != null) {
      return overrides.with(Keys.LOG_LEVEL, "--log-level", options.logLevel);
    }
    return options.verbose ? overrides.with(Keys.LOG_LEVEL, "--verbose", "debug") : overrides;
  }

  /** Where the library of these options keeps what it keeps. Makes nothing. */
  public Directories directories(MusicfsConfig config) {
    return directories(library(), config);
  }

  /** Where a library keeps what it keeps, by the configuration. Makes nothing. */
  public Directories directories(LibraryName library) {
    return directories(library, config().config());
  }

  private Directories directories(LibraryName library, MusicfsConfig config) {
    return options.system
        ? Directories.system(library, config.cache().directory())
        : Directories.of(library, environment, config.cache().directory());
  }
}
