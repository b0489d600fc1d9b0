package org.musicfs.cas.manifest;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.musicfs.cas.chunk.ChunkClass;
import org.musicfs.cas.chunk.ChunkId;
import org.musicfs.cas.chunk.ChunkPlan;
import org.musicfs.cas.chunk.FastCdc;
import org.musicfs.core.audio.Layout;
import org.musicfs.core.audio.Region;
import org.musicfs.core.content.AudioHash;
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
 * that no look-up can find an older one in between. As long as anybody holds a manifest it is found
 * again, so that of a version there is one, and those it has replaced: what is learned by the plan
 * of such a one goes to the one that has replaced it, and it is never saved again.
 *
 * <p>Where the last chunk of a head or tail has become known, the version is noted as one that may
 * be cut anew.
 */
public final class Manifests {
  /** About 45 bytes each: some 9 MB at most. */
  private static final long CACHED_CHUNKS = 200_000;

  private static final int BATCH = 256;

  /** While the catalogue cannot be written, names of more versions than this are not kept. */
  private static final int MOST_DIRTY = 4096;

  /** What finds no place is noted when its manifest is loaded again. */
  private static final int MOST_COMPLETED = 4096;

  private static final Logger log = LoggerFactory.getLogger(Manifests.class);
  private final ManifestStore stored;
  private final int chunkBytes;
  private final Cache<Long, Manifest> cache;
  private final Cache<Long, Manifest> held =
      Caffeine.newBuilder().weakValues().executor(Runnable::run).build();
  private final Map<Long, Manifest> dirty = new ConcurrentHashMap<>();
  private final Set<Long> completed = ConcurrentHashMap.newKeySet();
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
    Manifest first = held.asMap().putIfAbsent(version.id(), loaded);
    Manifest one = (first == null ? loaded : first).latest();
    cache.put(version.id(), one);
    return one;
  }

  private @Nullable Manifest known(long versionId) {
    Manifest changed = dirty.get(versionId);
    if (changed != null) {
      return changed;
    }
    Manifest cached = cache.getIfPresent(versionId);
    if (cached != null) {
      return cached.latest();
    }
    Manifest alive = held.getIfPresent(versionId);
    if (alive == null) {
      return null;
    }
    cache.put(versionId, alive.latest());
    return alive.latest();
  }

  private Manifest load(ContentVersion version) throws ContentException {
    long size = version.stamp().sizeBytes();
    byte[] bytes = stored.load(version.id()).orElse(null);
    if (bytes != null) {
      Manifest manifest = ManifestCodec.decode(bytes, size).orElse(null);
      if (manifest != null) {
        noteLoaded(version, manifest);
        return manifest;
      }
      log.warn("the manifest of version {} is damaged and is learned again", version.id());
    }
    Layout layout = version.layout().sizeBytes() == size ? version.layout() : Layout.unknown(size);
    return new Manifest(ChunkPlan.of(layout, chunkBytes));
  }

  /** A killed process may have known all of a head or tail and not come to cutting it. */
  private void noteLoaded(ContentVersion version, Manifest manifest) {
    for (Region region : version.layout().regions()) {
      if (region.kind() == Region.Kind.HEAD || region.kind() == Region.Kind.TAIL) {
        int run = manifest.plan().findRun(region.offset(), region.length());
        if (run >= 0 && !manifest.plan().runs().get(run).isCutByContent()) {
          noteIfKnown(version.id(), manifest, run);
        }
      }
    }
  }

  private void noteIfKnown(long versionId, Manifest manifest, int run) {
    ChunkPlan.Run what = manifest.plan().runs().get(run);
    if (what.kind() == ChunkClass.PROTECTED
        && what.lengthBytes() > FastCdc.STANDARD.minBytes()
        && manifest.isKnown(run)
        && completed.size() < MOST_COMPLETED) {
      completed.add(versionId);
    }
  }

  /**
   * Records what a chunk is called, to be saved with the next flush.
   *
   * @param manifest the one that {@code index} counts in; it may have been replaced
   */
  public void learn(long versionId, Manifest manifest, int index, ChunkId id) {
    if (!manifest.learn(index, id) || (failing && dirty.size() >= MOST_DIRTY)) {
      return;
    }
    long offset = manifest.plan().offset(index);
    Manifest latest =
        dirty.compute(
            versionId,
            (key, was) -> {
              Manifest now = manifest.latest();
              boolean isNew = now != manifest && now.learn(offset, id);
              assert was == null || was == now;
              return isNew || now == manifest ? now : was;
            });
    if (latest != null) {
      int found = latest.plan().find(offset, id.length());
      if (found >= 0) {
        noteIfKnown(versionId, latest, latest.plan().runOf(found));
      }
    }
  }

  /**
   * A version of which a head, tail or picture of more than {@link FastCdc#minBytes} has become
   * known whole; each is told once.
   */
  public Optional<Long> takeCompleted() {
    Optional<Long> any = completed.stream().findFirst();
    any.ifPresent(completed::remove);
    return any;
  }

  /**
   * Replaces a version's manifest by one that is cut otherwise, which takes over what the old one
   * knows; to be saved with the next flush.
   *
   * @param old what {@link #of} gave; only one thread replaces
   * @return false if it cannot be done now: the catalogue cannot be written
   */
  public boolean replace(long versionId, Manifest old, Manifest next) {
    if (failing) {
      return false;
    }
    dirty.compute(
        versionId,
        (key, was) -> {
          old.replaceBy(next);
          return next;
        });
    held.put(versionId, next);
    cache.put(versionId, next);
    return true;
  }

  /** Whether all that is known of a version is saved. */
  public boolean isSaved(long versionId) {
    return !dirty.containsKey(versionId);
  }

  /** Saves what has changed. What cannot be saved now is kept for the next time. */
  public synchronized void flush() {
    Map<Long, byte[]> batch = new HashMap<>();
    Map<Long, AudioHash> audio = new HashMap<>();
    Map<Long, State> states = new HashMap<>();
    for (Map.Entry<Long, Manifest> entry : dirty.entrySet()) {
      Manifest manifest = entry.getValue();
      states.put(entry.getKey(), new State(manifest, manifest.changes()));
      batch.put(entry.getKey(), ManifestCodec.encode(manifest));
      manifest.audioHash().ifPresent(hash -> audio.put(entry.getKey(), hash));
      if (batch.size() == BATCH && !save(batch, audio, states)) {
        return;
      }
    }
    if (!batch.isEmpty()) {
      save(batch, audio, states);
    }
  }

  /** What of a manifest is being saved. */
  private record State(Manifest manifest, int changes) {
    boolean isLast(Manifest now) {
      return now == manifest && now.changes() == changes;
    }
  }

  private boolean save(
      Map<Long, byte[]> batch, Map<Long, AudioHash> audio, Map<Long, State> states) {
    try {
      stored.save(batch, audio);
      failing = false;
    } catch (ContentException e) {
      if (!failing) {
        failing = true;
        log.warn("manifests cannot be saved, kept in memory for now: {}", e.getMessage());
      }
      return false;
    }
    states.forEach((id, state) -> dirty.computeIfPresent(id, (k, m) -> state.isLast(m) ? null : m));
    batch.clear();
    audio.clear();
    states.clear();
    return true;
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
}
