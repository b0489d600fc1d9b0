package org.musicfs.cli.command;

import java.nio.file.Path;
import java.util.List;
import org.musicfs.core.control.CacheTarget;

/** What a person types for something that the daemon finds, whose working directory is another. */
final class TypedTargets {
  private TypedTargets() {}

  /** An origin's number stays, and a file URI; a path is made absolute. */
  static String origin(String typed) {
    boolean isNumber = typed.chars().allMatch(Character::isDigit);
    return isNumber || typed.startsWith("file:") ? typed : absolute(typed);
  }

  /** Paths in the mount, or queries. */
  static List<CacheTarget> inMount(List<String> typed) {
    return typed.stream().map(text -> new CacheTarget(text, absolute(text))).toList();
  }

  private static String absolute(String path) {
    return Path.of(path).toAbsolutePath().normalize().toString();
  }
}
