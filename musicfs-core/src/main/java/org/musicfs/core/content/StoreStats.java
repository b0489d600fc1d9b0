package org.musicfs.core.content;

/**
 * Figures of the chunk store.
 *
 * @param limitBytes the most it may hold
 * @param storedBytes what it holds, each chunk once, and copies of whole versions
 * @param chunks how many chunks it holds; a copy is one
 * @param referencedBytes what manifests refer to of what is held, each reference counted
 * @param hits chunk reads answered from the store since the start
 * @param misses chunk reads that needed an origin since the start
 * @param fetchedBytes bytes fetched from origins since the start
 * @param evictedBytes bytes evicted since the start
 * @param corruptChunks chunks that failed verification since the start
 */
public record StoreStats(
    long limitBytes,
    long storedBytes,
    long chunks,
    long referencedBytes,
    long hits,
    long misses,
    long fetchedBytes,
    long evictedBytes,
    long corruptChunks) {
  /** Bytes referred to per byte held; 1 when nothing is shared or nothing is held. */
  public double dedupRatio() {
    return storedBytes == 0 ? 1.0 : Math.max(1.0, (double) referencedBytes / storedBytes);
  }
}
