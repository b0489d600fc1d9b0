package org.musicfs.core.config;

import java.util.Locale;

/** How much the log says, from least to most. */
public enum LogLevel {
  ERROR,
  WARN,
  INFO,
  DEBUG,
  TRACE;

  /** As written in the configuration. */
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }
}
