package org.musicfs.index.tree;

import org.musicfs.index.tree.Thumbnails.Cover;

/** Makes what a look-up misses. Thread-safe. */
@FunctionalInterface
public interface ThumbnailSource {
  /**
   * Sees to it that a directory has a small version of its cover, by {@link Thumbnails#add}. Waits
   * for it for a second at most; what takes longer goes on in the background.
   *
   * @param directory its id
   * @return whether it is there now
   */
  boolean make(long directory, ThumbnailSize size, Cover cover);

  /** Makes none. */
  ThumbnailSource NONE = (directory, size, cover) -> false;
}
