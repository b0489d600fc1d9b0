package org.musicfs.core.config;

import java.nio.file.Path;
import java.util.Optional;
import org.musicfs.core.origin.CachePolicy;

/**
 * One {@code [[origin]]}.
 *
 * @param path its directory; absolute
 * @param cache whether its files go through the chunk store
 * @param quota how much of the chunk store it may take; empty for as much as there is
 * @param library it belongs to
 */
public record OriginConfig(
    Path path, CachePolicy cache, Optional<CacheQuota> quota, LibraryName library) {
  /**
   * @throws InvalidConfigException if the path is relative
   */
  public OriginConfig {
    Check.that(
        path.isAbsolute(),
        "origin.path",
        "is a relative path",
        "an absolute path, or one that starts with ~/");
    path = path.normalize();
  }

  /** How an origin is cached unless it says otherwise: what was played once plays offline. */
  public static final CachePolicy DEFAULT_CACHE = CachePolicy.TRUE;
}
