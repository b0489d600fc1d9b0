package org.musicfs.cas.read;

import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.musicfs.cas.StoreConfig;
import org.musicfs.cas.chunk.ChunkPlan;
import org.musicfs.cas.manifest.Manifest;
import org.musicfs.cas.manifest.Manifests;
import org.musicfs.cas.store.ChunkStore;
import org.musicfs.core.content.BackingFile;
import org.musicfs.core.content.ContentException;
import org.musicfs.core.content.ContentException.Reason;
import org.musicfs.core.content.ContentVersion;
import org.musicfs.core.content.Derived;
import org.musicfs.core.content.FileContent;
import org.musicfs.core.content.NextTrack;
import org.musicfs.core.content.Versions;
import org.musicfs.core.cut.Cut;
import org.musicfs.core.cut.OggPicture;
import org.musicfs.core.metrics.Metrics;
import org.musicfs.core.origin.OriginId;
import org.musicfs.core.origin.Origins;

/**
 * The content of files, each through the store or directly, as the origin of its first location is
 * configured. Thread-safe, lock-free on the way to a reader.
 */
public final class RoutedContent implements FileContent, AutoCloseable {
  private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(10);
  private static final long STREAMED_SHARE = 8;

  /** Readers are served before a chunk is written; a disk takes no longer than this for it. */
  private static final long STORING_NANOS = TimeUnit.SECONDS.toNanos(10);

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
  private final NextTracks next;
  private final @Nullable WholeFiles wholeFiles;
  private final Readers readers = new Readers(this::create);
  private final Map<OriginId, ReadCounts> counts = new ConcurrentHashMap<>();

  /**
   * @param cached whether files of an origin go through the store
   * @param pinned versions whose chunks stay in the store once they are there
   * @param order what is read after what
   */
  public RoutedContent(
      StoreConfig config,
      ChunkStore store,
      Manifests manifests,
      Versions versions,
      Origins origins,
      Predicate<OriginId> cached,
      PinnedVersions pinned,
      NextTrack order,
      Metrics metrics) {
    this.config = config;
    this.store = store;
    this.manifests = manifests;
    this.versions = versions;
    this.origins = origins;
    this.cached = cached;
    this.metrics = metrics;
    this.pools = new OriginPools(config.reading().threadsPerOrigin());
    this.storedFiles = new OriginFiles(config.reading().openOriginFiles());
    this.directFiles = new OriginFiles(config.reading().openOriginFiles());
    this.streamed = new StreamedChunks(config.reading().inFlightBytes() / STREAMED_SHARE);
    this.wholeFiles = config.wholeFiles() ? new WholeFiles(store) : null;
    this.fetcher =
        new Fetcher(
            new Fetcher.Shared(
                store,
                manifests,
                versions,
                origins,
                pools,
                storedFiles,
                new ByteBudget(config.reading().inFlightBytes()),
                streamed,
                this::isCopied,
                pinned,
                metrics));
    this.next =
        new NextTracks(
            order,
            versions,
            manifests,
            fetcher,
            this::isStored,
            config.reading().deadline().toNanos());
  }

  @Override
  public void open(long versionId) throws ContentException {
    readers.open(versionId);
  }

  @Override
  public int read(long versionId, long offset, ByteBuffer destination) throws ContentException {
    checkOffset(offset);
    return readers.of(versionId).read(offset, destination);
  }

  @Override
  public int readNow(long versionId, long offset, ByteBuffer destination) throws ContentException {
    checkOffset(offset);
    return readers.of(versionId).readNow(offset, destination);
  }

  @Override
  public void await(long versionId, long offset, int length)
      throws ContentException, InterruptedException {
    checkOffset(offset);
    if (length < 1) {
      throw new IllegalArgumentException("length " + length);
    }
    readers.of(versionId).await(offset, length);
  }

  @Override
  public Optional<BackingFile> backing(long versionId) throws ContentException {
    return readers.of(versionId).backing();
  }

  @Override
  public void release(long versionId) {
    readers.release(versionId);
  }

  private static void checkOffset(long offset) {
    if (offset < 0) {
      throw new IllegalArgumentException("offset " + offset);
    }
  }

  private VersionReader create(long versionId) throws ContentException {
    Optional<ContentVersion> version = versions.find(versionId);
    if (version.isPresent()) {
      return reader(version.get(), config.reading().aheadBytes());
    }
    return switch (versions.derived(versionId).orElseThrow(() -> unknown(versionId))) {
      case Derived.Made made -> new MadeReader(made);
      // What lies behind a picture is not what its reader will want.
      case Derived.Slice slice -> new SliceReader(slice, reader(whole(slice.version()), 0));
      case Derived.Excerpt(long of, OggPicture picture) ->
          new ExcerptReader(picture, reader(whole(of), 0));
      case Derived.Excerpt(long of, Cut cut) ->
          new ExcerptReader(cut, reader(whole(of), config.reading().aheadBytes()));
    };
  }

  private ContentVersion whole(long versionId) throws ContentException {
    return versions.find(versionId).orElseThrow(() -> unknown(versionId));
  }

  private static ContentException unknown(long versionId) {
    return new ContentException(
        Reason.UNKNOWN_VERSION, "version " + versionId + " is not known", null);
  }

  private VersionReader reader(ContentVersion version, long readAheadBytes)
      throws ContentException {
    long deadlineNanos = config.reading().deadline().toNanos();
    if (isStored(version)) {
      return new StoredReader(
          version.id(),
          manifests.of(version),
          store,
          fetcher,
          storedFiles,
          new ReadAhead(readAheadBytes, config.chunkBytes(), version.stamp().sizeBytes()),
          next,
          deadlineNanos,
          counts(version.locations().getFirst().origin()),
          wholeFiles);
    }
    return new DirectReader(version, versions, origins, directFiles, pools, deadlineNanos);
  }

  /** How often chunks of an origin's files were read. */
  public ReadCounts counts(OriginId origin) {
    return counts.computeIfAbsent(origin, id -> new ReadCounts(metrics));
  }

  /** Whether a version goes through the store. */
  public boolean isStored(ContentVersion version) {
    return !version.locations().isEmpty()
        && cached.test(version.locations().getFirst().origin())
        && ChunkPlan.fits(version.stamp().sizeBytes());
  }

  /** Whether all of a version can be read from a file of its own, whatever chunks there are. */
  public boolean isCopied(Manifest manifest) {
    return wholeFiles != null && wholeFiles.holds(manifest);
  }

  /** A version's manifest was replaced: who opens it from now on reads by the new one. */
  public void renew(long versionId) {
    readers.renew(versionId);
  }

  /**
   * Fetches what is not stored of a range, by the manifest of now: a reader that is open may go by
   * an older one. Returns when it is stored, or the store has not taken it.
   */
  public void fetch(long versionId, long offset, int length)
      throws ContentException, InterruptedException {
    create(versionId).await(offset, length);
    Manifest manifest = manifests.of(whole(versionId));
    int last = manifest.plan().indexAt(offset + length - 1);
    for (int index = manifest.plan().indexAt(offset); index <= last; index++) {
      Flight flight = fetcher.flight(versionId, manifest, index);
      if (flight != null) {
        flight.awaitOver(STORING_NANOS);
      }
    }
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
    if (wholeFiles != null) {
      wholeFiles.close();
    }
    next.close();
    fetcher.close();
    pools.close();
    storedFiles.close();
    directFiles.close();
  }
}
