package org.musicfs.cas.read;

import java.util.Arrays;
import java.util.Collection;

/** Which versions are pinned: what is fetched of them stays. Thread-safe, lock-free. */
public final class PinnedVersions {
  private volatile long[] sorted = {};

  /** From now on these, and no others. */
  public void set(Collection<Long> versions) {
    sorted = versions.stream().mapToLong(Long::longValue).sorted().distinct().toArray();
  }

  public boolean contains(long versionId) {
    return Arrays.binarySearch(sorted, versionId) >= 0;
  }
}
