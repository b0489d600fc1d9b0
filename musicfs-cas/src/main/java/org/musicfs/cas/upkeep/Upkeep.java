package org.musicfs.cas.upkeep;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.musicfs.cas.read.PinnedVersions;
import org.musicfs.core.content.ContentException;
import org.musicfs.core.content.PinnedFiles;
import org.musicfs.core.content.StoreStats;
import org.musicfs.core.metrics.Metric;
import org.musicfs.core.metrics.Metrics;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs what is done in the store without a reader, on one thread that gives way: while bytes are
 * read it pauses, but for one step in ten. Pins have a thread of their own, as they wait for
 * origins. Thread-safe.
 */
public final class Upkeep implements AutoCloseable {
  private static final long STEP_SECONDS = 1;

  /** Steps between two looks for chunks that are too old. */
  private static final long EXPIRY_STEPS = 60;

  private static final long MOST_PAUSED = 10;

  private static final Logger log = LoggerFactory.getLogger(Upkeep.class);
  private final Kept kept;
  private final Duration maxAge;
  private final Metrics metrics;
  private final InstantSource clock;
  private final Pins pins;
  private final Attribution attribution;
  private final @Nullable Scrubber scrubber;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("store-upkeep").factory());
  private volatile boolean closing;
  private long steps;
  private long pausedSteps;
  private long readBefore;

  /**
   * Starts.
   *
   * @param scrubInterval in which all that is stored is verified once; zero for never
   * @param maxAge after which unused chunks go; zero for never
   */
  public Upkeep(
      Kept kept,
      PinnedFiles files,
      PinnedVersions pinned,
      Duration scrubInterval,
      Duration maxAge,
      Metrics metrics,
      InstantSource clock) {
    this.kept = kept;
    this.maxAge = maxAge;
    this.metrics = metrics;
    this.clock = clock;
    this.pins = new Pins(files, pinned, kept);
    this.attribution = new Attribution(kept);
    this.scrubber =
        scrubInterval.isZero() ? null : new Scrubber(kept, scrubInterval, clock, () -> closing);
    var _ = thread.scheduleWithFixedDelay(this::step, STEP_SECONDS, STEP_SECONDS, TimeUnit.SECONDS);
  }

  /** Other files are pinned, or they have other versions. Returns at once. */
  public void followPins() {
    pins.follow();
  }

  /** How far the regular verification is. */
  public StoreStats.Scrub scrub() {
    return Optional.ofNullable(scrubber).map(Scrubber::state).orElse(StoreStats.Scrub.OFF);
  }

  private void step() {
    try {
      attribution.step();
      if (!maxAge.isZero() && steps++ % EXPIRY_STEPS == 0) {
        expire();
      }
      if (scrubber != null && !isToPause()) {
        scrubber.step();
      }
    } catch (IOException | ContentException e) {
      log.warn("upkeep of the chunk store cannot go on now: {}", e.getMessage());
    } catch (RuntimeException e) {
      metrics.increment(Metric.UNCAUGHT_ERRORS);
      log.error("upkeep of the chunk store failed; it goes on", e);
    }
  }

  private void expire() {
    long before = clock.millis() - maxAge.toMillis();
    boolean more = true;
    while (more && !closing) {
      more = kept.store().inventory().expire(before);
    }
  }

  /** Whether somebody read since the last step. */
  private boolean isToPause() {
    long read = metrics.get(Metric.CHUNK_HITS) + metrics.get(Metric.CHUNK_MISSES);
    boolean isBusy = read != readBefore;
    readBefore = read;
    pausedSteps = isBusy && pausedSteps < MOST_PAUSED ? pausedSteps + 1 : 0;
    return pausedSteps > 0;
  }

  /** Ends with what it is at. */
  @Override
  public void close() {
    closing = true;
    pins.close();
    thread.shutdownNow();
    boolean interrupted = false;
    try {
      if (!thread.awaitTermination(10, TimeUnit.SECONDS)) {
        log.warn("upkeep of the chunk store did not end in time");
      }
    } catch (InterruptedException e) {
      interrupted = true;
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
