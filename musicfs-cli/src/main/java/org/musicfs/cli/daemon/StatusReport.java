package org.musicfs.cli.daemon;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.musicfs.cli.output.Version;
import org.musicfs.core.control.DaemonStatus;
import org.musicfs.core.control.SyncProgress;
import org.musicfs.core.origin.Origin;
import org.musicfs.core.origin.OriginId;
import org.musicfs.core.origin.OriginSpec;
import org.musicfs.grpc.metrics.Gauge;
import org.musicfs.index.catalogue.CatalogueException;
import org.musicfs.index.library.LibraryStatus;
import org.musicfs.index.sync.Follower;
import org.musicfs.index.sync.SyncService;

/**
 * Gathers what {@code musicfs status} shows. Nothing here waits for an origin or grows with the
 * library.
 */
final class StatusReport {
  private static final int UNREADABLE_SHOWN = 20;
  private static final int NOTICES_SHOWN = 5;

  private final MountRequest request;
  private final ServedLibrary served;
  private final SyncService sync;
  private final Follower follower;
  private final long startedMillis;

  StatusReport(
      MountRequest request,
      ServedLibrary served,
      SyncService sync,
      Follower follower,
      long startedMillis) {
    this.request = request;
    this.served = served;
    this.sync = sync;
    this.follower = follower;
    this.startedMillis = startedMillis;
  }

  DaemonStatus now() throws CatalogueException {
    LibraryStatus status = served.library().status();
    LibraryStatus.Totals totals = status.totals();
    return new DaemonStatus(
        request.directories().library().value(),
        Version.number(),
        ProcessHandle.current().pid(),
        served.mount().mountpoint().toString(),
        startedMillis,
        totals.tracks(),
        totals.albums(),
        totals.bytes(),
        status.unreadable(UNREADABLE_SHOWN),
        totals.unreadable(),
        status.notices(NOTICES_SHOWN),
        origins(status),
        served.content().store().use(),
        served.mount().openHandles(),
        residentBytes(),
        served.mount().description(),
        served.isKept(),
        served.pauseMillis());
  }

  private List<DaemonStatus.OriginStatus> origins(LibraryStatus status) throws CatalogueException {
    List<DaemonStatus.OriginStatus> origins = new ArrayList<>();
    for (LibraryStatus.OriginState state : status.origins()) {
      OriginId id = state.origin().id();
      SyncProgress progress = sync.progress(id);
      if (progress.phase() == SyncProgress.Phase.IDLE) {
        progress = SyncProgress.idle(progress.origin(), state.lastMessage());
      }
      origins.add(
          new DaemonStatus.OriginStatus(
              id.value(),
              served
                  .origins()
                  .find(id)
                  .map(Origin::displayName)
                  .orElse(OriginSpec.display(state.origin().location())),
              sync.isReachable(id),
              served.isCached(id),
              state.tracks(),
              state.lastSyncMillis(),
              follower.following(id),
              progress));
    }
    return origins;
  }

  /** What the metrics endpoint shows beside the counters. */
  List<Gauge> gauges() {
    return List.of(
        new Gauge("musicfs_tracks", "Tracks listed in the tree", () -> totals().tracks()),
        new Gauge("musicfs_library_bytes", "Sum of the tracks' sizes", () -> totals().bytes()),
        new Gauge(
            "musicfs_unreadable_files",
            "Files that could not be read",
            () -> totals().unreadable()),
        new Gauge(
            "musicfs_cache_stored_bytes",
            "Bytes in the chunk store",
            () -> served.content().store().use().storedBytes()),
        new Gauge(
            "musicfs_cache_limit_bytes",
            "The most the chunk store may hold",
            () -> served.content().store().use().limitBytes()),
        new Gauge(
            "musicfs_cache_out_of_order",
            "1 while the chunk store stores nothing: its disk is full or broken",
            () -> served.content().store().use().state().isWell() ? 0 : 1),
        new Gauge("musicfs_open_files", "Open file handles", () -> served.mount().openHandles()),
        new Gauge(
            "musicfs_resident_bytes",
            "Resident memory of the daemon",
            StatusReport::residentBytes));
  }

  /** Running totals, zero while the catalogue cannot answer. */
  private LibraryStatus.Totals totals() {
    try {
      return served.library().status().totals();
    } catch (CatalogueException e) {
      return new LibraryStatus.Totals(0, 0, 0, 0);
    }
  }

  /**
   * Resident memory of this process, from the second field of /proc/self/statm (proc(5)); 0 where
   * there is none.
   */
  private static long residentBytes() {
    try {
      String[] pages = Files.readString(Path.of("/proc/self/statm")).split(" ");
      return Long.parseLong(pages[1]) * PAGE_BYTES;
    } catch (IOException e) {
      return 0;
    }
  }

  private static final long PAGE_BYTES = 4096;
}
