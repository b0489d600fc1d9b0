package org.musicfs.cas;

import java.io.IOException;
import java.time.InstantSource;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.musicfs.cas.manifest.Manifests;
import org.musicfs.cas.read.PinnedVersions;
import org.musicfs.cas.read.RoutedContent;
import org.musicfs.cas.store.ChunkStore;
import org.musicfs.cas.upkeep.Kept;
import org.musicfs.cas.upkeep.Recutting;
import org.musicfs.cas.upkeep.Upkeep;
import org.musicfs.core.content.ContentStore;
import org.musicfs.core.content.FileContent;
import org.musicfs.core.metrics.Metric;
import org.musicfs.core.metrics.Metrics;
import org.musicfs.core.origin.OriginId;
import org.musicfs.core.origin.Origins;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The content path of a library: the chunk store in one directory, and the readers over it.
 * Thread-safe. One maintenance thread writes manifests and access times back, a killed process
 * loses less than a second of them.
 */
public final class ChunkedContent implements AutoCloseable {
  private static final long MAINTENANCE_MILLIS = 500;

  private static final Logger log = LoggerFactory.getLogger(ChunkedContent.class);
  private final ChunkStore store;
  private final Manifests manifests;
  private final RoutedContent content;
  private final Upkeep upkeep;
  private final CachedContent cachedContent;
  private final Recutting recutting;
  private final Metrics metrics;
  private final ScheduledExecutorService maintenance =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("content-maintenance").factory());

  private ChunkedContent(
      StoreConfig config,
      ChunkStore store,
      KnownFiles files,
      Origins origins,
      Predicate<OriginId> cached,
      Metrics metrics,
      InstantSource clock) {
    this.store = store;
    this.metrics = metrics;
    PinnedVersions pinned = new PinnedVersions();
    this.manifests = new Manifests(files.manifests(), config.chunkBytes());
    this.content =
        new RoutedContent(
            config,
            store,
            manifests,
            files.versions(),
            origins,
            cached,
            pinned,
            files.order(),
            metrics);
    Kept kept = new Kept(store, manifests, files.versions(), content);
    this.upkeep =
        new Upkeep(
            kept,
            files.pinned(),
            pinned,
            config.scrubInterval(),
            config.space().maxAge(),
            metrics,
            clock);
    this.recutting = new Recutting(kept, upkeep::followPins);
    this.cachedContent = new CachedContent(config.space(), kept, upkeep, metrics);
    var _ =
        maintenance.scheduleWithFixedDelay(
            this::maintain, MAINTENANCE_MILLIS, MAINTENANCE_MILLIS, TimeUnit.MILLISECONDS);
  }

  /**
   * Opens the store; takes time for no chunk, manifest or origin.
   *
   * @param cached whether files of an origin go through the store; others are read directly
   * @throws org.musicfs.core.error.UserError {@code ALREADY_RUNNING} if the directory is in use
   * @throws IOException if the directory cannot be used
   */
  public static ChunkedContent open(
      StoreConfig config,
      KnownFiles files,
      Origins origins,
      Predicate<OriginId> cached,
      Metrics metrics,
      InstantSource clock)
      throws IOException {
    ChunkStore store = ChunkStore.open(config, metrics, clock);
    return new ChunkedContent(config, store, files, origins, cached, metrics, clock);
  }

  /** The bytes of files. */
  public FileContent content() {
    return content;
  }

  /** The store as a whole. */
  public ContentStore store() {
    return cachedContent;
  }

  private void maintain() {
    try {
      recutting.round();
      manifests.flush();
      recutting.saved();
      store.flush();
      content.closeIdle();
    } catch (RuntimeException e) {
      metrics.increment(Metric.UNCAUGHT_ERRORS);
      log.error("maintenance of the chunk store failed; it goes on", e);
    }
  }

  /** Ends fetches, writes everything back and gives the directory free. */
  @Override
  public void close() {
    maintenance.shutdown();
    recutting.stop();
    upkeep.close();
    content.close();
    boolean interrupted = false;
    try {
      boolean ended = maintenance.awaitTermination(10, TimeUnit.SECONDS);
      if (!ended) {
        log.warn("maintenance of the chunk store did not end in time");
      }
    } catch (InterruptedException e) {
      interrupted = true;
    }
    manifests.flush();
    store.close();
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
