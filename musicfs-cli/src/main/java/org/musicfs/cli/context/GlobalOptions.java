package org.musicfs.cli.context;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** Options that every command takes, before or after its name. Filled by picocli. */
public final class GlobalOptions {
  @Option(
      names = "--library",
      paramLabel = "NAME",
      scope = ScopeType.INHERIT,
      description = "library to speak of (default: default)")
  @Nullable String library;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      scope = ScopeType.INHERIT,
      description = "read this configuration and no other")
  @Nullable Path config;

  @Option(
      names = "--log-level",
      paramLabel = "LEVEL",
      scope = ScopeType.INHERIT,
      description = "error, warn, info, debug or trace")
  @Nullable String logLevel;

  @Option(
      names = "--system",
      scope = ScopeType.INHERIT,
      description = "speak of the system-wide service's library, not of your own")
  boolean system;

  @Option(
      names = {"-v", "--verbose"},
      scope = ScopeType.INHERIT,
      description = "show the log and stack traces on stderr")
  boolean verbose;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      scope = ScopeType.INHERIT,
      description = "show this help")
  boolean help;

  /**
   * Sets one as {@link CommandContext#globalArguments} writes it.
   *
   * @return false if there is none of that name
   */
  public boolean set(String name, String value) {
    switch (name) {
      case "--library" -> library = value;
      case "--config" -> config = Path.of(value);
      case "--log-level" -> logLevel = value;
      case "--system" -> system = true;
      case "--verbose" -> verbose = true;
      default -> {
        return false;
      }
    }
    return true;
  }
}
