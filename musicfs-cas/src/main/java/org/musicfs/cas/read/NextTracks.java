package org.musicfs.cas.read;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import org.musicfs.cas.chunk.ChunkPlan;
import org.musicfs.cas.manifest.Manifest;
import org.musicfs.cas.manifest.Manifests;
import org.musicfs.core.content.ContentException;
import org.musicfs.core.content.ContentVersion;
import org.musicfs.core.content.NextTrack;
import org.musicfs.core.content.Versions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fetches the first bytes of the track that comes after one whose reader is near its end. One track
 * at a time and one request at a time, behind everything somebody waits for; each track at most
 * once in some minutes, unless it failed. Thread-safe; callers wait for nothing. The thread ends
 * after ten seconds without work.
 */
final class NextTracks implements AutoCloseable {
  /** Some seconds of the largest formats, and all of most MP3s. */
  static final long HEAD_BYTES = 8L << 20;

  private static final int MOST_QUEUED = 16;
  private static final int MOST_REMEMBERED = 1_024;
  private static final Duration REMEMBERED = Duration.ofMinutes(10);
  private static final long IDLE_SECONDS = 10;

  private static final Logger log = LoggerFactory.getLogger(NextTracks.class);
  private final NextTrack order;
  private final Versions versions;
  private final Manifests manifests;
  private final Fetcher fetcher;
  private final Predicate<ContentVersion> stored;
  private final long patienceNanos;
  private final Cache<Long, Boolean> leaving = remembering();
  private final Cache<Long, Boolean> fetched = remembering();
  private final ThreadPoolExecutor thread;

  /**
   * @param stored whether a version goes through the store
   * @param patienceNanos how long one request is waited for
   */
  NextTracks(
      NextTrack order,
      Versions versions,
      Manifests manifests,
      Fetcher fetcher,
      Predicate<ContentVersion> stored,
      long patienceNanos) {
    this.order = order;
    this.versions = versions;
    this.manifests = manifests;
    this.fetcher = fetcher;
    this.stored = stored;
    this.patienceNanos = patienceNanos;
    this.thread =
        new ThreadPoolExecutor(
            1,
            1,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(MOST_QUEUED),
            Thread.ofPlatform().daemon().name("next-track").factory(),
            new ThreadPoolExecutor.DiscardPolicy());
    thread.allowCoreThreadTimeOut(true);
  }

  private static Cache<Long, Boolean> remembering() {
    return Caffeine.newBuilder()
        .maximumSize(MOST_REMEMBERED)
        .expireAfterWrite(REMEMBERED)
        .executor(Runnable::run)
        .build();
  }

  /** A reader comes near the end of a version. */
  void leaving(long versionId) {
    if (leaving.asMap().putIfAbsent(versionId, true) == null) {
      thread.execute(() -> fetchAfter(versionId));
    }
  }

  /** Whether the first bytes of a version were fetched ahead: its reader goes on from an origin. */
  boolean isFetched(long versionId) {
    return fetched.getIfPresent(versionId) != null;
  }

  private void fetchAfter(long versionId) {
    try {
      OptionalLong next = order.after(versionId);
      if (next.isPresent() && fetched.asMap().putIfAbsent(next.getAsLong(), true) == null) {
        boolean isWhole = fetchHead(next.getAsLong());
        if (!isWhole) {
          fetched.invalidate(next.getAsLong());
          leaving.invalidate(versionId);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ContentException | RuntimeException e) {
      leaving.invalidate(versionId);
      log.debug("the track after version {} is not fetched ahead", versionId, e);
    }
  }

  /** True if nothing failed. */
  private boolean fetchHead(long versionId) throws ContentException, InterruptedException {
    ContentVersion version = versions.find(versionId).orElse(null);
    if (version == null || version.stamp().sizeBytes() == 0 || !stored.test(version)) {
      return true;
    }
    Manifest manifest = manifests.of(version);
    ChunkPlan plan = manifest.plan();
    int last = plan.indexAt(Math.min(plan.sizeBytes(), HEAD_BYTES) - 1);
    int first = 0;
    while (first <= last) {
      int end = plan.lastWithin(first, last, Fetcher.MOST_REQUEST_BYTES);
      if (!request(versionId, manifest, first, end)) {
        return false;
      }
      first = end + 1;
    }
    return true;
  }

  private boolean request(long versionId, Manifest manifest, int first, int last)
      throws InterruptedException {
    boolean any = fetcher.ahead(versionId, manifest, first, last, start -> {});
    long deadline = System.nanoTime() + patienceNanos;
    for (int index = first; any && index <= last; index++) {
      Flight flight = fetcher.flight(versionId, manifest, index);
      try {
        if (flight != null) {
          var _ = flight.await(manifest.plan().length(index), deadline - System.nanoTime());
        }
      } catch (TimeoutException e) {
        return false;
      }
      if (flight == null ? !fetcher.isAtHand(versionId, manifest, index) : flight.hasFailed()) {
        return false;
      }
    }
    return true;
  }

  /** Fetches no more. */
  @Override
  public void close() {
    thread.shutdownNow();
  }
}
