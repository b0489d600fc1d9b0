package org.musicfs.cli.config;

/** A table says of itself what cannot be. */
final class BadTableException extends Exception {
  private static final long serialVersionUID = 1L;

  private final String leaf;
  private final String remedy;

  /**
   * @param leaf the key that says it
   * @param problem what follows the key's name in a message: {@code is a whole number}
   * @param remedy what to do
   */
  BadTableException(String leaf, String problem, String remedy) {
    super(problem);
    this.leaf = leaf;
    this.remedy = remedy;
  }

  String leaf() {
    return leaf;
  }

  String remedy() {
    return remedy;
  }
}
