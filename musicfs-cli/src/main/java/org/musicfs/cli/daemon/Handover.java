package org.musicfs.cli.daemon;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Measures how long a mount is without a daemon: the one that hands it over leaves the time in a
 * file of the library's state, the next one finds it. Milliseconds since the epoch in digits; lost
 * without harm.
 */
final class Handover {
  private static final String FILE = "handed-over";

  private Handover() {}

  /** Requests are not answered from now on. */
  static void begin(Path state) throws IOException {
    Files.writeString(state.resolve(FILE), Long.toString(System.currentTimeMillis()));
  }

  /**
   * Requests are answered again, or on.
   *
   * @param taken whether the mount is the one that was handed over
   * @return milliseconds since {@link #begin}; -1 if there was none
   */
  static long end(Path state, boolean taken) throws IOException {
    Path file = state.resolve(FILE);
    if (!Files.exists(file)) {
      return -1;
    }
    String text = Files.readString(file).strip();
    Files.delete(file);
    return taken && text.matches("[0-9]{1,18}")
        ? Math.max(0, System.currentTimeMillis() - Long.parseLong(text))
        : -1;
  }
}
