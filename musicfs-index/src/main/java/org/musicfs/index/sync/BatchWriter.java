package org.musicfs.index.sync;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.musicfs.core.audio.TrackMetadata;
import org.musicfs.core.metrics.Metric;
import org.musicfs.core.metrics.Metrics;
import org.musicfs.core.origin.OriginId;
import org.musicfs.index.catalogue.CatalogueException;
import org.musicfs.index.catalogue.SyncStore;
import org.musicfs.index.catalogue.SyncStore.FoundFile;
import org.musicfs.index.catalogue.SyncStore.ListedDirectory;
import org.musicfs.index.catalogue.SyncStore.SyncBatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gathers findings into batches and applies them, in the order they were put, on one thread. Each
 * batch is a checkpoint: what was applied need not be found again. Putting waits while two batches
 * are queued. The thread is never interrupted, so a transaction is never cut short from outside;
 * {@link #close} lets the one under way end and drops the rest.
 *
 * <p>After a failure, or once it is cancelled, everything is taken and dropped, so that no stage
 * waits for ever; {@link #failure} tells.
 */
final class BatchWriter implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(BatchWriter.class);

  private sealed interface Item {
    record Listed(ListedDirectory directory) implements Item {}

    record Settled(long location) implements Item {}

    record Found(FoundFile file, boolean moved) implements Item {}

    record Removed(long location, boolean isTrack) implements Item {}

    record RemovedDirectory(long directory) implements Item {}

    record Mark(CountDownLatch done) implements Item {}
  }

  private final OriginId origin;
  private final SyncStore store;
  private final Counters counters;
  private final ProblemLog problemLog;
  private final Metrics metrics;
  private final BooleanSupplier cancelled;
  private final int batchSize;
  private final long batchAgeNanos;
  private final BlockingQueue<Item> queue;
  private final Thread thread;
  private volatile boolean stopping;
  private volatile @Nullable CatalogueException failure;

  BatchWriter(
      OriginId origin,
      SyncStore store,
      Counters counters,
      ProblemLog problemLog,
      Metrics metrics,
      BooleanSupplier cancelled,
      int batchSize,
      Duration batchAge) {
    this.origin = origin;
    this.store = store;
    this.counters = counters;
    this.problemLog = problemLog;
    this.metrics = metrics;
    this.cancelled = cancelled;
    this.batchSize = batchSize;
    this.batchAgeNanos = batchAge.toNanos();
    this.queue = new ArrayBlockingQueue<>(2 * batchSize + 1);
    this.thread =
        Thread.ofPlatform().daemon().name("sync-write-" + origin.value()).start(this::run);
  }

  void listed(ListedDirectory directory) throws InterruptedException {
    queue.put(new Item.Listed(directory));
  }

  void settled(long location) throws InterruptedException {
    queue.put(new Item.Settled(location));
  }

  void found(FoundFile file, boolean moved) throws InterruptedException {
    queue.put(new Item.Found(file, moved));
  }

  void removed(long location, boolean isTrack) throws InterruptedException {
    queue.put(new Item.Removed(location, isTrack));
  }

  void removedDirectory(long directory) throws InterruptedException {
    queue.put(new Item.RemovedDirectory(directory));
  }

  /** Counts down when all that was put so far is applied, or has failed. */
  CountDownLatch mark() throws InterruptedException {
    CountDownLatch done = new CountDownLatch(1);
    queue.put(new Item.Mark(done));
    return done;
  }

  /**
   * @throws CatalogueException if a batch could not be applied
   */
  void failure() throws CatalogueException {
    @Nullable CatalogueException e = failure;
    if (e != null) {
      throw new CatalogueException("a batch was refused: " + e.getMessage(), e);
    }
  }

  private void run() {
    List<Item> batch = new ArrayList<>();
    long oldestNanos = 0;
    while (!stopping) {
      @Nullable Item item = next(batch.isEmpty() ? batchAgeNanos : oldestNanos - System.nanoTime());
      if (item != null && !(item instanceof Item.Mark)) {
        if (batch.isEmpty()) {
          oldestNanos = System.nanoTime() + batchAgeNanos;
        }
        batch.add(item);
      }
      boolean due =
          item instanceof Item.Mark
              || batch.size() >= batchSize
              || System.nanoTime() - oldestNanos >= 0;
      if (due && !batch.isEmpty() && !stopping) {
        apply(batch);
        batch.clear();
      }
      if (item instanceof Item.Mark mark) {
        mark.done.countDown();
      }
    }
  }

  private @Nullable Item next(long waitNanos) {
    try {
      return queue.poll(Math.max(0, waitNanos), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      stopping = true;
      return null;
    }
  }

  private void apply(List<Item> items) {
    if (failure != null || cancelled.getAsBoolean()) {
      return;
    }
    List<ListedDirectory> listed = new ArrayList<>();
    List<FoundFile> found = new ArrayList<>();
    List<Long> settled = new ArrayList<>();
    List<Long> removed = new ArrayList<>();
    List<Long> removedDirectories = new ArrayList<>();
    long added = 0;
    long changed = 0;
    long moved = 0;
    long gone = 0;
    for (Item item : items) {
      switch (item) {
        case Item.Listed l -> listed.add(l.directory);
        case Item.Settled s -> settled.add(s.location);
        case Item.Removed r -> {
          removed.add(r.location);
          gone += r.isTrack ? 1 : 0;
        }
        case Item.RemovedDirectory r -> removedDirectories.add(r.directory);
        case Item.Found f -> {
          found.add(f.file);
          boolean isTrack = f.file.metadata().isPresent();
          boolean isNew = f.file.previous().isEmpty();
          added += isTrack && isNew ? 1 : 0;
          moved += isTrack && f.moved ? 1 : 0;
          changed += isTrack && !isNew && !f.moved ? 1 : 0;
        }
        case Item.Mark m -> throw new IllegalStateException("a mark is no finding");
      }
    }
    try {
      store.apply(new SyncBatch(origin, listed, found, settled, removed, removedDirectories));
    } catch (CatalogueException e) {
      failure = e;
      return;
    } catch (RuntimeException | Error e) {
      log.error("a batch of origin {} could not be applied", origin.value(), e);
      failure = new CatalogueException("a batch could not be applied: " + e, e);
      return;
    }
    counters.added.addAndGet(added);
    counters.moved.addAndGet(moved);
    counters.changed.addAndGet(changed);
    counters.removed.addAndGet(gone);
    for (FoundFile file : found) {
      Optional<String> problem = file.metadata().flatMap(TrackMetadata::problem);
      if (problem.isPresent()) {
        counters.unreadable.incrementAndGet();
        problemLog.problem(file.path() + ": " + problem.get());
      }
    }
    metrics.add(Metric.TRACKS_CHANGED, added + changed + moved + gone);
  }

  /** Waits for the transaction under way; an interrupt is kept for the caller. */
  @Override
  public void close() {
    stopping = true;
    queue.clear();
    // Wakes the thread if it waits; if there is no room it is awake.
    boolean ignored = queue.offer(new Item.Mark(new CountDownLatch(1)));
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
