package org.musicfs.core.content;

import java.util.List;
import java.util.Optional;
import org.musicfs.core.origin.OriginId;

/** What can be asked of the chunk store as a whole. Thread-safe. */
public interface ContentStore extends CachedVersions {
  /** Figures now. Reads every manifest, so its cost grows with what is cached. */
  StoreStats stats() throws ContentException;

  /** What is held, told from memory. */
  StoreUse use();

  /**
   * Removes every chunk that is not pinned and that no reader is using.
   *
   * @param origin whose chunks are to go; empty for everybody's
   * @return bytes freed
   */
  long clear(Optional<OriginId> origin) throws ContentException;

  /**
   * Removes what is stored of these versions, but for what is pinned or read now. What other
   * versions share with them goes too.
   *
   * @return bytes freed
   */
  long evict(List<Long> versions) throws ContentException;

  /**
   * Fetches what is missing of these versions into the store, one after the other. Versions that do
   * not go through the store are passed over. Returns at the end, or when the listener says so.
   *
   * @throws InterruptedException if the thread was
   */
  void fill(List<Long> versions, StoreFill.Listener listener) throws InterruptedException;

  /** Hands over every version of which something is stored, in order of id. */
  void forEachCached(CachedVisitor visitor) throws ContentException;

  /** Takes versions one by one. */
  @FunctionalInterface
  interface CachedVisitor {
    /**
     * @param storedBytes bytes of it that are stored, more than 0
     */
    void visit(long versionId, long storedBytes);
  }

  /** Told that other files are pinned, or that they have other versions. Returns at once. */
  void followPins();

  /**
   * Compares every stored chunk with its name, reading all of them; sets aside those that are not
   * what they should be. Returns at the end, or when the listener says so.
   *
   * @param repair whether those are fetched again, from any location of a file they belong to; else
   *     they are when they are read next
   * @throws ContentException {@code UNAVAILABLE} if the store or the catalogue cannot be read
   */
  void verify(boolean repair, StoreCheck.Listener listener) throws ContentException;
}
