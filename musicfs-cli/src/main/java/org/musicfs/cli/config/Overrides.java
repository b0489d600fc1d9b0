package org.musicfs.cli.config;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What flags say. A flag wins over the file and is checked by the same rules, with the flag's name
 * in the message. Immutable.
 */
public final class Overrides {
  /** A flag and what was given to it. */
  record Given(String option, String text) {}

  private static final Overrides NONE = new Overrides(Map.of());

  private final Map<Key<?>, Given> given;

  private Overrides(Map<Key<?>, Given> given) {
    this.given = given;
  }

  public static Overrides none() {
    return NONE;
  }

  /**
   * These, and {@code key} set by a flag.
   *
   * @param option as typed: {@code --umask}
   * @param text as it would stand in the file, without quotes
   */
  public Overrides with(Key<?> key, String option, String text) {
    Map<Key<?>, Given> more = new LinkedHashMap<>(given);
    more.put(key, new Given(option, text));
    return new Overrides(Map.copyOf(more));
  }

  /** The same, if there is a text: for options that may be absent. */
  public Overrides with(Key<?> key, String option, Optional<String> text) {
    return text.map(t -> with(key, option, t)).orElse(this);
  }

  Optional<Given> get(Key<?> key) {
    return Optional.ofNullable(given.get(key));
  }
}
