package org.musicfs.core.origin;

import java.util.Locale;

/** Whether files of an origin are read through the chunk store. */
public enum CachePolicy {
  /** Through the chunk store: verified, and playable when the origin is gone. */
  TRUE,
  /** Directly from the origin: nothing is stored, nothing is hashed. */
  FALSE,
  /** {@link #FALSE} where origin and cache lie on one file system, else {@link #TRUE}. */
  AUTO;

  /** As written in the configuration. */
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }
}
