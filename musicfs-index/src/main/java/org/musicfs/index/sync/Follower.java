package org.musicfs.index.sync;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.musicfs.core.origin.Origin;
import org.musicfs.core.origin.OriginId;
import org.musicfs.core.origin.OriginPath;
import org.musicfs.core.origin.OriginWatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has origins synced when they change: at once where the origin tells, all of it again now and
 * then, and often where it tells nothing, not everything, or is out of reach. Thread-safe.
 */
public final class Follower implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Follower.class);

  private final SyncService sync;
  private final boolean watch;
  private final Duration poll;
  private final Duration rescan;
  private final Map<OriginId, Followed> followed = new ConcurrentHashMap<>();
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("sync-timer").factory());

  /**
   * @param watch whether origins that can tell of changes are listened to
   * @param poll between two syncs of an origin that does not tell of every change
   * @param rescan between two syncs of one that does
   */
  public Follower(SyncService sync, boolean watch, Duration poll, Duration rescan) {
    this.sync = sync;
    this.watch = watch;
    this.poll = poll;
    this.rescan = rescan;
  }

  private final class Followed implements OriginWatch.Listener {
    private final OriginId id;
    private volatile @Nullable OriginWatch watching;
    private long syncedNanos = System.nanoTime();

    Followed(OriginId id) {
      this.id = id;
    }

    @Override
    public void changed(OriginPath path, boolean directory) {
      sync.reportChanged(id, path, directory);
    }

    @Override
    public void missed() {
      sync.request(id);
    }

    private boolean isTold() {
      @Nullable OriginWatch now = watching;
      return now != null && now.isComplete() && sync.isReachable(id);
    }

    private void tick() {
      long wait = isTold() ? rescan.toNanos() : 0;
      if (System.nanoTime() - syncedNanos >= wait) {
        syncedNanos = System.nanoTime();
        sync.request(id);
      }
    }
  }

  /**
   * Follows an origin that the sync service has. Asks it whether it can tell of changes, so not for
   * a thread that must not wait; what is listed afterwards is watched.
   */
  public void follow(Origin origin) {
    Followed one = new Followed(origin.id());
    if (watch) {
      one.watching = origin.watch(one).orElse(null);
    }
    followed.put(origin.id(), one);
    log.info("{}: {}", origin.displayName(), following(origin.id()));
    Future<?> ignored =
        timer.scheduleWithFixedDelay(
            one::tick, poll.toNanos(), poll.toNanos(), TimeUnit.NANOSECONDS);
  }

  /** How changes of an origin are noticed, for people. */
  public String following(OriginId origin) {
    @Nullable Followed one = followed.get(origin);
    @Nullable OriginWatch watching = one == null ? null : one.watching;
    if (one == null) {
      return "";
    }
    String polled = "looked at every " + text(poll);
    if (watching == null) {
      return polled;
    }
    return watching.isComplete()
        ? "watched, all of it looked at every " + text(rescan)
        : "watched in part, all of it " + polled;
  }

  private static String text(Duration duration) {
    if (duration.toHours() > 0 && duration.toMinutesPart() == 0 && duration.toSecondsPart() == 0) {
      return duration.toHours() + " h";
    }
    return duration.toMinutes() > 0 && duration.toSecondsPart() == 0
        ? duration.toMinutes() + " min"
        : duration.toSeconds() + " s";
  }

  /** Ends every watch; nothing is asked for afterwards. */
  @Override
  public void close() {
    timer.shutdownNow();
    for (Followed one : followed.values()) {
      @Nullable OriginWatch watching = one.watching;
      if (watching != null) {
        watching.close();
      }
    }
  }
}
