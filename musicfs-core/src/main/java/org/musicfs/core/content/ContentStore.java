package org.musicfs.core.content;

import java.util.Optional;
import org.musicfs.core.hash.Hash128;

/** What can be asked of the chunk store as a whole. Thread-safe. */
public interface ContentStore {
  /** Figures now. Reads every manifest, so its cost grows with what is cached. */
  StoreStats stats() throws ContentException;

  /** What is held, told from memory. */
  StoreUse use();

  /**
   * Removes every chunk that no reader is using.
   *
   * @return bytes freed
   */
  long clear() throws ContentException;

  /**
   * Compares every stored chunk with its name, reading all of them; sets aside those that are not
   * what they should be. Returns at the end, or when the listener says so.
   *
   * @param repair whether those are fetched again, from any location of a file they belong to; else
   *     they are when they are read next
   * @throws ContentException {@code UNAVAILABLE} if the store or the catalogue cannot be read
   */
  void verify(boolean repair, StoreCheck.Listener listener) throws ContentException;

  /** Bytes of this version that are present, 0 to its size. */
  long cachedBytes(long versionId) throws ContentException;

  /** Hash over the hashes of all chunks of this version, in order; empty until all are known. */
  Optional<Hash128> contentHash(long versionId) throws ContentException;
}
