package org.musicfs.origin.local;

import java.nio.file.Path;
import org.musicfs.core.origin.CachePolicy;
import org.musicfs.core.origin.Origin;
import org.musicfs.core.origin.OriginId;
import org.musicfs.core.origin.OriginSpec;

/** Local origins for tests. */
final class TestOrigins {
  private TestOrigins() {}

  /** The origin of this directory. */
  static Origin of(Path root) {
    LocalOrigins origins = new LocalOrigins();
    return origins.create(
        new OriginSpec(
            new OriginId(1),
            LocalOrigins.TYPE,
            origins.location(root.toString()),
            CachePolicy.TRUE));
  }
}
