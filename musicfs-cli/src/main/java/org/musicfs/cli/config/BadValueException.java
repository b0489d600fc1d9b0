package org.musicfs.cli.config;

/** A text or a TOML value is not of the type its key has. The loader adds key and place. */
final class BadValueException extends Exception {
  private static final long serialVersionUID = 1L;

  /**
   * @param problem one clause after the key's name: {@code has no unit}
   */
  BadValueException(String problem) {
    super(problem);
  }
}
