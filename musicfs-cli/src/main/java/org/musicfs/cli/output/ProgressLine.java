package org.musicfs.cli.output;

import java.io.PrintStream;
import java.util.concurrent.TimeUnit;

/**
 * A line that tells a person who watches how far long work is, redrawn in place up to ten times a
 * second. Shows nothing where nobody watches. One thread.
 */
public final class ProgressLine {
  private static final long INTERVAL_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
  private static final String START_OF_EMPTY_LINE = "\r\u001b[K";

  private final PrintStream stream;
  private final boolean interactive;
  private boolean drawn;
  private long drawnNanos;

  /**
   * @param stream not the one of the results
   * @param interactive whether a person watches
   */
  public ProgressLine(PrintStream stream, boolean interactive) {
    this.stream = stream;
    this.interactive = interactive;
  }

  /** Draws it, unless it was drawn a moment ago. */
  public void show(String text) {
    long now = System.nanoTime();
    if (interactive && (!drawn || now - drawnNanos >= INTERVAL_NANOS)) {
      stream.print(START_OF_EMPTY_LINE + text);
      stream.flush();
      drawn = true;
      drawnNanos = now;
    }
  }

  /** Takes it away, before anything else is printed. */
  public void clear() {
    if (drawn) {
      stream.print(START_OF_EMPTY_LINE);
      stream.flush();
      drawn = false;
    }
  }
}
