package org.musicfs.cas.store;

import org.musicfs.cas.chunk.ChunkClass;

/**
 * What a chunk is held as: who may push it out, and on whose account it lies there.
 *
 * @param kind its class
 * @param origin number of the origin that supplied it first, whose quota it counts against; {@link
 *     #NO_ORIGIN} while that is not known
 * @param isPinned whether nothing pushes it out
 */
public record Holding(ChunkClass kind, int origin, boolean isPinned) {
  /** Stands for an origin that is not known: the index was lost and is not complete again. */
  public static final int NO_ORIGIN = 0;

  /** A chunk that is not pinned, of no known origin. */
  public static Holding of(ChunkClass kind) {
    return new Holding(kind, NO_ORIGIN, false);
  }

  Holding as(ChunkClass other) {
    return new Holding(other, origin, isPinned);
  }

  Holding pinned(boolean pinned) {
    return new Holding(kind, origin, pinned);
  }
}
