package org.musicfs.index.tree;

/**
 * A tree of the library.
 *
 * @param id 1 for the main view
 * @param root node id of its root directory
 * @param name empty for the main view
 * @param rules where its files are listed
 */
public record View(int id, long root, String name, TreeRules rules) {
  /** The view that has no name. */
  public static final int MAIN = 1;

  boolean isMain() {
    return id == MAIN;
  }
}
