package org.musicfs.core.origin;

import java.util.Collection;
import java.util.Optional;

/** The origins of the running library. Thread-safe. */
public interface Origins {
  /** The origin with this id; empty if it is not configured in this run. */
  Optional<Origin> find(OriginId id);

  /** All of them, in id order. */
  Collection<Origin> all();
}
