package org.musicfs.core.config;

/**
 * One {@code [[rules]]}: another template for some tracks of the main view.
 *
 * @param query which tracks; its language is checked where it is compiled
 * @param template of their paths
 */
public record RuleConfig(String query, String template) {
  /**
   * @throws InvalidConfigException if one of them is blank
   */
  public RuleConfig {
    Check.that(!query.isBlank(), "rules.query", "is empty", "a query: genre:soundtrack");
    Check.that(!template.isBlank(), "rules.template", "is empty", "a template with a field in it");
  }
}
