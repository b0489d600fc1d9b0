package org.musicfs.core.config;

import java.util.regex.Pattern;

/**
 * Names a library. It becomes part of paths, of a socket's name and of a systemd unit's name, so it
 * is plain: 1 to 64 of {@code a-z 0-9 _ -}, the first a letter or digit. Lower case only, because
 * two names that differ in case would be one directory on some file systems.
 */
public record LibraryName(String value) {
  /** For messages. */
  public static final String ALLOWED =
      "1 to 64 of a-z, 0-9, _ and -, starting with a letter or a digit";

  private static final Pattern PATTERN = Pattern.compile("[a-z0-9][a-z0-9_-]{0,63}");

  /** The library of those who have one. (After the pattern: its constructor needs it.) */
  public static final LibraryName DEFAULT = new LibraryName("default");

  /**
   * @throws InvalidConfigException if it is not such a name
   */
  public LibraryName {
    Check.that(
        PATTERN.matcher(value).matches(), "library", "cannot be called \"" + value + "\"", ALLOWED);
  }

  @Override
  public String toString() {
    return value;
  }
}
