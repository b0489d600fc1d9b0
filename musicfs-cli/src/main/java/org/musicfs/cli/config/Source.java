package org.musicfs.cli.config;

import java.nio.file.Path;

/** Where a value came from. */
public sealed interface Source {
  /** As a person reads it: {@code default}, {@code /etc/musicfs/config.toml:3}, {@code --umask}. */
  String text();

  /** Nobody said anything. */
  record Default() implements Source {
    @Override
    public String text() {
      return "default";
    }
  }

  /**
   * The configuration file.
   *
   * @param line counted from 1
   */
  record File(Path path, int line) implements Source {
    @Override
    public String text() {
      return path + ":" + line;
    }
  }

  /**
   * The command line.
   *
   * @param option as typed: {@code --umask}
   */
  record Flag(String option) implements Source {
    @Override
    public String text() {
      return option;
    }
  }
}
