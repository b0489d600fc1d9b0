package org.musicfs.index.library;

import java.util.Optional;
import org.musicfs.core.content.CachedVersions;
import org.musicfs.core.hash.Hash128;

/** A content store that says the same of every version. */
final class TenBytesCached implements CachedVersions {
  @Override
  public long cachedBytes(long versionId) {
    return 10;
  }

  @Override
  public Optional<Hash128> contentHash(long versionId) {
    return Optional.of(new Hash128(1, 2));
  }
}
