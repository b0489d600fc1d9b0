package org.musicfs.cas.read;

import java.util.Objects;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Values by version, a hash table of a fixed number of chains. Looking up takes the number as it
 * is: a map of the JDK would box it, an object for each read. Chains are immutable and replaced
 * whole, so a look-up is lock-free and sees one state. Thread-safe.
 */
final class VersionTable<V> {
  /** A chain for each file that a busy server has open; beyond that chains get longer. */
  private static final int CHAINS = 1024;

  private record Link<V>(long versionId, V value, @Nullable Link<V> next) {}

  private final AtomicReferenceArray<@Nullable Link<V>> chains = new AtomicReferenceArray<>(CHAINS);

  /** The value of a version; null if it has none. */
  @Nullable V get(long versionId) {
    for (Link<V> link = chains.get(chain(versionId)); link != null; link = link.next) {
      if (link.versionId == versionId) {
        return link.value;
      }
    }
    return null;
  }

  /**
   * Gives a version another value if the one it has still equals {@code expected}.
   *
   * @param expected null for none
   * @param value null to have none
   * @return whether it did
   */
  boolean replace(long versionId, @Nullable V expected, @Nullable V value) {
    int chain = chain(versionId);
    while (true) {
      Link<V> head = chains.get(chain);
      Link<V> rest = null;
      V now = null;
      for (Link<V> link = head; link != null; link = link.next) {
        if (link.versionId == versionId) {
          now = link.value;
        } else {
          rest = new Link<>(link.versionId, link.value, rest);
        }
      }
      if (!Objects.equals(now, expected)) {
        return false;
      }
      Link<V> changed = value == null ? rest : new Link<>(versionId, value, rest);
      if (chains.compareAndSet(chain, head, changed)) {
        return true;
      }
    }
  }

  private static int chain(long versionId) {
    return (int) versionId & (CHAINS - 1);
  }
}
