package org.musicfs.index.tree;

import java.util.List;

/**
 * The views of a library as configured.
 *
 * @param main rules of the main view
 * @param named the others
 * @param mounted name of the one that is served; empty for the main view
 */
public record Views(TreeRules main, List<Named> named, String mounted) {
  /**
   * @throws IllegalArgumentException if the mounted one is none of them
   */
  public Views {
    named = List.copyOf(named);
    if (!mounted.isEmpty() && named.stream().noneMatch(view -> view.name().equals(mounted))) {
      throw new IllegalArgumentException("no view " + mounted);
    }
  }

  /**
   * A view beside the main one.
   *
   * @param name unique; a file name
   * @param showInRoot whether it stands as a directory in the root of the main view
   */
  public record Named(String name, TreeRules rules, boolean showInRoot) {}

  /** The main view alone. */
  public static Views only(TreeRules main) {
    return new Views(main, List.of(), "");
  }
}
