package org.musicfs.cas.read;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.musicfs.cas.StoreConfig;
import org.musicfs.cas.chunk.ChunkPlan;
import org.musicfs.cas.manifest.Manifests;
import org.musicfs.cas.store.ChunkStore;
import org.musicfs.core.content.ContentException;
import org.musicfs.core.content.ContentException.Reason;
import org.musicfs.core.content.ContentVersion;
import org.musicfs.core.content.FileContent;
import org.musicfs.core.content.Versions;
import org.musicfs.core.metrics.Metrics;
import org.musicfs.core.origin.OriginId;
import org.musicfs.core.origin.Origins;

/**
 * The content of files, each through the store or directly, as the origin of its first location is
 * configured. One reader per open version, shared by its handles; versions that are read without
 * having been opened keep theirs for a while. Thread-safe, lock-free on the way to a reader.
 */
public final class RoutedContent implements FileContent, AutoCloseable {
  private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(10);
  private static final int MOST_UNOPENED = 256;
  private static final long STREAMED_SHARE = 8;

  private record Opened(VersionReader reader, int handles) {}

  private final StoreConfig config;
  private final ChunkStore store;
  private final Manifests manifests;
  private final Versions versions;
  private final Origins origins;
  private final Predicate<OriginId> cached;
  private final Metrics metrics;
  private final OriginPools pools;
  private final OriginFiles storedFiles;
  private final OriginFiles directFiles;
  private final StreamedChunks streamed;
  private final Fetcher fetcher;
  private final Map<Long, Opened> opened = new ConcurrentHashMap<>();
  private final Cache<Long, VersionReader> unopened;

  /**
   * @param cached whether files of an origin go through the store
   */
  public RoutedContent(
      StoreConfig config,
      ChunkStore store,
      Manifests manifests,
      Versions versions,
      Origins origins,
      Predicate<OriginId> cached,
      Metrics metrics) {
    this.config = config;
    this.store = store;
    this.manifests = manifests;
    this.versions = versions;
    this.origins = origins;
    this.cached = cached;
    this.metrics = metrics;
    this.pools = new OriginPools(config.fetchThreadsPerOrigin());
    this.storedFiles = new OriginFiles(config.openOriginFiles());
    this.directFiles = new OriginFiles(config.openOriginFiles());
    this.streamed = new StreamedChunks(config.inFlightBytes() / STREAMED_SHARE);
    this.fetcher =
        new Fetcher(
            new Fetcher.Shared(
                store,
                manifests,
                versions,
                origins,
                pools,
                storedFiles,
                new ByteBudget(config.inFlightBytes()),
                streamed,
                metrics));
    this.unopened =
        Caffeine.newBuilder().maximumSize(MOST_UNOPENED).executor(Runnable::run).build();
  }

  @Override
  public void open(long versionId) throws ContentException {
    if (addHandle(versionId)) {
      return;
    }
    VersionReader reader = create(versionId);
    reader.open();
    Opened first = new Opened(reader, 1);
    Opened now = opened.merge(versionId, first, (o, mine) -> new Opened(o.reader, o.handles + 1));
    if (!now.reader.equals(reader)) {
      reader.close();
    }
  }

  private boolean addHandle(long versionId) {
    return opened.computeIfPresent(versionId, (id, o) -> new Opened(o.reader, o.handles + 1))
        != null;
  }

  @Override
  public int read(long versionId, long offset, ByteBuffer destination) throws ContentException {
    if (offset < 0) {
      throw new IllegalArgumentException("offset " + offset);
    }
    Opened known = opened.get(versionId);
    return (known == null ? unopened(versionId) : known.reader).read(offset, destination);
  }

  private VersionReader unopened(long versionId) throws ContentException {
    VersionReader reader = unopened.getIfPresent(versionId);
    if (reader == null) {
      reader = create(versionId);
      unopened.put(versionId, reader);
    }
    return reader;
  }

  @Override
  public void release(long versionId) {
    while (true) {
      Opened now = opened.get(versionId);
      if (now == null) {
        return; // opened in a process that was replaced by this one
      }
      if (now.handles > 1) {
        if (opened.replace(versionId, now, new Opened(now.reader, now.handles - 1))) {
          return;
        }
      } else if (opened.remove(versionId, now)) {
        now.reader.close();
        return;
      }
    }
  }

  private VersionReader create(long versionId) throws ContentException {
    ContentVersion version =
        versions
            .find(versionId)
            .orElseThrow(
                () ->
                    new ContentException(
                        Reason.UNKNOWN_VERSION, "version " + versionId + " is not known", null));
    long deadlineNanos = config.readDeadline().toNanos();
    if (isStored(version)) {
      return new StoredReader(
          versionId,
          manifests.of(version),
          store,
          fetcher,
          storedFiles,
          new ReadAhead(config.readAheadBytes(), config.chunkBytes()),
          deadlineNanos,
          metrics);
    }
    return new DirectReader(version, versions, origins, directFiles, pools, deadlineNanos);
  }

  /** Whether a version goes through the store. */
  public boolean isStored(ContentVersion version) {
    return !version.locations().isEmpty()
        && cached.test(version.locations().getFirst().origin())
        && ChunkPlan.fits(version.stamp().sizeBytes());
  }

  /** Closes what nobody has used for some seconds. */
  public void closeIdle() {
    storedFiles.closeIdle(IDLE_NANOS);
    directFiles.closeIdle(IDLE_NANOS);
    streamed.cleanUp();
  }

  /** Forgets bytes held in memory. */
  public void forgetStreamed() {
    streamed.clear();
  }

  /** Fails whoever waits, ends the fetches and closes the files at origins. */
  @Override
  public void close() {
    fetcher.close();
    pools.close();
    storedFiles.close();
    directFiles.close();
  }
}
