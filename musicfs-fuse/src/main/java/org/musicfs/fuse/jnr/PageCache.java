package org.musicfs.fuse.jnr;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Decides at each open what the kernel's page cache may do. The kernel keeps pages per inode, and
 * behind libfuse 2 an inode is a path: pages of two versions of a file would mix. So for each node
 * this remembers the one version whose pages the kernel may hold:
 *
 * <ul>
 *   <li>opened again at that version: its pages are kept;
 *   <li>opened at another one while handles of that version are open: the new handle bypasses the
 *       cache, since the old ones go on filling it;
 *   <li>else: the pages are dropped, and the cache belongs to the new version.
 * </ul>
 *
 * Only the most recent nodes are remembered and those that are open; a forgotten one costs its
 * pages at the next open, nothing else. Thread-safe; a lock is held for some map operations.
 */
final class PageCache {
  /** What an open handle does with the pages the kernel holds of the file. */
  enum Use {
    /** Throw them away, cache anew. */
    DROP,
    /** Use them. */
    KEEP,
    /** Neither use nor fill the cache. */
    BYPASS
  }

  private final int remembered;

  /** The version whose pages the kernel may hold, by node; the least recently opened first. */
  @GuardedBy("this")
  private final LinkedHashMap<Long, Long> versionOfNode = new LinkedHashMap<>(16, 0.75f, true);

  @GuardedBy("this")
  private final Map<Long, Integer> openCounts = new HashMap<>();

  PageCache(int remembered) {
    this.remembered = remembered;
  }

  /** Called for each open that succeeds, before the kernel learns of it. */
  synchronized Use opened(long node, long version) {
    Long cached = versionOfNode.get(node);
    boolean cachedInUse = cached != null && openCounts.containsKey(cached);
    openCounts.merge(version, 1, Integer::sum);
    if (cached != null && cached == version) {
      return Use.KEEP;
    }
    if (cachedInUse) {
      return Use.BYPASS;
    }
    versionOfNode.put(node, version);
    forgetOldest();
    return Use.DROP;
  }

  /** Called for each release. */
  synchronized void released(long version) {
    openCounts.computeIfPresent(version, (v, n) -> n == 1 ? null : n - 1);
  }

  /** Drops one closed entry when there are too many; those in use are passed over. */
  @GuardedBy("this")
  private void forgetOldest() {
    if (versionOfNode.size() <= remembered) {
      return;
    }
    var entries = versionOfNode.entrySet().iterator();
    while (entries.hasNext()) {
      if (!openCounts.containsKey(entries.next().getValue())) {
        entries.remove();
        return;
      }
    }
  }

  /** Nodes remembered. */
  synchronized int size() {
    return versionOfNode.size();
  }
}
