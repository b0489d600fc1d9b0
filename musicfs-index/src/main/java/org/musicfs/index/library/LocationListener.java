package org.musicfs.index.library;

import org.musicfs.core.origin.OriginId;
import org.musicfs.core.origin.OriginPath;

/** Told that a file at an origin is not what the catalogue says; sync then looks at it again. */
@FunctionalInterface
public interface LocationListener {
  /** Called on a reader's thread; returns at once. */
  void changed(OriginId origin, OriginPath path);
}
