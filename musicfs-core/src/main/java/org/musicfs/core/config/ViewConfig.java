package org.musicfs.core.config;

/**
 * One {@code [[views]]}: a tree beside the main one.
 *
 * @param name unique; the name of its directory if it is shown in the root
 * @param template of a track's path in it; its language is checked where it is compiled
 * @param query which tracks are in it; empty for all
 * @param each the field for each of whose values a track is listed once; empty for none
 * @param showInRoot whether it stands as a directory in the root of the main view
 */
public record ViewConfig(
    String name, String template, String query, String each, boolean showInRoot) {
  private static final int NAME_CHARACTERS = 64;

  /**
   * @throws InvalidConfigException if the name cannot be a directory's, or the template is blank
   */
  public ViewConfig {
    Check.that(
        !name.isBlank()
            && name.equals(name.strip())
            && name.length() <= NAME_CHARACTERS
            && name.chars()
                .noneMatch(c -> "/\\:*?\"<>|".indexOf(c) >= 0 || Character.isISOControl(c))
            && !name.startsWith(".")
            && !name.endsWith("."),
        "views.name",
        "cannot be the name of a directory",
        "1 to " + NAME_CHARACTERS + " characters, none of /\\:*?\"<>|, no dot at either end");
    Check.that(!template.isBlank(), "views.template", "is empty", "a template with a field in it");
  }
}
