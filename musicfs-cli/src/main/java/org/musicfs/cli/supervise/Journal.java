package org.musicfs.cli.supervise;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;

/**
 * Writes down what the supervisor did, for people: at the end of the daemon's log, in its form, and
 * to an error stream. Thread-safe.
 */
public final class Journal {
  private final Path log;
  private final PrintStream errors;

  /**
   * @param log the daemon's; nothing is written there while it does not exist
   */
  public Journal(Path log, PrintStream errors) {
    this.log = log;
    this.errors = errors;
  }

  void write(String text) {
    errors.println("musicfs: " + text);
    String time =
        LocalDateTime.now(ZoneId.systemDefault())
            .truncatedTo(ChronoUnit.MILLIS)
            .toString()
            .replace('T', ' ');
    try {
      Files.writeString(log, time + " WARN  Supervisor: " + text + "\n", StandardOpenOption.APPEND);
    } catch (IOException e) {
      errors.println("musicfs: " + log + ": " + e);
    }
  }
}
