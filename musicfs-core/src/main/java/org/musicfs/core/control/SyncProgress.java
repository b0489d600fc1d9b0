package org.musicfs.core.control;

import java.util.Locale;

/**
 * A sync of one origin, so far. All counts are of this run.
 *
 * @param origin display name
 * @param phase what it is doing
 * @param directories listed
 * @param files audio files seen
 * @param unchanged files whose version was known
 * @param added tracks added
 * @param changed tracks with a new version
 * @param moved tracks found again under another path
 * @param removed tracks removed
 * @param heldBack tracks that are gone but not removed: too many at once, or another device
 * @param unreadable audio files listed by file name because they could not be read
 * @param problems directories and names that could not be looked at
 * @param message why it failed or held something back; else empty
 */
public record SyncProgress(
    String origin,
    Phase phase,
    long directories,
    long files,
    long unchanged,
    long added,
    long changed,
    long moved,
    long removed,
    long heldBack,
    long unreadable,
    long problems,
    String message) {
  /**
   * Before the first sync of a process.
   *
   * @param message what the last one of an earlier process said; else empty
   */
  public static SyncProgress idle(String origin, String message) {
    return new SyncProgress(origin, Phase.IDLE, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, message);
  }

  /** Phase and counts in words: {@code done: 1,204 files, 3 added, 1 moved}. */
  public String summary() {
    if (phase == Phase.IDLE) {
      return "not started";
    }
    StringBuilder text = new StringBuilder(phase.name().toLowerCase(Locale.ROOT));
    text.append(String.format(Locale.ROOT, ": %,d %s", files, files == 1 ? "file" : "files"));
    count(text, added, "added");
    count(text, changed, "changed");
    count(text, moved, "moved");
    count(text, removed, "removed");
    count(text, heldBack, "missing but kept");
    count(text, unreadable, "unreadable");
    count(text, problems, "not looked at");
    return text.toString();
  }

  private static void count(StringBuilder text, long count, String what) {
    if (count > 0) {
      text.append(String.format(Locale.ROOT, ", %,d %s", count, what));
    }
  }

  /** What a sync is doing. */
  public enum Phase {
    IDLE,
    RUNNING,
    DONE,
    /** Ended without removing anything: the origin, or a part of it, could not be listed. */
    INCOMPLETE,
    FAILED
  }
}
