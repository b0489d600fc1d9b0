package org.musicfs.index.tree;

import java.util.Set;
import java.util.stream.Collectors;
import org.musicfs.core.audio.CompanionKind;
import org.musicfs.core.config.TreeConfig;
import org.musicfs.core.name.NameRules;
import org.musicfs.core.template.Template;

/**
 * What decides where files are listed.
 *
 * @param template of a track's path
 * @param names how names are made of what it gives
 * @param companions kinds of files that are listed beside the tracks
 * @param tagsFromPath whether tracks without tags take them from their path
 */
public record TreeRules(
    Template template, NameRules names, Set<CompanionKind> companions, boolean tagsFromPath) {
  /** Changes when the rules of placing do, so that every track is placed anew. */
  private static final int VERSION = 2;

  public TreeRules {
    companions = Set.copyOf(companions);
  }

  /** As configured; the template is that of the configuration, compiled, or another one. */
  public static TreeRules of(Template template, TreeConfig config) {
    return new TreeRules(
        template,
        new NameRules(config.windowsSafe(), config.replacement()),
        config.companions(),
        config.tagsFromPath());
  }

  /** Names them all: two with the same text place everything alike. */
  String text() {
    return VERSION
        + (names.windowsSafe() ? " windows-safe '" : " posix '")
        + names.replacement()
        + "' "
        + companions.stream().sorted().map(CompanionKind::key).collect(Collectors.joining(" "))
        + (tagsFromPath ? " tags-from-path " : " ")
        + template.source();
  }
}
