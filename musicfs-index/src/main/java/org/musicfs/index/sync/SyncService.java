package org.musicfs.index.sync;

import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.musicfs.core.control.Control.SyncListener;
import org.musicfs.core.control.SyncProgress;
import org.musicfs.core.metrics.Metrics;
import org.musicfs.core.origin.Origin;
import org.musicfs.core.origin.OriginId;
import org.musicfs.core.origin.OriginPath;
import org.musicfs.index.catalogue.SyncStore;
import org.musicfs.index.tags.TagReader;

/**
 * Keeps the catalogue in agreement with the origins: one sync at a time per origin, each origin on
 * threads of its own, so that one that hangs delays no other. Thread-safe. Owns its threads, not
 * the store, the reader or the origins; closed before them.
 */
public final class SyncService implements AutoCloseable {
  private final SyncStore store;
  private final TagReader tags;
  private final Metrics metrics;
  private final InstantSource clock;
  private final SyncSettings settings;
  private final Map<OriginId, OriginSyncs> origins = new ConcurrentHashMap<>();

  public SyncService(
      SyncStore store,
      TagReader tags,
      Metrics metrics,
      InstantSource clock,
      SyncSettings settings) {
    this.store = store;
    this.tags = tags;
    this.metrics = metrics;
    this.clock = clock;
    this.settings = settings;
  }

  /**
   * Takes on an origin. Touches neither it nor the catalogue.
   *
   * @throws IllegalStateException if one with its id was added before
   */
  public void add(Origin origin) {
    OriginSyncs syncs = new OriginSyncs(origin, store, tags, metrics, clock, settings);
    if (origins.putIfAbsent(origin.id(), syncs) != null) {
      throw new IllegalStateException("origin " + origin.id().value() + " was added before");
    }
  }

  /** Starts a sync of all of an origin in the background; an origin not added is ignored. */
  public void request(OriginId origin) {
    @Nullable OriginSyncs syncs = origins.get(origin);
    if (syncs != null) {
      syncs.request(OriginPath.ROOT, false, progress -> {});
    }
  }

  /** Starts a sync of every origin in the background; for when the mount answers. */
  public void syncAll() {
    origins.values().forEach(o -> o.request(OriginPath.ROOT, false, progress -> {}));
  }

  /**
   * Syncs an origin, or a part of it, and waits for the end. A sync of the same scope that runs or
   * waits already is joined. Giving up waiting does not stop it.
   *
   * @param scope a directory, or a file (whose directory is then looked at); need not exist
   * @param listener told of progress about five times a second and of the end, on the sync's thread
   * @return the end: {@code DONE}, {@code INCOMPLETE} or {@code FAILED}
   * @throws IllegalArgumentException if the origin was not added
   */
  public SyncProgress sync(
      OriginId origin, OriginPath scope, boolean acceptRemovals, SyncListener listener)
      throws InterruptedException {
    return find(origin).request(scope, acceptRemovals, listener).await(listener);
  }

  /**
   * Told by a reader or a watch that something is not what the catalogue says. It is synced soon, a
   * file with its directory, once for many reports. Returns at once; an origin that was not added
   * is ignored.
   *
   * @param directory whether {@code path} is, or was, a directory
   */
  public void reportChanged(OriginId origin, OriginPath path, boolean directory) {
    @Nullable OriginSyncs syncs = origins.get(origin);
    if (syncs != null) {
      syncs.reportChanged(path, directory);
    }
  }

  /** The running sync of this origin, or else the last one; {@code IDLE} before the first. */
  public SyncProgress progress(OriginId origin) {
    return find(origin).progress();
  }

  /** Whether the origin's root could be listed when last tried; true before the first sync. */
  public boolean isReachable(OriginId origin) {
    return find(origin).isReachable();
  }

  private OriginSyncs find(OriginId origin) {
    @Nullable OriginSyncs syncs = origins.get(origin);
    if (syncs == null) {
      throw new IllegalArgumentException("no origin " + origin.value());
    }
    return syncs;
  }

  /**
   * Stops every sync at its next batch boundary and waits for that; who waits for a sync is told it
   * is incomplete. Waits at most a few seconds for an origin that hangs.
   */
  @Override
  public void close() {
    origins.values().forEach(OriginSyncs::stop);
    origins.values().forEach(OriginSyncs::close);
  }
}
