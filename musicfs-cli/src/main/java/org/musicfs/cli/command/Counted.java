package org.musicfs.cli.command;

import org.musicfs.cli.output.Human;

/** Counted things in words. */
final class Counted {
  private Counted() {}

  /** {@code 1 file}, {@code 2 files}. */
  static String of(long count, String noun) {
    return Human.count(count) + " " + noun + (count == 1 ? "" : "s");
  }
}
