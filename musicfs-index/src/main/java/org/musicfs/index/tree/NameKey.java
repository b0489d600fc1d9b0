package org.musicfs.index.tree;

import java.nio.charset.StandardCharsets;
import org.musicfs.core.hash.Xxh3;
import org.musicfs.core.name.NameRules;

/** The number under which a name is found in its directory: 64 bits of its collision key's hash. */
final class NameKey {
  private NameKey() {}

  static long of(String name) {
    return Xxh3.hash(NameRules.collisionKey(name).getBytes(StandardCharsets.UTF_8)).low();
  }
}
