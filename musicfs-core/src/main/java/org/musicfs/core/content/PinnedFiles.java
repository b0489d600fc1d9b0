package org.musicfs.core.content;

import java.util.List;

/** Which files the user wants to have in the store whatever else is played. Thread-safe. */
@FunctionalInterface
public interface PinnedFiles {
  /**
   * The versions that the pinned files have now. Files that are missing have none.
   *
   * @throws ContentException {@code UNAVAILABLE} if the catalogue cannot answer
   */
  List<Long> versions() throws ContentException;
}
