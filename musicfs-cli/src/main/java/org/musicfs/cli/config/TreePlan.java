package org.musicfs.cli.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.musicfs.core.config.MusicfsConfig;
import org.musicfs.core.config.RuleConfig;
import org.musicfs.core.config.ViewConfig;
import org.musicfs.core.error.ExitCode;
import org.musicfs.core.error.Nearest;
import org.musicfs.core.error.UserError;
import org.musicfs.core.search.SearchException;
import org.musicfs.core.template.Template;
import org.musicfs.core.template.TemplateException;
import org.musicfs.index.search.TagQuery;
import org.musicfs.index.tree.TreeRules;
import org.musicfs.index.tree.Views;

/** Compiles the templates and queries of a configuration. Stateless. */
public final class TreePlan {
  private TreePlan() {}

  /**
   * The views of a library.
   *
   * @param mounted name of the view to serve; empty for the main view
   * @throws UserError {@code TEMPLATE} or {@code CONFIG} if a template or a query cannot be read,
   *     {@code USAGE} if there is no such view
   */
  public static Views of(MusicfsConfig config, String mounted) {
    TreeRules plain =
        TreeRules.of(template("tree.template", config.tree().template()), config.tree());
    List<TreeRules.Choice> choices = new ArrayList<>();
    for (int i = 0; i < config.rules().size(); i++) {
      RuleConfig rule = config.rules().get(i);
      choices.add(
          new TreeRules.Choice(
              query("rules[" + i + "].query", rule.query()),
              template("rules[" + i + "].template", rule.template())));
    }
    List<Views.Named> named = new ArrayList<>();
    for (int i = 0; i < config.views().size(); i++) {
      named.add(view("views[" + i + "].", config.views().get(i), plain));
    }
    List<String> names = named.stream().map(Views.Named::name).toList();
    if (!mounted.isEmpty() && !names.contains(mounted)) {
      throw new UserError(
          ExitCode.USAGE,
          "there is no view \"" + mounted + "\"",
          names.isEmpty()
              ? "none is configured: see [[views]] in docs/configuration.md"
              : Nearest.to(mounted, names).map(near -> "did you mean \"" + near + "\"? ").orElse("")
                  + "configured: "
                  + String.join(", ", names));
    }
    return new Views(plain.withChoices(choices), named, mounted);
  }

  private static Views.Named view(String place, ViewConfig view, TreeRules main) {
    if (!view.each().isEmpty()) {
      template(place + "each", "$" + view.each() + "/$title");
    }
    return new Views.Named(
        view.name(),
        main.ofView(
            template(place + "template", view.template()),
            view.query().isBlank()
                ? Optional.empty()
                : Optional.of(query(place + "query", view.query())),
            view.each()),
        view.showInRoot());
  }

  private static Template template(String key, String source) {
    try {
      return Template.parse(source);
    } catch (TemplateException e) {
      throw new UserError(ExitCode.TEMPLATE, key + ": " + e.render(), "see docs/templates.md");
    }
  }

  private static TagQuery query(String key, String text) {
    try {
      return TagQuery.parse(text);
    } catch (SearchException e) {
      String mark =
          e.position().isPresent()
              ? "\n  " + text + "\n  " + " ".repeat(e.position().getAsInt()) + "^"
              : "";
      throw new UserError(
          ExitCode.CONFIG, key + ": " + e.getMessage() + mark, "see docs/search.md");
    }
  }
}
