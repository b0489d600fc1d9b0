package org.musicfs.fuse.mountpoint;

import java.util.regex.Pattern;

/** Words for a command line that a person copies. */
final class Shell {
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_@%+=:,./-]+");

  private Shell() {}

  /** {@code word}, in single quotes where it needs them. */
  static String quote(String word) {
    return PLAIN.matcher(word).matches() ? word : "'" + word.replace("'", "'\\''") + "'";
  }
}
