package org.musicfs.core.origin;

import org.jspecify.annotations.Nullable;

/**
 * An origin as the library remembers it.
 *
 * @param id never reused
 * @param type {@code local}, or the scheme of its location
 * @param location for {@code local} an absolute path, percent-encoded as a file URI so that any
 *     bytes survive; for others a URI as their {@link OriginProvider} spells it
 * @param cache whether its files go through the chunk store
 */
public record OriginSpec(OriginId id, String type, String location, CachePolicy cache) {
  /**
   * A location for people: the path of a {@code file:///} URI, each byte that is no UTF-8 as {@code
   * \xNN}; any other location as it is. Not reversible.
   */
  public static String display(String location) {
    byte @Nullable [] path = FileUri.path(location);
    return path == null ? location : OriginPath.display(path);
  }
}
