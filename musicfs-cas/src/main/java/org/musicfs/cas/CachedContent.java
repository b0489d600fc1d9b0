package org.musicfs.cas;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.musicfs.cas.chunk.ChunkId;
import org.musicfs.cas.manifest.Manifest;
import org.musicfs.cas.manifest.Manifests;
import org.musicfs.cas.read.RoutedContent;
import org.musicfs.cas.store.ChunkSet;
import org.musicfs.cas.store.ChunkStore;
import org.musicfs.core.content.ContentException;
import org.musicfs.core.content.ContentException.Reason;
import org.musicfs.core.content.ContentStore;
import org.musicfs.core.content.ContentVersion;
import org.musicfs.core.content.StoreCheck;
import org.musicfs.core.content.StoreStats;
import org.musicfs.core.content.StoreUse;
import org.musicfs.core.content.Versions;
import org.musicfs.core.hash.Hash128;
import org.musicfs.core.metrics.Metric;
import org.musicfs.core.metrics.Metrics;

/** What can be asked of the store as a whole, answered from manifests, index and counters. */
final class CachedContent implements ContentStore {
  private final long limitBytes;
  private final ChunkStore store;
  private final Manifests manifests;
  private final Versions versions;
  private final RoutedContent content;
  private final Metrics metrics;

  CachedContent(
      long limitBytes,
      ChunkStore store,
      Manifests manifests,
      Versions versions,
      RoutedContent content,
      Metrics metrics) {
    this.limitBytes = limitBytes;
    this.store = store;
    this.manifests = manifests;
    this.versions = versions;
    this.content = content;
    this.metrics = metrics;
  }

  @Override
  public StoreStats stats() throws ContentException {
    manifests.flush();
    AtomicLong referenced = new AtomicLong();
    ChunkSet present;
    try {
      present = store.present();
    } catch (IOException e) {
      throw new ContentException(Reason.UNAVAILABLE, "the store cannot be counted", e);
    }
    manifests.forEachChunk(
        id -> {
          if (present.contains(id)) {
            referenced.addAndGet(id.length());
          }
        });
    return new StoreStats(
        limitBytes,
        store.bytes(),
        store.chunks(),
        referenced.get(),
        metrics.get(Metric.CHUNK_HITS),
        metrics.get(Metric.CHUNK_MISSES),
        metrics.get(Metric.FETCHED_BYTES),
        metrics.get(Metric.EVICTED_BYTES),
        metrics.get(Metric.CHUNKS_CORRUPT));
  }

  @Override
  public StoreUse use() {
    return new StoreUse(store.bytes(), limitBytes, store.chunks(), store.state());
  }

  @Override
  public long clear() throws ContentException {
    content.forgetStreamed();
    try {
      return store.clear();
    } catch (IOException e) {
      throw new ContentException(Reason.UNAVAILABLE, "the store cannot be cleared", e);
    }
  }

  @Override
  public void verify(boolean repair, StoreCheck.Listener listener) throws ContentException {
    new Verification(store, manifests, versions, content, listener).run(repair);
  }

  @Override
  public long cachedBytes(long versionId) throws ContentException {
    ContentVersion version = find(versionId);
    if (!content.isStored(version)) {
      return 0;
    }
    Manifest manifest = manifests.of(version);
    long bytes = 0;
    for (int i = 0; i < manifest.plan().count(); i++) {
      ChunkId id = manifest.id(i);
      if (id != null && store.isPresent(id)) {
        bytes += id.length();
      }
    }
    long size = manifest.plan().sizeBytes();
    // Its chunks may be gone while its copy in one file is there.
    return bytes < size && content.isCopied(manifest) ? size : bytes;
  }

  @Override
  public Optional<Hash128> contentHash(long versionId) throws ContentException {
    ContentVersion version = find(versionId);
    return content.isStored(version) ? manifests.of(version).contentHash() : Optional.empty();
  }

  private ContentVersion find(long versionId) throws ContentException {
    return versions
        .find(versionId)
        .orElseThrow(
            () ->
                new ContentException(
                    Reason.UNKNOWN_VERSION, "version " + versionId + " is not known", null));
  }
}
