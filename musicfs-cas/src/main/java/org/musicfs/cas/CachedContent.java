package org.musicfs.cas;

import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.musicfs.cas.chunk.ChunkClass;
import org.musicfs.cas.chunk.ChunkId;
import org.musicfs.cas.manifest.Manifest;
import org.musicfs.cas.manifest.Manifests;
import org.musicfs.cas.read.ReadCounts;
import org.musicfs.cas.read.RoutedContent;
import org.musicfs.cas.store.ChunkSet;
import org.musicfs.cas.store.ChunkStore;
import org.musicfs.cas.store.Held;
import org.musicfs.cas.store.Holding;
import org.musicfs.cas.upkeep.Filling;
import org.musicfs.cas.upkeep.Kept;
import org.musicfs.cas.upkeep.Upkeep;
import org.musicfs.cas.upkeep.Verification;
import org.musicfs.core.content.AudioHash;
import org.musicfs.core.content.ContentException;
import org.musicfs.core.content.ContentException.Reason;
import org.musicfs.core.content.ContentStore;
import org.musicfs.core.content.ContentVersion;
import org.musicfs.core.content.StoreCheck;
import org.musicfs.core.content.StoreFill;
import org.musicfs.core.content.StoreStats;
import org.musicfs.core.content.StoreUse;
import org.musicfs.core.content.Versions;
import org.musicfs.core.hash.Hash128;
import org.musicfs.core.metrics.Metric;
import org.musicfs.core.metrics.Metrics;
import org.musicfs.core.origin.OriginId;

/** What can be asked of the store as a whole, answered from manifests, index and counters. */
final class CachedContent implements ContentStore {
  private final StoreConfig.Space space;
  private final ChunkStore store;
  private final Manifests manifests;
  private final Versions versions;
  private final RoutedContent content;
  private final Kept kept;
  private final Upkeep upkeep;
  private final Metrics metrics;

  CachedContent(StoreConfig.Space space, Kept kept, Upkeep upkeep, Metrics metrics) {
    this.space = space;
    this.store = kept.store();
    this.manifests = kept.manifests();
    this.versions = kept.versions();
    this.content = kept.content();
    this.kept = kept;
    this.upkeep = upkeep;
    this.metrics = metrics;
  }

  @Override
  public StoreStats stats() throws ContentException {
    ChunkSet present = present();
    List<AudioHash> audios = new ArrayList<>();
    Map<ChunkClass, Long> referenced = new EnumMap<>(ChunkClass.class);
    manifests.flush();
    manifests.forEach(
        (version, manifest) -> {
          manifest.audioHash().ifPresent(audios::add);
          for (int i = 0; i < manifest.plan().count(); i++) {
            ChunkId id = manifest.id(i);
            if (id != null && present.contains(id)) {
              referenced.merge(manifest.plan().kind(i), (long) id.length(), Long::sum);
            }
          }
          return true;
        });
    List<Held> held = store.inventory().held();
    return new StoreStats(
        space.limitBytes(),
        store.bytes(),
        store.chunks(),
        referenced.values().stream().mapToLong(Long::longValue).sum(),
        audios.size(),
        Set.copyOf(audios).size(),
        store.inventory().pinnedBytes(),
        metrics.get(Metric.CHUNK_HITS),
        metrics.get(Metric.CHUNK_MISSES),
        metrics.get(Metric.FETCHED_BYTES),
        metrics.get(Metric.EVICTED_BYTES),
        metrics.get(Metric.CHUNKS_CORRUPT),
        List.of(
            ofClass(held, ChunkClass.AUDIO, referenced),
            ofClass(held, ChunkClass.PROTECTED, referenced)),
        origins(held),
        upkeep.scrub());
  }

  private static StoreStats.OfClass ofClass(
      List<Held> held, ChunkClass kind, Map<ChunkClass, Long> referencedBytes) {
    List<Held> own = held.stream().filter(sum -> sum.holding().kind() == kind).toList();
    String name =
        switch (kind) {
          case AUDIO -> "audio";
          case PROTECTED -> "protected";
        };
    return new StoreStats.OfClass(
        name, bytes(own), chunks(own), referencedBytes.getOrDefault(kind, 0L));
  }

  private List<StoreStats.OfOrigin> origins(List<Held> held) {
    Map<Integer, List<Held>> byOrigin =
        held.stream()
            .collect(
                Collectors.groupingBy(
                    sum -> sum.holding().origin(), TreeMap::new, Collectors.toList()));
    List<StoreStats.OfOrigin> origins = new ArrayList<>();
    byOrigin.forEach((origin, own) -> origins.add(ofOrigin(origin, own)));
    return origins;
  }

  private StoreStats.OfOrigin ofOrigin(int origin, List<Held> own) {
    Optional<OriginId> id =
        origin == Holding.NO_ORIGIN ? Optional.empty() : Optional.of(new OriginId(origin));
    Optional<ReadCounts> counts = id.map(content::counts);
    return new StoreStats.OfOrigin(
        origin,
        bytes(own),
        chunks(own),
        bytes(own.stream().filter(sum -> sum.holding().isPinned()).toList()),
        id.map(one -> space.quotas().getOrDefault(one, 0L)).orElse(0L),
        counts.map(ReadCounts::hits).orElse(0L),
        counts.map(ReadCounts::misses).orElse(0L));
  }

  private static long bytes(List<Held> held) {
    return held.stream().mapToLong(Held::bytes).sum();
  }

  private static long chunks(List<Held> held) {
    return held.stream().mapToLong(Held::chunks).sum();
  }

  private ChunkSet present() throws ContentException {
    try {
      return store.inventory().present();
    } catch (IOException e) {
      throw new ContentException(Reason.UNAVAILABLE, "the store cannot be counted", e);
    }
  }

  @Override
  public StoreUse use() {
    return new StoreUse(store.bytes(), space.limitBytes(), store.chunks(), store.state());
  }

  @Override
  public long clear(Optional<OriginId> origin) throws ContentException {
    content.forgetStreamed();
    try {
      return store
          .inventory()
          .clear(
              holding ->
                  !holding.isPinned()
                      && origin.map(id -> id.value() == holding.origin()).orElse(true));
    } catch (IOException e) {
      throw new ContentException(Reason.UNAVAILABLE, "the store cannot be cleared", e);
    }
  }

  @Override
  public long evict(List<Long> ids) throws ContentException {
    content.forgetStreamed();
    long freed = 0;
    for (long id : ids) {
      Optional<ContentVersion> version = kept.stored(id);
      if (version.isPresent()) {
        Manifest manifest = manifests.of(version.get());
        List<ChunkId> chunks = new ArrayList<>(manifest.known());
        manifest.whole().ifPresent(chunks::add);
        freed += remove(chunks);
      }
    }
    return freed;
  }

  private long remove(List<ChunkId> chunks) throws ContentException {
    try {
      return store.inventory().remove(chunks, holding -> !holding.isPinned());
    } catch (IOException e) {
      throw new ContentException(Reason.UNAVAILABLE, "the store cannot be changed", e);
    }
  }

  @Override
  public void fill(List<Long> ids, StoreFill.Listener listener) throws InterruptedException {
    boolean ignored = new Filling(kept, listener).run(ids);
  }

  @Override
  public void forEachCached(CachedVisitor visitor) throws ContentException {
    ChunkSet present = present();
    manifests.flush();
    manifests.forEach(
        (version, manifest) -> {
          long bytes = storedBytes(manifest, present::contains);
          if (bytes > 0) {
            visitor.visit(version, bytes);
          }
          return true;
        });
  }

  @Override
  public void followPins() {
    upkeep.followPins();
  }

  @Override
  public void verify(boolean repair, StoreCheck.Listener listener) throws ContentException {
    new Verification(kept, listener).run(repair);
  }

  @Override
  public long cachedBytes(long versionId) throws ContentException {
    ContentVersion version = find(versionId);
    if (!content.isStored(version)) {
      return 0;
    }
    Manifest manifest = manifests.of(version);
    return storedBytes(manifest, store::isPresent);
  }

  private long storedBytes(Manifest manifest, Predicate<ChunkId> isStored) {
    long bytes = manifest.known().stream().filter(isStored).mapToLong(ChunkId::length).sum();
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
