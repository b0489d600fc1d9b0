package org.musicfs.core.content;

import java.util.List;

/**
 * How far a verification of the chunk store is.
 *
 * @param totalChunks there were at its start; others may come and go meanwhile
 * @param chunks compared with their names
 * @param bytes of those
 * @param damaged that were not what they should be, or could not be read; they are set aside
 * @param repaired of those, fetched again from an origin
 * @param files paths at origins of what the damaged ones belong to, at most {@link #MOST_FILES};
 *     known at its end
 * @param done whether this is the end
 */
public record StoreCheck(
    long totalChunks,
    long chunks,
    long bytes,
    long damaged,
    long repaired,
    List<String> files,
    boolean done) {
  public static final int MOST_FILES = 100;

  public StoreCheck {
    files = List.copyOf(files);
  }

  /** Takes the steps of a verification, from its thread. */
  @FunctionalInterface
  public interface Listener {
    /** Returns whether it is to go on. */
    boolean step(StoreCheck check);
  }
}
