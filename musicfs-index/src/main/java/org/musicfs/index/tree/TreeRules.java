package org.musicfs.index.tree;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.musicfs.core.audio.CompanionKind;
import org.musicfs.core.audio.Tags;
import org.musicfs.core.config.TreeConfig;
import org.musicfs.core.name.NameRules;
import org.musicfs.core.template.Template;
import org.musicfs.index.search.TagQuery;

/**
 * What decides where the files of a view are listed.
 *
 * @param wanted which tracks are; empty for all
 * @param listedUnder the field for each of whose values a track is listed once; empty for none
 * @param choices templates for some tracks, by query; the first that matches is taken
 * @param otherwise template of the path of all other tracks
 * @param names how names are made of what it gives
 * @param companions kinds of files that are listed beside the tracks
 * @param tagsFromPath whether tracks without tags take them from their path
 */
public record TreeRules(
    Optional<TagQuery> wanted,
    String listedUnder,
    List<Choice> choices,
    Template otherwise,
    NameRules names,
    Set<CompanionKind> companions,
    boolean tagsFromPath) {
  /** Changes when the rules of placing do, so that every track is placed anew. */
  private static final int VERSION = 2;

  /** More genres than this say nothing, and each is a file in the tree. */
  private static final int MOST_VALUES = 16;

  /** A template for the tracks that match a query. */
  public record Choice(TagQuery query, Template template) {}

  public TreeRules {
    choices = List.copyOf(choices);
    companions = Set.copyOf(companions);
  }

  /** As configured; the template is that of the configuration, compiled, or another one. */
  public static TreeRules of(Template template, TreeConfig config) {
    return new TreeRules(
        Optional.empty(),
        "",
        List.of(),
        template,
        new NameRules(config.windowsSafe(), config.replacement()),
        config.companions(),
        config.tagsFromPath());
  }

  /** These, with other templates for some tracks. */
  public TreeRules withChoices(List<Choice> others) {
    return new TreeRules(wanted, listedUnder, others, otherwise, names, companions, tagsFromPath);
  }

  /**
   * These names and companions for a view of its own. Playlists and cue sheets, whose text is made
   * for one place, stand in the main view alone.
   */
  public TreeRules ofView(Template template, Optional<TagQuery> query, String under) {
    return new TreeRules(
        query,
        under,
        List.of(),
        template,
        names,
        companions.stream().filter(kind -> !kind.isText()).collect(Collectors.toSet()),
        tagsFromPath);
  }

  Template template(PlacedTrack track) {
    for (Choice choice : choices) {
      if (choice.query().matches(tagsOf(track), track.format())) {
        return choice.template();
      }
    }
    return otherwise;
  }

  boolean wants(PlacedTrack track) {
    return wanted.isEmpty() || wanted.get().matches(tagsOf(track), track.format());
  }

  /** Its tags, and what its path tells in their stead. */
  Tags tagsOf(PlacedTrack track) {
    return tagsFromPath ? PathTags.fill(track.path(), track.tags()) : track.tags();
  }

  /**
   * What a track is listed under, each once as names go; an empty text if that is nothing in
   * particular.
   */
  List<String> valuesOf(PlacedTrack track) {
    if (listedUnder.isEmpty()) {
      return List.of("");
    }
    Map<String, String> values = new LinkedHashMap<>();
    for (String value :
        DesiredPath.fields(this, track, (key, by, fields) -> "").values(listedUnder)) {
      if (values.size() < MOST_VALUES && !value.isEmpty()) {
        values.putIfAbsent(NameRules.collisionKey(value), value);
      }
    }
    return values.isEmpty() ? List.of("") : List.copyOf(values.values());
  }

  /** Names them all: two with the same text place everything alike. */
  public String text() {
    return VERSION
        + (names.windowsSafe() ? " windows-safe '" : " posix '")
        + names.replacement()
        + "' "
        + companions.stream().sorted().map(CompanionKind::key).collect(Collectors.joining(" "))
        + (tagsFromPath ? " tags-from-path " : " ")
        + wanted.map(query -> "query '" + query.text() + "' ").orElse("")
        + (listedUnder.isEmpty() ? "" : "each " + listedUnder + " ")
        + choices.stream()
            .map(c -> "for '" + c.query().text() + "' " + c.template().source() + " ")
            .collect(Collectors.joining())
        + otherwise.source();
  }
}
