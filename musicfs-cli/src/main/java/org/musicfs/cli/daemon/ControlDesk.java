package org.musicfs.cli.daemon;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.musicfs.core.control.CacheControl;
import org.musicfs.core.control.Control;
import org.musicfs.core.control.DaemonStatus;
import org.musicfs.core.control.ShutdownResult;
import org.musicfs.core.error.ExitCode;
import org.musicfs.core.error.UserError;
import org.musicfs.core.search.Search;
import org.musicfs.core.search.SearchException;
import org.musicfs.core.search.SearchResult;
import org.musicfs.fuse.Mount;
import org.musicfs.fuse.MountException;
import org.musicfs.index.catalogue.CatalogueException;
import org.musicfs.index.sync.SyncService;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers what the control socket asks, from the running parts. Thread-safe. */
final class ControlDesk implements Control {
  private static final Logger log = LoggerFactory.getLogger(ControlDesk.class);

  private final ServedLibrary served;
  private final SyncService sync;
  private final Search search;
  private final StatusReport report;
  private final Runnable restart;
  private final OriginTargets origins;
  private final CacheDesk cache;

  ControlDesk(
      ServedLibrary served,
      SyncService sync,
      Search search,
      StatusReport report,
      Runnable restart) {
    this.served = served;
    this.sync = sync;
    this.search = search;
    this.report = report;
    this.restart = restart;
    this.origins = served.targets();
    this.cache = new CacheDesk(served, search);
  }

  @Override
  public DaemonStatus status() {
    try {
      return report.now();
    } catch (CatalogueException e) {
      throw new UserError(
          ExitCode.STATE,
          "the catalogue cannot be read: " + e.getMessage(),
          "it is rebuilt by itself if it is damaged; the log says more");
    }
  }

  /** The daemon's main thread sees the mount end and does the rest. */
  @Override
  public ShutdownResult shutdown(boolean force) {
    Mount mount = served.mount();
    try {
      if (force) {
        mount.abort();
      } else {
        mount.unmount();
      }
      return new ShutdownResult(true, List.of());
    } catch (MountException e) {
      if (e.reason() == MountException.Reason.BUSY) {
        return new ShutdownResult(false, e.users());
      }
      log.error("unmounting failed: {}", e.getMessage());
      throw new UserError(
          ExitCode.MOUNTPOINT, String.valueOf(e.getMessage()), "try musicfs unmount --force");
    }
  }

  @Override
  public void restart() {
    if (!served.isKept()) {
      throw new UserError(
          ExitCode.ENVIRONMENT,
          "the mount at "
              + served.mount().mountpoint()
              + " would not outlive its daemon ("
              + served.mount().description()
              + ")",
          "unmount and mount it again; what keeps a mount: musicfs mount, musicfs supervise or the"
              + " systemd units, with fuse.backend = \"kernel\"");
    }
    log.info("asked to restart");
    restart.run();
  }

  @Override
  public void rescan(String target, boolean acceptRemovals, SyncListener listener)
      throws InterruptedException {
    List<FutureTask<Void>> running = new ArrayList<>();
    for (var scope : origins.find(target).entrySet()) {
      FutureTask<Void> one =
          new FutureTask<>(
              () -> {
                listener.progress(
                    sync.sync(scope.getKey(), scope.getValue(), acceptRemovals, listener));
                return null;
              });
      running.add(one);
      Thread.ofPlatform().daemon().name("rescan-" + scope.getKey().value()).start(one);
    }
    try {
      for (FutureTask<Void> one : running) {
        one.get();
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException("the sync failed", e.getCause());
    } finally {
      running.forEach(one -> one.cancel(true)); // ends the waiting, not the sync
    }
  }

  @Override
  public SearchResult search(String query, int limit) throws SearchException {
    return search.search(query, limit);
  }

  @Override
  public CacheControl cache() {
    return cache;
  }
}
