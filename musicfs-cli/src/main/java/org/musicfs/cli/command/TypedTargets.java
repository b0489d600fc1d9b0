package org.musicfs.cli.command;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import org.musicfs.core.control.CacheTarget;
import org.musicfs.core.error.ExitCode;
import org.musicfs.core.error.UserError;
import org.musicfs.origin.OriginTypes;

/**
 * What a person types for something that the daemon finds, whose working directory is another.
 *
 * <p>Each throws a {@link UserError} with {@code ENVIRONMENT} for a path that this process cannot
 * read.
 */
final class TypedTargets {
  private TypedTargets() {}

  /** An origin's number stays; the rest is a {@link #place}. */
  static String origin(String typed) {
    return typed.chars().allMatch(Character::isDigit) ? typed : place(typed);
  }

  /** A URL stays; a path is made absolute. */
  static String place(String typed) {
    return OriginTypes.isUri(typed) ? typed : path(typed).toString();
  }

  /** Paths in the mount, or queries. */
  static List<CacheTarget> inMount(List<String> typed) {
    return typed.stream().map(text -> new CacheTarget(text, path(text).toString())).toList();
  }

  /** Absolute, without dots. */
  static Path path(String typed) {
    try {
      return Path.of(typed).toAbsolutePath().normalize();
    } catch (InvalidPathException e) {
      throw new UserError(
          ExitCode.ENVIRONMENT,
          "the name '" + typed + "' cannot be read: " + e.getReason(),
          "set LC_ALL=C.UTF-8");
    }
  }
}
