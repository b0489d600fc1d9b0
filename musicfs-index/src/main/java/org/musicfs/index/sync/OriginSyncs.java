package org.musicfs.index.sync;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.musicfs.core.control.Control.SyncListener;
import org.musicfs.core.control.SyncProgress;
import org.musicfs.core.control.SyncProgress.Phase;
import org.musicfs.core.metrics.Metrics;
import org.musicfs.core.origin.Origin;
import org.musicfs.core.origin.OriginPath;
import org.musicfs.index.catalogue.SyncStore;
import org.musicfs.index.tags.TagReader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The syncs of one origin: one runs, others wait, reports of changes gather. Thread-safe. */
final class OriginSyncs implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(OriginSyncs.class);

  /** More directories reported than this are one sync of everything. */
  private static final int MAX_REPORTED = 1000;

  private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(5);

  private final Origin origin;
  private final SyncStore store;
  private final TagReader tags;
  private final Metrics metrics;
  private final InstantSource clock;
  private final SyncSettings settings;
  private final AtomicInteger stuckListings = new AtomicInteger();

  @GuardedBy("this")
  private final Deque<Request> waiting = new ArrayDeque<>();

  /**
   * By what is to be listed: one reported file of each directory, for a sync of it looks at its
   * directory, not deeper; and directories that came or went.
   */
  @GuardedBy("this")
  private final Map<OriginPath, OriginPath> reported = new LinkedHashMap<>();

  @GuardedBy("this")
  private boolean everythingReported;

  @GuardedBy("this")
  private long reportsDueNanos;

  @GuardedBy("this")
  private @Nullable Request running;

  @GuardedBy("this")
  private @Nullable Thread thread;

  @GuardedBy("this")
  private boolean stopped;

  private volatile SyncProgress last;
  private volatile boolean reachable = true;

  OriginSyncs(
      Origin origin,
      SyncStore store,
      TagReader tags,
      Metrics metrics,
      InstantSource clock,
      SyncSettings settings) {
    this.origin = origin;
    this.store = store;
    this.tags = tags;
    this.metrics = metrics;
    this.clock = clock;
    this.settings = settings;
    this.last = SyncProgress.idle(origin.displayName(), "");
  }

  /** A sync that waits, runs or has ended, and who listens to it. */
  final class Request {
    private final Sync sync;
    private final List<SyncListener> listeners = new CopyOnWriteArrayList<>();
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile @Nullable SyncProgress result;

    Request(List<OriginPath> targets, boolean acceptRemovals) {
      sync =
          new Sync(
              origin,
              store,
              tags,
              metrics,
              clock,
              settings,
              stuckListings,
              targets,
              acceptRemovals,
              this::tell);
    }

    private boolean is(List<OriginPath> targets, boolean acceptRemovals) {
      return sync.targets().equals(targets) && sync.acceptsRemovals() == acceptRemovals;
    }

    private void tell(SyncProgress progress) {
      listeners.removeIf(listener -> !hears(listener, progress));
    }

    private boolean hears(SyncListener listener, SyncProgress progress) {
      try {
        listener.progress(progress);
        return true;
      } catch (RuntimeException e) {
        log.warn("a listener of sync progress failed and is dropped", e);
        return false;
      }
    }

    private void end(SyncProgress progress) {
      result = progress;
      ended.countDown();
    }

    /** Waits for the end; the listener hears nothing more once the waiting thread has given up. */
    SyncProgress await(SyncListener listener) throws InterruptedException {
      try {
        ended.await();
      } finally {
        listeners.remove(listener);
      }
      @Nullable SyncProgress end = result;
      return end != null ? end : sync.progress();
    }
  }

  /** Joins a sync of this scope that runs or waits, or queues one. */
  synchronized Request request(OriginPath scope, boolean acceptRemovals, SyncListener listener) {
    List<OriginPath> targets = List.of(scope);
    Predicate<Request> same = r -> r.is(targets, acceptRemovals);
    @Nullable Request now = running;
    Request request =
        now != null && same.test(now)
            ? now
            : waiting.stream()
                .filter(same)
                .findFirst()
                .orElseGet(() -> new Request(targets, acceptRemovals));
    request.listeners.add(listener);
    if (request == now || waiting.contains(request)) {
      return request;
    }
    if (stopped) {
      request.end(stoppedProgress());
    } else {
      waiting.add(request);
      wake();
    }
    return request;
  }

  /**
   * When the debounce has passed {@code path} is synced, with its directory if it is a file.
   *
   * @param directory whether it is, or was, a directory
   */
  synchronized void reportChanged(OriginPath path, boolean directory) {
    if (stopped) {
      return;
    }
    if (reported.isEmpty() && !everythingReported) {
      reportsDueNanos = System.nanoTime() + settings.debounce().toNanos();
    }
    if (reported.size() >= MAX_REPORTED) {
      reported.clear();
      everythingReported = true;
    }
    if (!everythingReported && directory) {
      reported.put(path, path);
    } else if (!everythingReported) {
      reported.putIfAbsent(path.parent(), path);
    }
    wake();
  }

  @GuardedBy("this")
  private void wake() {
    if (thread == null) {
      thread = Thread.ofPlatform().daemon().name("sync-" + origin.id().value()).start(this::work);
    }
    notifyAll();
  }

  SyncProgress progress() {
    synchronized (this) {
      @Nullable Request now = running;
      if (now != null) {
        return now.sync.progress();
      }
    }
    return last;
  }

  /** Whether the root could be listed when last tried; true before the first time. */
  boolean isReachable() {
    return reachable;
  }

  private void work() {
    try {
      @Nullable Request next;
      while ((next = take()) != null) {
        SyncProgress end;
        try {
          end = next.sync.run();
        } catch (Error e) {
          log.error("sync of {} died", origin.displayName(), e);
          end = new Counters().snapshot(origin.displayName(), Phase.FAILED, "died: " + e);
        }
        synchronized (this) {
          running = null;
          last = end;
        }
        if (next.sync.isWhole() || end.phase() == Phase.DONE) {
          reachable = !next.sync.isOriginUnreachable();
        }
        next.end(end);
      }
    } catch (InterruptedException e) {
      log.debug("syncs of {} stopped", origin.displayName());
    }
  }

  private synchronized @Nullable Request take() throws InterruptedException {
    while (!stopped) {
      long dueIn = reportsDueNanos - System.nanoTime();
      if (!waiting.isEmpty()) {
        running = waiting.poll();
        return running;
      } else if (reported.isEmpty() && !everythingReported) {
        wait();
      } else if (dueIn > 0) {
        TimeUnit.NANOSECONDS.timedWait(this, dueIn);
      } else {
        Collection<OriginPath> targets =
            everythingReported ? List.of(OriginPath.ROOT) : reported.values();
        waiting.add(new Request(List.copyOf(targets), false));
        reported.clear();
        everythingReported = false;
      }
    }
    return null;
  }

  private SyncProgress stoppedProgress() {
    return new Counters()
        .snapshot(origin.displayName(), Phase.INCOMPLETE, "stopped before its end");
  }

  /** Takes no more requests and cancels the running one; returns at once. */
  synchronized void stop() {
    stopped = true;
    reported.clear();
    waiting.forEach(request -> request.end(stoppedProgress()));
    waiting.clear();
    @Nullable Request now = running;
    if (now != null) {
      now.sync.cancel();
    }
    @Nullable Thread worker = thread;
    if (worker != null) {
      worker.interrupt();
    }
    notifyAll();
  }

  /** Waits for the running sync to stop. */
  @Override
  public void close() {
    stop();
    @Nullable Thread worker;
    synchronized (this) {
      worker = thread;
    }
    try {
      if (worker != null && !worker.join(CLOSE_PATIENCE)) {
        log.warn("{}: its sync does not stop; left behind", origin.displayName());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
