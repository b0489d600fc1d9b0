package org.musicfs.cas.read;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.musicfs.cas.chunk.ChunkId;
import org.musicfs.cas.chunk.ChunkPlan;
import org.musicfs.cas.manifest.Manifest;
import org.musicfs.cas.store.Holding;
import org.musicfs.core.content.ContentException;
import org.musicfs.core.content.ContentException.Reason;
import org.musicfs.core.content.ContentVersion;
import org.musicfs.core.content.ContentVersion.Location;
import org.musicfs.core.metrics.Metric;
import org.musicfs.core.origin.Origin;
import org.musicfs.core.origin.OriginException;
import org.musicfs.core.origin.OriginId;
import org.musicfs.core.origin.OriginReader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One ranged request: neighbouring chunks of one version, from the first location that can supply
 * them.
 *
 * <p>Each location is asked on the pool of its origin. The file's stamp is compared with the
 * version before and after the read; length and every known hash are checked before anyone sees a
 * byte, but for chunks whose name nobody knows yet: they are served as they arrive ({@link
 * Flight#arrived}). Readers are served before the chunks are stored. What may pass (unreachable,
 * cut short) is tried again after 100 ms, 500 ms, then every 2 s, until the deadline; what is
 * certain (gone, changed, refused) ends at once; wrong bytes are asked for once more. Confined to
 * one thread at a time.
 */
final class FetchJob {
  private static final long[] RETRY_NANOS = {
    TimeUnit.MILLISECONDS.toNanos(100),
    TimeUnit.MILLISECONDS.toNanos(500),
    TimeUnit.SECONDS.toNanos(2)
  };
  private static final int MOST_CORRUPT_TRIES = 2;

  private static final Logger log = LoggerFactory.getLogger(FetchJob.class);
  private final Fetcher fetcher;
  private final Fetcher.Shared shared;
  private final long versionId;
  private final Manifest manifest;
  private final List<Flight> flights;
  private final boolean urgent;
  private final long deadlineNanos;
  private final Runnable failed;
  private final long offset;
  private final int length;

  private int round;
  private boolean mayPass;
  private @Nullable FetchFailure worst;

  /**
   * @param flights of consecutive chunks
   * @param urgent someone waits: try until the deadline
   * @param failed run once if nothing lands
   */
  FetchJob(
      Fetcher fetcher,
      Fetcher.Shared shared,
      long versionId,
      Manifest manifest,
      List<Flight> flights,
      boolean urgent,
      long deadlineNanos,
      Runnable failed) {
    this.fetcher = fetcher;
    this.shared = shared;
    this.versionId = versionId;
    this.manifest = manifest;
    this.flights = flights;
    this.urgent = urgent;
    this.deadlineNanos = deadlineNanos;
    this.failed = failed;
    ChunkPlan plan = manifest.plan();
    int last = flights.getLast().index();
    this.offset = plan.offset(flights.getFirst().index());
    this.length = (int) (plan.offset(last) + plan.length(last) - offset);
  }

  /** Starts a round over all locations. They are looked up anew: a file may have been moved. */
  void begin() {
    worst = null;
    mayPass = false;
    try {
      ContentVersion version = shared.versions().find(versionId).orElse(null);
      if (version == null) {
        fail(
            new FetchFailure(
                Reason.UNKNOWN_VERSION, "version " + versionId + " is not known", null, false));
      } else {
        tryLocation(version, 0, 1);
      }
    } catch (ContentException e) {
      fail(new FetchFailure(e.reason(), "version " + versionId + ": " + e.getMessage(), e, false));
    } catch (RuntimeException e) {
      shared.metrics().increment(Metric.UNCAUGHT_ERRORS);
      log.error("fetching version {} failed", versionId, e);
      fail(new FetchFailure(Reason.UNAVAILABLE, "internal error", e, false));
    }
  }

  private void tryLocation(ContentVersion version, int index, int attempt) {
    if (index == version.locations().size()) {
      roundOver();
      return;
    }
    Location location = version.locations().get(index);
    Origin origin = shared.origins().find(location.origin()).orElse(null);
    if (origin == null) {
      String message = "origin " + location.origin().value() + " is not configured";
      next(version, index, new FetchFailure(Reason.UNAVAILABLE, message, null, false));
      return;
    }
    try {
      if (!urgent && shared.pools().isBusy(location.origin())) {
        next(version, index, passing("busy: " + origin.displayName(), null));
        return;
      }
      shared.pools().execute(location.origin(), urgent, () -> ask(version, index, attempt, origin));
    } catch (RejectedExecutionException e) {
      next(version, index, passing("too many requests wait for " + origin.displayName(), e));
    }
  }

  private void next(ContentVersion version, int index, FetchFailure failure) {
    worst = failure.worse(worst);
    mayPass |= failure.isTransient();
    tryLocation(version, index + 1, 1);
  }

  /** On a thread of the origin. */
  private void ask(ContentVersion version, int index, int attempt, Origin origin) {
    Location location = version.locations().get(index);
    FetchFailure failure;
    try {
      if (!acquire(location)) {
        next(version, index, passing("no memory is free for fetching", null));
        return;
      }
      try {
        failure = fetch(version, location, origin);
      } finally {
        shared.budget().release(location.origin(), length);
      }
    } catch (InterruptedException e) {
      failure = new FetchFailure(Reason.UNAVAILABLE, "interrupted", e, false);
    } catch (RuntimeException | Error e) {
      shared.metrics().increment(Metric.UNCAUGHT_ERRORS);
      log.error("fetching version {} from {} failed", versionId, origin.displayName(), e);
      failure = new FetchFailure(Reason.UNAVAILABLE, "internal error", e, false);
    }
    if (failure == null) {
      return;
    }
    flights.forEach(Flight::lost);
    if (failure.reason() == Reason.CORRUPT && attempt < MOST_CORRUPT_TRIES) {
      tryLocation(version, index, attempt + 1);
    } else {
      next(version, index, failure);
    }
  }

  private boolean acquire(Location location) throws InterruptedException {
    if (!urgent) {
      return shared.budget().tryAcquire(location.origin(), length);
    }
    return deadlineNanos - System.nanoTime() > 0
        && shared.budget().acquire(location.origin(), length, deadlineNanos);
  }

  /** Asks one location; null if everything landed. */
  private @Nullable FetchFailure fetch(ContentVersion version, Location location, Origin origin) {
    String where = origin.displayName() + ": " + location.path();
    byte[] data = new byte[length];
    try (OriginFiles.Lease lease = shared.files().lease(versionId, location, origin)) {
      OriginReader reader = lease.reader();
      int read;
      boolean same;
      try {
        same = version.stamp().sameVersion(reader.stamp());
        read = same ? reader.read(offset, ByteBuffer.wrap(data), n -> show(data, n)) : 0;
        same = same && version.stamp().sameVersion(reader.stamp());
      } catch (OriginException e) {
        lease.discard();
        throw e;
      }
      shared.metrics().add(Metric.FETCHED_BYTES, read);
      if (!same) {
        lease.discard();
        return changed(where, null);
      }
      if (read != length) {
        lease.discard();
        return passing(where + ": " + read + " bytes of " + length + " at " + offset, null);
      }
    } catch (OriginException e) {
      return failure(where, e);
    }
    return land(where, location.origin(), data);
  }

  /** Lets readers have what has arrived; all of it only once the file was compared again. */
  private void show(byte[] data, int arrived) {
    if (arrived < length) {
      var _ = agrees(data, arrived);
    }
  }

  /**
   * Shows the first bytes to readers of chunks without a name.
   *
   * @return whether they are what an earlier try has shown
   */
  private boolean agrees(byte[] data, int arrived) {
    boolean agree = true;
    int at = 0;
    for (Flight flight : flights) {
      int index = flight.index();
      int bytes = Math.min(manifest.plan().length(index), arrived - at);
      if (bytes <= 0) {
        break;
      }
      if (manifest.id(index) == null) {
        agree &= flight.arrived(data, at, bytes);
      }
      at += bytes;
    }
    return agree;
  }

  private FetchFailure failure(String where, OriginException e) {
    return switch (e.reason()) {
      case CHANGED -> changed(where, e);
      case NOT_FOUND -> {
        shared.versions().reportChanged(versionId);
        yield refused(e);
      }
      case DENIED -> refused(e);
      case UNREACHABLE, FAILED -> passing(String.valueOf(e.getMessage()), e);
    };
  }

  private static FetchFailure refused(OriginException e) {
    return new FetchFailure(Reason.UNAVAILABLE, String.valueOf(e.getMessage()), e, false);
  }

  private FetchFailure changed(String where, @Nullable OriginException cause) {
    shared.versions().reportChanged(versionId);
    return new FetchFailure(
        Reason.CHANGED, where + ": no longer version " + versionId, cause, false);
  }

  private static FetchFailure passing(String message, @Nullable Exception cause) {
    return new FetchFailure(Reason.UNAVAILABLE, message, cause, true);
  }

  /** Checks every known name, serves everyone, stores, and only then lets go of the flights. */
  private @Nullable FetchFailure land(String where, OriginId origin, byte[] data) {
    ChunkId[] ids = new ChunkId[flights.size()];
    int at = 0;
    for (int i = 0; i < ids.length; i++) {
      int index = flights.get(i).index();
      int bytes = manifest.plan().length(index);
      ids[i] = ChunkId.of(data, at, bytes);
      ChunkId known = manifest.id(index);
      if (known != null && !known.equals(ids[i])) {
        shared.metrics().increment(Metric.CHUNKS_CORRUPT);
        return new FetchFailure(
            Reason.CORRUPT,
            where + ": bytes at " + (offset + at) + " are not " + known,
            null,
            false);
      }
      at += bytes;
    }
    if (!agrees(data, length)) {
      shared.metrics().increment(Metric.CHUNKS_CORRUPT);
      return new FetchFailure(
          Reason.CORRUPT,
          where + ": bytes at " + offset + " are not those that were read before",
          null,
          false);
    }
    Flight.Landed[] landed = new Flight.Landed[ids.length];
    at = 0;
    for (int i = 0; i < ids.length; i++) {
      landed[i] = new Flight.Landed(data, at, ids[i].length());
      flights.get(i).end(landed[i]);
      at += ids[i].length();
    }
    for (int i = 0; i < ids.length; i++) {
      keep(flights.get(i), ids[i], origin, landed[i]);
    }
    return null;
  }

  private void keep(Flight flight, ChunkId id, OriginId origin, Flight.Landed landed) {
    try {
      int index = flight.index();
      Holding holding =
          new Holding(
              manifest.plan().kind(index), origin.value(), shared.pinned().contains(versionId));
      boolean stored = shared.store().put(id, holding, landed.data(), landed.offset());
      if (!stored) {
        shared.streamed().keep(flight.key(), landed);
      }
      shared.manifests().learn(versionId, manifest, index, id);
    } finally {
      fetcher.end(flight, landed);
    }
  }

  private void roundOver() {
    long left = deadlineNanos - System.nanoTime();
    long delay = RETRY_NANOS[Math.min(round, RETRY_NANOS.length - 1)];
    FetchFailure failure = worst == null ? passing("no location", null) : worst;
    if (!urgent || !mayPass || failure.reason() == Reason.CORRUPT || delay >= left) {
      fail(failure);
      return;
    }
    round++;
    try {
      fetcher.later(this::begin, delay);
    } catch (RejectedExecutionException e) {
      fail(failure);
    }
  }

  private void fail(FetchFailure failure) {
    long triedUntil = urgent ? deadlineNanos : System.nanoTime();
    for (Flight flight : flights) {
      fetcher.end(flight, new Flight.Failed(failure, triedUntil));
    }
    failed.run();
  }
}
