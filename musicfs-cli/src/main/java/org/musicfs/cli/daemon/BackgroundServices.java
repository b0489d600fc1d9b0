package org.musicfs.cli.daemon;

import java.time.InstantSource;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.musicfs.core.config.SyncConfig;
import org.musicfs.core.error.UserError;
import org.musicfs.core.metrics.Metrics;
import org.musicfs.core.origin.Origin;
import org.musicfs.core.origin.OriginId;
import org.musicfs.core.origin.OriginPath;
import org.musicfs.grpc.ControlServer;
import org.musicfs.grpc.metrics.MetricsServer;
import org.musicfs.index.catalogue.CatalogueException;
import org.musicfs.index.library.Library;
import org.musicfs.index.search.LuceneSearch;
import org.musicfs.index.sync.Follower;
import org.musicfs.index.sync.SyncService;
import org.musicfs.index.sync.SyncSettings;
import org.musicfs.index.tags.TagReaderConfig;
import org.musicfs.index.tags.WorkerTagReader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What starts once the mount answers: control socket, metrics, sync, search, housekeeping. The
 * first two must be had; whatever fails later does so without taking the mount down. Started and
 * closed once each, by the daemon.
 */
final class BackgroundServices implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(BackgroundServices.class);
  private static final long GRACE_SECONDS = 10;

  private final MountRequest request;
  private final ServedLibrary served;
  private final Metrics metrics;
  private final Runnable restart;
  private final WorkerTagReader tags;
  private final SyncService sync;
  private final Follower follower;
  private final LuceneSearch search;
  private final CueSheets cueSheets;
  private final ExecutorService housekeeping =
      Executors.newSingleThreadExecutor(
          Thread.ofPlatform().daemon().name("housekeeping").factory());
  private @Nullable ControlServer control;
  private @Nullable MetricsServer metricsServer;

  /**
   * Makes the services; starts nothing.
   *
   * @param restart run when somebody asks for a restart; returns soon, or throws a {@link
   *     UserError}
   */
  BackgroundServices(
      MountRequest request, ServedLibrary served, Metrics metrics, Runnable restart) {
    this.request = request;
    this.restart = restart;
    this.served = served;
    this.metrics = metrics;
    Library library = served.library();
    tags = WorkerTagReader.open(TagReaderConfig.defaults(), request.config().tags(), metrics);
    search =
        new LuceneSearch(request.directories().cache().resolve("search"), library.searchSource());
    cueSheets =
        new CueSheets(library, served.origins(), request.config(), housekeeping::isShutdown);
    sync =
        new SyncService(
            new IndexedStore(library.syncStore(), this::committed),
            tags,
            metrics,
            InstantSource.system(),
            SyncSettings.defaults(Runtime.getRuntime().availableProcessors())
                .withListingThreads(request.config().sync().threads()));
    for (Origin origin : served.origins().all()) {
      sync.add(origin);
    }
    SyncConfig config = request.config().sync();
    follower = new Follower(sync, config.watch(), config.pollInterval(), config.rescanInterval());
  }

  /**
   * Starts them.
   *
   * @throws UserError if the control socket or the metrics port cannot be had
   */
  void start() {
    StatusReport report =
        new StatusReport(request, served, sync, follower, System.currentTimeMillis());
    control =
        ControlServer.start(
            request.directories().socket(), new ControlDesk(served, sync, search, report, restart));
    int port = request.config().metrics().port();
    if (port != 0) {
      metricsServer = MetricsServer.start(port, metrics, report.gauges());
      log.info("metrics at http://127.0.0.1:{}/metrics", metricsServer.port());
    }
    served.library().onDamage(() -> submit(this::rebuild));
    if (served.library().isDamaged()) {
      submit(this::rebuild); // found before there was anybody to tell
    }
    submit(this::tidy);
    served.content().store().followPins();
    rememberTagRules();
    for (Origin origin : served.origins().all()) {
      // An origin that hangs must not hold up the others.
      Thread.ofPlatform()
          .daemon()
          .name("follow-" + origin.id().value())
          .start(() -> follow(origin));
    }
  }

  /** A batch of a sync is in the catalogue. */
  private void committed() {
    search.announceUpdate();
    served.content().store().followPins();
    if (cueSheets.changed()) {
      submit(
          () -> {
            cueSheets.follow();
            search.requestUpdate();
          });
    }
  }

  /** Before the first sync: what was read by other rules is read again by it. */
  private void rememberTagRules() {
    try {
      served.library().readTagsBy(request.config().tags());
      served.library().keepMissingFor(request.config().sync().missingGrace());
    } catch (CatalogueException e) {
      log.warn("tracks are not read again by the rules of [tags]: {}", e.getMessage());
    }
  }

  /** Watched first, then listed: no change falls between. */
  private void follow(Origin origin) {
    follower.follow(origin);
    if (request.config().sync().onMount()) {
      sync.request(origin.id());
    }
  }

  /** A reader found that a file is not what the catalogue says. */
  void changed(OriginId origin, OriginPath path) {
    sync.reportChanged(origin, path, false);
  }

  private void submit(Housekeeping work) {
    try {
      housekeeping.execute(
          () -> {
            try {
              work.run();
            } catch (CatalogueException | UserError e) {
              log.error("housekeeping: {}", e.getMessage());
            }
          });
    } catch (RejectedExecutionException e) {
      log.debug("stopping already: {}", e.getMessage());
    }
  }

  @FunctionalInterface
  private interface Housekeeping {
    void run() throws CatalogueException;
  }

  /** What a start leaves to be done: another template, the daily copy, old versions. */
  private void tidy() throws CatalogueException {
    Library library = served.library();
    if (library.treeBuilder().isNeeded()) {
      log.info("another template or other name rules: the tree is being rearranged");
      library.treeBuilder().replaceAll(housekeeping::isShutdown);
      log.info("the tree is rearranged");
    }
    cueSheets.follow();
    search.requestUpdate();
    library.maintain();
  }

  private void rebuild() throws CatalogueException {
    if (served.library().replaceDamagedCatalogue()) {
      rememberTagRules();
      search.requestUpdate();
      sync.syncAll();
    }
  }

  @Override
  public void close() {
    housekeeping.shutdownNow();
    follower.close();
    sync.close();
    tags.close();
    search.close();
    if (metricsServer != null) {
      metricsServer.close();
    }
    if (control != null) {
      control.close();
    }
    try {
      if (!housekeeping.awaitTermination(GRACE_SECONDS, TimeUnit.SECONDS)) {
        log.warn("housekeeping did not end within {} s", GRACE_SECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
