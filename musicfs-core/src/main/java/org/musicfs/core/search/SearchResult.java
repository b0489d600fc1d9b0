package org.musicfs.core.search;

import java.util.List;

/**
 * What a search found.
 *
 * @param total how many tracks match
 * @param hits the best of them, best first
 */
public record SearchResult(long total, List<Hit> hits) {
  public SearchResult {
    hits = List.copyOf(hits);
  }

  /**
   * One track.
   *
   * @param path in the tree, relative to the mount's root
   * @param title empty where the file has none
   * @param artist empty where the file has none
   * @param album empty where the file has none
   */
  public record Hit(String path, String title, String artist, String album) {}
}
