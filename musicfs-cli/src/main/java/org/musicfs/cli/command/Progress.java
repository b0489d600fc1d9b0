package org.musicfs.cli.command;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.musicfs.cli.output.Human;
import org.musicfs.core.control.SyncProgress;

/** A sync in words. */
final class Progress {
  private Progress() {}

  /** {@code done: 1,204 files, 3 added, 1 moved}. */
  static String describe(SyncProgress p) {
    List<String> parts = new ArrayList<>();
    parts.add(plural(p.files(), "file"));
    add(parts, p.added(), "added");
    add(parts, p.changed(), "changed");
    add(parts, p.moved(), "moved");
    add(parts, p.removed(), "removed");
    add(parts, p.heldBack(), "missing but kept");
    add(parts, p.unreadable(), "unreadable");
    add(parts, p.problems(), "not looked at");
    String phase = p.phase().name().toLowerCase(Locale.ROOT);
    return switch (p.phase()) {
      case IDLE -> "not started";
      case RUNNING, DONE, INCOMPLETE, FAILED -> phase + ": " + String.join(", ", parts);
    };
  }

  private static void add(List<String> parts, long count, String what) {
    if (count > 0) {
      parts.add(Human.count(count) + " " + what);
    }
  }

  /** {@code 1 file}, {@code 2 files}. */
  static String plural(long count, String noun) {
    return Human.count(count) + " " + noun + (count == 1 ? "" : "s");
  }
}
