package org.musicfs.cli.daemon;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.musicfs.core.error.ExitCode;
import org.musicfs.core.error.UserError;
import org.musicfs.core.origin.OriginId;
import org.musicfs.core.origin.OriginPath;
import org.musicfs.core.origin.OriginSpec;
import org.musicfs.origin.OriginTypes;

/** Finds the origin that a person means, by its number, a path or a URL. Immutable. */
final class OriginTargets {
  private final List<OriginSpec> specs;
  private final OriginTypes types;

  OriginTargets(List<OriginSpec> specs, OriginTypes types) {
    this.specs = List.copyOf(specs);
    this.types = types;
  }

  /**
   * The places at origins that are meant.
   *
   * @param target empty for all origins
   * @throws UserError {@code ORIGIN} if it is none
   */
  Map<OriginId, OriginPath> find(String target) {
    Map<OriginId, OriginPath> scopes = new LinkedHashMap<>();
    for (OriginSpec spec : specs) {
      if (target.isEmpty() || target.equals(Integer.toString(spec.id().value()))) {
        scopes.put(spec.id(), OriginPath.ROOT);
      } else if (!isNumber(target)) {
        types.locate(spec, target).ifPresent(path -> scopes.put(spec.id(), path));
      }
    }
    if (scopes.isEmpty()) {
      throw unknown(target);
    }
    return scopes;
  }

  static UserError unknown(String target) {
    return new UserError(
        ExitCode.ORIGIN,
        "'" + target + "' is neither an origin of this library nor a place below one",
        "musicfs status lists the origins");
  }

  private static boolean isNumber(String text) {
    return text.chars().allMatch(Character::isDigit);
  }
}
