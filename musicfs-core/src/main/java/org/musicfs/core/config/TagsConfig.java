package org.musicfs.core.config;

import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.util.List;

/**
 * How tags are read: {@code [tags]}.
 *
 * @param separators what parts the names in a single value of artists and genres, with the spaces
 *     around it; compared in any case. Not {@code /} alone, which stands in names
 * @param keepTogether names that hold a separator and are one; compared in any case
 * @param legacyEncoding what text is in that is no UTF-8, or says it is Latin-1: a charset of Java
 */
public record TagsConfig(
    List<String> separators, List<String> keepTogether, String legacyEncoding) {
  /**
   * @throws InvalidConfigException if a separator is blank or {@code /}, a name is blank, or there
   *     is no such encoding
   */
  public TagsConfig {
    separators = List.copyOf(separators);
    keepTogether = List.copyOf(keepTogether);
    for (String separator : separators) {
      Check.that(
          !separator.isBlank() && !separator.equals("/"),
          "tags.separators",
          "holds \"" + separator + "\"",
          "text that stands between names and never in one: \"; \", \" feat. \", \" / \"");
    }
    for (String name : keepTogether) {
      Check.that(!name.isBlank(), "tags.keep_together", "holds an empty name", "names");
    }
    Check.that(
        isCharset(legacyEncoding),
        "tags.legacy_encoding",
        "is no encoding that is known here",
        "windows-1252, windows-1251, windows-1250, Shift_JIS, GB18030, Big5, EUC-KR ...");
  }

  private static boolean isCharset(String name) {
    try {
      return Charset.isSupported(name);
    } catch (IllegalCharsetNameException e) {
      return false;
    }
  }
}
