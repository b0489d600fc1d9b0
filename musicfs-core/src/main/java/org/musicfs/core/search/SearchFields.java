package org.musicfs.core.search;

import java.util.List;

/**
 * The fields a query can name. A word without a field is looked for in all text fields; one of four
 * digits may also be the year.
 */
public final class SearchFields {
  /**
   * Every field, text fields first; {@code year} is a number and takes ranges: {@code year:[1959 TO
   * 1965]}; {@code compilation} is {@code true} or {@code false}.
   */
  public static final List<String> ALL =
      List.of(
          "title",
          "artist",
          "albumartist",
          "album",
          "genre",
          "composer",
          "chapter",
          "format",
          "year",
          "compilation");

  private SearchFields() {}
}
