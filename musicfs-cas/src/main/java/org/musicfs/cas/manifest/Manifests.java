package org.musicfs.cas.manifest;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.musicfs.cas.chunk.ChunkId;
import org.musicfs.cas.chunk.ChunkPlan;
import org.musicfs.core.audio.Layout;
import org.musicfs.core.content.ContentException;
import org.musicfs.core.content.ContentVersion;
import org.musicfs.core.content.ManifestStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The manifests in use. One is loaded when its version is first used; a bounded number stay. What
 * was learned is written back by {@link #flush}, many in one transaction; a crash before that loses
 * only names, and the chunk files are found again by content when their chunks are fetched next.
 *
 * <p>A changed manifest stays in {@code dirty} until the very state that was saved is its last, so
 * that no look-up can find an older one in between. Should a version be held twice (evicted here,
 * still held by a reader, loaded again), the two are merged when either changes.
 */
public final class Manifests {
  /** About 45 bytes each: some 9 MB at most. */
  private static final long CACHED_CHUNKS = 200_000;

  private static final int BATCH = 256;

  /** While the catalogue cannot be written, names of more versions than this are not kept. */
  private static final int MOST_DIRTY = 4096;

  private static final Logger log = LoggerFactory.getLogger(Manifests.class);
  private final ManifestStore stored;
  private final int chunkBytes;
  private final Cache<Long, Manifest> cache;
  private final Map<Long, Manifest> dirty = new ConcurrentHashMap<>();
  private volatile boolean failing;

  /**
   * @param chunkBytes where versions without a manifest are cut
   */
  public Manifests(ManifestStore stored, int chunkBytes) {
    this.stored = stored;
    this.chunkBytes = chunkBytes;
    this.cache =
        Caffeine.newBuilder()
            .maximumWeight(CACHED_CHUNKS)
            .<Long, Manifest>weigher((id, m) -> m.plan().count() + 4)
            .executor(Runnable::run)
            .build();
  }

  /**
   * The manifest of a version that {@linkplain ChunkPlan#fits fits}; an empty one if none is stored
   * or what is stored is damaged.
   *
   * @throws ContentException {@code UNAVAILABLE} if the catalogue cannot answer
   */
  public Manifest of(ContentVersion version) throws ContentException {
    Manifest known = known(version.id());
    if (known != null) {
      return known;
    }
    Manifest loaded = load(version);
    Manifest first = cache.asMap().putIfAbsent(version.id(), loaded);
    return first == null ? loaded : first;
  }

  private @Nullable Manifest known(long versionId) {
    Manifest changed = dirty.get(versionId);
    return changed != null ? changed : cache.getIfPresent(versionId);
  }

  private Manifest load(ContentVersion version) throws ContentException {
    long size = version.stamp().sizeBytes();
    byte[] bytes = stored.load(version.id()).orElse(null);
    if (bytes != null) {
      Manifest manifest = ManifestCodec.decode(bytes, size).orElse(null);
      if (manifest != null) {
        return manifest;
      }
      log.warn("the manifest of version {} is damaged and is learned again", version.id());
    }
    Layout layout = version.layout().sizeBytes() == size ? version.layout() : Layout.unknown(size);
    return new Manifest(ChunkPlan.of(layout, chunkBytes));
  }

  /** Records what a chunk is called, to be saved with the next flush. */
  public void learn(long versionId, Manifest manifest, int index, ChunkId id) {
    if (manifest.learn(index, id) && (!failing || dirty.size() < MOST_DIRTY)) {
      dirty.merge(
          versionId,
          manifest,
          (old, now) -> {
            if (old != now) {
              now.absorb(old);
            }
            return now;
          });
    }
  }

  /** Saves what has changed. What cannot be saved now is kept for the next time. */
  public synchronized void flush() {
    Map<Long, byte[]> batch = new HashMap<>();
    Map<Long, Integer> states = new HashMap<>();
    for (Map.Entry<Long, Manifest> entry : dirty.entrySet()) {
      states.put(entry.getKey(), entry.getValue().changes());
      batch.put(entry.getKey(), ManifestCodec.encode(entry.getValue()));
      if (batch.size() == BATCH && !save(batch, states)) {
        return;
      }
    }
    if (!batch.isEmpty()) {
      save(batch, states);
    }
  }

  private boolean save(Map<Long, byte[]> batch, Map<Long, Integer> states) {
    try {
      stored.save(batch);
      failing = false;
    } catch (ContentException e) {
      if (!failing) {
        failing = true;
        log.warn("manifests cannot be saved, kept in memory for now: {}", e.getMessage());
      }
      return false;
    }
    states.forEach(
        (id, state) -> dirty.computeIfPresent(id, (k, m) -> m.changes() == state ? null : m));
    batch.clear();
    states.clear();
    return true;
  }

  /** Takes each stored manifest's known chunks. */
  @FunctionalInterface
  public interface ChunkVisitor {
    void accept(ChunkId id);
  }

  /** Takes each stored manifest. */
  @FunctionalInterface
  public interface ManifestVisitor {
    /** Returns whether to go on. */
    boolean visit(long versionId, Manifest manifest);
  }

  /**
   * Hands over each stored manifest that is not damaged. Call {@link #flush} before.
   *
   * @throws ContentException {@code UNAVAILABLE} if the catalogue cannot answer
   */
  public void forEach(ManifestVisitor visitor) throws ContentException {
    stored.forEach(
        (versionId, bytes) ->
            ManifestCodec.decode(bytes).map(m -> visitor.visit(versionId, m)).orElse(true));
  }

  /**
   * Hands over each known chunk of each stored manifest, once per reference. Call {@link #flush}
   * before.
   *
   * @throws ContentException {@code UNAVAILABLE} if the catalogue cannot answer
   */
  public void forEachChunk(ChunkVisitor visitor) throws ContentException {
    stored.forEach(
        (versionId, bytes) -> {
          ManifestCodec.decode(bytes).ifPresent(m -> m.forEachKnown(visitor));
          return true;
        });
  }
}
