package org.musicfs.core.content;

import java.util.List;

/**
 * Figures of the chunk store.
 *
 * @param limitBytes the most it may hold
 * @param storedBytes what it holds, each chunk once, and copies of whole versions
 * @param chunks how many chunks it holds; a copy is one
 * @param referencedBytes what manifests refer to of what is held, each reference counted
 * @param audios versions all of whose audio is known, stored now or not
 * @param distinctAudios how many different ones among these
 * @param pinnedBytes of what is held, kept whatever else comes
 * @param hits chunk reads answered from the store since the start
 * @param misses chunk reads that needed an origin since the start
 * @param fetchedBytes bytes fetched from origins since the start
 * @param evictedBytes bytes evicted since the start
 * @param corruptChunks chunks that failed verification since the start
 * @param classes the same by class
 * @param origins the same by origin
 * @param scrub how far the regular verification is
 */
public record StoreStats(
    long limitBytes,
    long storedBytes,
    long chunks,
    long referencedBytes,
    long audios,
    long distinctAudios,
    long pinnedBytes,
    long hits,
    long misses,
    long fetchedBytes,
    long evictedBytes,
    long corruptChunks,
    List<OfClass> classes,
    List<OfOrigin> origins,
    Scrub scrub) {
  public StoreStats {
    classes = List.copyOf(classes);
    origins = List.copyOf(origins);
  }

  /**
   * Chunks of one class.
   *
   * @param name {@code audio}, or {@code protected}: heads, pictures and tails
   * @param storedBytes what is held, each chunk once
   * @param chunks how many
   * @param referencedBytes what manifests refer to of it
   */
  public record OfClass(String name, long storedBytes, long chunks, long referencedBytes) {
    /** Bytes referred to per byte held. */
    public double dedupRatio() {
      return ratio(referencedBytes, storedBytes);
    }
  }

  /**
   * Chunks that one origin supplied first.
   *
   * @param origin its id in the library; 0 while it is not known whose they are
   * @param storedBytes what is held, each chunk once
   * @param chunks how many
   * @param pinnedBytes of what is held
   * @param quotaBytes the most that may be held, but for what is pinned; 0 if it has no quota
   * @param hits chunk reads of its files answered from the store since the start
   * @param misses chunk reads of its files that needed an origin since the start
   */
  public record OfOrigin(
      int origin,
      long storedBytes,
      long chunks,
      long pinnedBytes,
      long quotaBytes,
      long hits,
      long misses) {}

  /**
   * The regular verification of all that is stored.
   *
   * @param completedMillis when it last came to its end, in milliseconds since the epoch; 0 if it
   *     never did
   * @param permille of the round that is under way, 0 to 999; -1 if there is none
   * @param damaged chunks found damaged by it in this round and the one before
   */
  public record Scrub(long completedMillis, int permille, long damaged) {
    /** It is switched off. */
    public static final Scrub OFF = new Scrub(0, -1, 0);
  }

  /** Bytes referred to per byte held; 1 when nothing is shared or nothing is held. */
  public double dedupRatio() {
    return ratio(referencedBytes, storedBytes);
  }

  private static double ratio(long referenced, long stored) {
    return stored == 0 ? 1.0 : Math.max(1.0, (double) referenced / stored);
  }
}
