package org.musicfs.core.error;

import java.util.regex.Pattern;

/** Words for a command line that a person copies out of a message. Stateless; any thread. */
public final class Shell {
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_@%+=:,./-]+");

  private Shell() {}

  /** {@code word}, in single quotes where a shell needs them. */
  public static String quote(String word) {
    return PLAIN.matcher(word).matches() ? word : "'" + word.replace("'", "'\\''") + "'";
  }
}
