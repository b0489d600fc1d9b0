package org.musicfs.core.content;

import java.util.Optional;
import org.musicfs.core.hash.Hash128;

/** What the chunk store has of single versions. Thread-safe. */
public interface CachedVersions {
  /** Bytes of this version that are present, 0 to its size. */
  long cachedBytes(long versionId) throws ContentException;

  /** Hash over the hashes of all chunks of this version, in order; empty until all are known. */
  Optional<Hash128> contentHash(long versionId) throws ContentException;
}
