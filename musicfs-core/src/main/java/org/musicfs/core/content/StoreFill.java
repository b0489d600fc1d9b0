package org.musicfs.core.content;

/**
 * How far the fetching of files into the chunk store is.
 *
 * @param files that are to be there
 * @param doneFiles of those, looked at
 * @param bytes of all of them
 * @param doneBytes of those that were looked at, there or not
 * @param failed files that are not wholly there although they were looked at
 * @param problem why the last of those is not, for people; empty if there is none
 * @param done whether this is the end
 */
public record StoreFill(
    long files,
    long doneFiles,
    long bytes,
    long doneBytes,
    long failed,
    String problem,
    boolean done) {
  /** Takes the steps, from the thread that fetches. */
  @FunctionalInterface
  public interface Listener {
    /** Returns whether it is to go on. */
    boolean step(StoreFill fill);
  }
}
