package org.musicfs.core.control;

/**
 * A file of the mount and what the chunk store has of it.
 *
 * @param path in the tree, relative to the mount's root
 * @param sizeBytes its length
 * @param cachedBytes of it that are stored
 * @param isPinned whether it is kept in the store
 */
public record CachedFile(String path, long sizeBytes, long cachedBytes, boolean isPinned) {
  /** Takes files one by one. */
  @FunctionalInterface
  public interface Sink {
    /** Returns whether it wants more. */
    boolean accept(CachedFile file);
  }
}
