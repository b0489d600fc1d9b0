package org.musicfs.cli.daemon;

import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.musicfs.cli.Version;
import org.musicfs.core.error.UserError;
import org.musicfs.core.metrics.Metrics;
import org.musicfs.core.origin.OriginId;
import org.musicfs.core.origin.OriginPath;
import org.musicfs.grpc.ControlServer;
import org.musicfs.grpc.metrics.Gauge;
import org.musicfs.grpc.metrics.MetricsServer;
import org.musicfs.index.catalogue.CatalogueException;
import org.musicfs.index.search.LuceneSearch;
import org.musicfs.index.sync.SyncService;
import org.musicfs.index.tags.TagReaderConfig;
import org.musicfs.index.tags.WorkerTagReader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What starts once the mount answers and may fail without taking it down: control socket, sync, search, metrics,
 * housekeeping. Started and closed by the daemon's main thread or its shutdown hook.
 */
final class BackgroundServices implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(BackgroundServices.class);
  private static final long HOUSEKEEPING_GRACE_SECONDS = 10;

  private final MountRequest request;
  private final ServedLibrary served;
  private final Metrics metrics;
  private final WorkerTagReader tags;
  private final SyncService sync;
  private final LuceneSearch search;
  private final ExecutorService housekeeping =
      Executors.newSingleThreadExecutor(
          Thread.ofPlatform().daemon().name("housekeeping").factory());
  private @Nullable ControlServer control;
  private @Nullable MetricsServer metricsServer;
}
