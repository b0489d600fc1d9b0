package org.musicfs.cli.config;

import org.musicfs.core.error.ExitCode;

/**
 * One thing that is wrong in a configuration.
 *
 * @param place {@code FILE:LINE:COLUMN}, or a flag's name
 * @param message what is wrong
 * @param remedy what to write instead
 */
public record Problem(String place, String message, String remedy) {
  /** {@code CONFIG} for a place in a file, {@code USAGE} for a flag. */
  ExitCode exitCode() {
    return place.startsWith("/") ? ExitCode.CONFIG : ExitCode.USAGE;
  }
}
