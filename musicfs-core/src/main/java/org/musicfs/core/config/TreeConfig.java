package org.musicfs.core.config;

import java.util.Set;
import org.musicfs.core.audio.CompanionKind;

/**
 * How paths are made: {@code [tree]}.
 *
 * @param template of a track's path; not empty. Its language is checked where it is compiled
 * @param windowsSafe whether characters and names that Windows refuses are replaced too
 * @param replacement for a character that may not stand in a name; 0 to 8 characters, none of them
 *     one that would itself be replaced
 * @param companions kinds of files listed beside the tracks of their album
 * @param tagsFromPath whether tracks without tags take them from their path
 * @param cue what becomes of an album that is one file with a cue sheet
 */
public record TreeConfig(
    String template,
    boolean windowsSafe,
    String replacement,
    Set<CompanionKind> companions,
    boolean tagsFromPath,
    CueMode cue) {
  private static final String FORBIDDEN = "/\\:*?\"<>|";
  private static final int REPLACEMENT_CHARACTERS = 8;

  /**
   * @throws InvalidConfigException if the template is blank or the replacement cannot stand in a
   *     name
   */
  public TreeConfig {
    companions = Set.copyOf(companions);
    Check.that(!template.isBlank(), "tree.template", "is empty", "a template with a field in it");
    Check.that(
        replacement.length() <= REPLACEMENT_CHARACTERS
            && replacement
                .chars()
                .noneMatch(c -> FORBIDDEN.indexOf(c) >= 0 || Character.isISOControl(c))
            && !replacement.startsWith("."),
        "tree.replacement",
        "cannot stand in a file name",
        "up to "
            + REPLACEMENT_CHARACTERS
            + " characters, none of "
            + FORBIDDEN
            + ", no leading dot");
  }
}
