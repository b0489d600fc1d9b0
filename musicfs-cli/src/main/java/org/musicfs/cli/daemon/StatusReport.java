package org.musicfs.cli.daemon;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.musicfs.core.control.DaemonStatus;
import org.musicfs.core.control.SyncProgress;
import org.musicfs.core.origin.Origin;
import org.musicfs.core.origin.OriginId;
import org.musicfs.index.catalogue.CatalogueException;
import org.musicfs.index.library.LibraryStatus;
import org.musicfs.index.sync.SyncService;

/** Gathers what {@code musicfs status} shows. Nothing here waits for an origin or grows with the library. */
final class StatusReport {
  private static final int UNREADABLE_SHOWN = 20;
  private static final int NOTICES_SHOWN = 5;

  private final String library;
  private final String version;
  private final ServedLibrary served;
  private final SyncService sync;
  private final long startedMillis;

  StatusReport(
      String library, String version, ServedLibrary served, SyncService sync, long startedMillis) {
    this.library = library;
    this.version = version;
    this.served = served;
    this.sync = sync;
    this.startedMillis = startedMillis;
  }

  DaemonStatus now() throws CatalogueException {
    LibraryStatus status = served.library().status();
    LibraryStatus.Totals totals = status.totals();
    return new DaemonStatus(
        library,
        version,
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
        served.content().use(),
        served.mount().openHandles(),
        residentBytes());
  }

  private List<DaemonStatus.OriginStatus> origins(LibraryStatus status) throws CatalogueException {
    List<DaemonStatus.OriginStatus> origins = new ArrayList<>();
    for (LibraryStatus.OriginState state : status.origins()) {
      OriginId id = state.origin().id();
      SyncProgress progress = sync.lastProgress(id);
      origins.add(
          new DaemonStatus.OriginStatus(
              id.value(),
              served.origins().find(id).map(Origin::displayName).orElse(state.origin().location()),
              progress.phase() != SyncProgress.Phase.FAILED,
              served.isCached(id),
              state.tracks(),
              state.lastSyncMillis(),
              progress));
    }
    return origins;
  }

  /** Resident memory of this process, from the second field of /proc/self/statm (proc(5)); 0 where there is none. */
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
