package org.musicfs.index.sync;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.musicfs.core.origin.Answer;
import org.musicfs.core.origin.DirectoryListing;
import org.musicfs.core.origin.Origin;
import org.musicfs.core.origin.OriginException;
import org.musicfs.index.catalogue.CatalogueException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lists directories, several at once, and compares each with the catalogue. The last one queued is
 * listed first, so what waits is a few levels of siblings and not a level of the tree.
 *
 * <p>A local listing cannot be interrupted: on a hung network mount it returns when the server
 * does. One that takes longer than the patience counts as unknown, its thread is written off (it
 * ends by itself, its answer unheard) and another takes its place, until as many are stuck as may
 * list at once; then everything that waits is unknown. Threads stuck at one origin are counted
 * across its syncs, so they never pile up.
 *
 * <p>One thread calls {@link #add}, {@link #next} and {@link #close}.
 */
final class DirectoryWalk implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(DirectoryWalk.class);
  private static final int RESULTS = 64;

  private final Origin origin;
  private final Comparison comparison;
  private final long patienceNanos;
  private final int maxThreads;
  private final AtomicInteger stuck;
  private final BlockingQueue<Findings> results = new ArrayBlockingQueue<>(RESULTS);
  private final Deque<Findings> writtenOff = new ArrayDeque<>();
  private int outstanding;

  @GuardedBy("this")
  private final Deque<Job> pending = new ArrayDeque<>();

  @GuardedBy("this")
  private final List<Lister> listers = new ArrayList<>();

  @GuardedBy("this")
  private int idle;

  @GuardedBy("this")
  private boolean closed;

  /**
   * @param stuck listings of this origin that never came back, from this sync and those before
   */
  DirectoryWalk(
      Origin origin,
      Comparison comparison,
      Duration patience,
      int maxThreads,
      AtomicInteger stuck) {
    this.origin = origin;
    this.comparison = comparison;
    this.patienceNanos = patience.toNanos();
    this.maxThreads = maxThreads;
    this.stuck = stuck;
  }

  void add(Collection<Job> jobs) {
    outstanding += jobs.size();
    synchronized (this) {
      jobs.forEach(pending::push);
      staff();
      notifyAll();
    }
  }

  /** Starts as many threads as there is work for. */
  @GuardedBy("this")
  private void staff() {
    int allowed = stuck.get() < maxThreads ? maxThreads - listers.size() : 0;
    int wanted = Math.min(pending.size() - idle, allowed);
    for (int i = 0; i < wanted; i++) {
      Lister lister = new Lister();
      listers.add(lister);
      Thread.ofPlatform().daemon().name("sync-list-" + origin.id().value()).start(lister);
    }
  }

  /** Whether every directory added has been answered by {@link #next}. */
  boolean isDone() {
    return outstanding == 0;
  }

  /** The next answer; null if none came within {@code wait}. */
  @Nullable Findings next(Duration wait) throws InterruptedException {
    @Nullable Findings findings = writtenOff.poll();
    if (findings == null) {
      findings = results.poll(wait.toNanos(), TimeUnit.NANOSECONDS);
    }
    if (findings == null) {
      writeOff();
      findings = writtenOff.poll();
    }
    if (findings != null) {
      outstanding--;
    }
    return findings;
  }

  private synchronized void writeOff() {
    long now = System.nanoTime();
    for (Lister lister : List.copyOf(listers)) {
      if (lister.job != null && lister.listing && now - lister.startedNanos > patienceNanos) {
        log.warn("{}: listing {} takes too long", origin.displayName(), lister.job.path());
        writtenOff.add(unanswered(lister.job));
        lister.abandoned = true;
        listers.remove(lister);
        stuck.incrementAndGet();
      }
    }
    staff();
    if (listers.isEmpty()) {
      pending.forEach(job -> writtenOff.add(unanswered(job)));
      pending.clear();
    }
  }

  private Findings unanswered(Job job) {
    return new Findings.Unknown(
        job,
        new OriginException(
            OriginException.Reason.UNREACHABLE,
            origin.displayName() + "/" + job.path() + ": does not answer",
            null));
  }

  @Override
  public synchronized void close() {
    closed = true;
    pending.clear();
    results.clear();
    notifyAll();
  }

  private synchronized boolean isClosed() {
    return closed;
  }

  /** One listing thread. Its fields are guarded by the walk. */
  private final class Lister implements Runnable {
    private @Nullable Job job;
    private boolean listing;
    private boolean abandoned;
    private long startedNanos;

    @Override
    public void run() {
      try {
        @Nullable Job next;
        while ((next = take()) != null) {
          Answer<DirectoryListing> answer = list(next);
          if (!listed()) {
            return;
          }
          put(findings(next, answer));
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    /** A bug in an origin must not leave its directory unanswered. */
    private Answer<DirectoryListing> list(Job next) {
      try {
        return origin.list(next.path());
      } catch (RuntimeException | Error e) {
        log.error("{}: listing {} failed unexpectedly", origin.displayName(), next.path(), e);
        return new Answer.Unknown<>(
            new OriginException(
                OriginException.Reason.FAILED, next.path() + ": listing it failed: " + e, e));
      }
    }

    private @Nullable Job take() throws InterruptedException {
      synchronized (DirectoryWalk.this) {
        job = null;
        idle++;
        try {
          while (pending.isEmpty() && !closed) {
            DirectoryWalk.this.wait();
          }
        } finally {
          idle--;
        }
        if (closed) {
          return null;
        }
        job = pending.pop();
        listing = true;
        startedNanos = System.nanoTime();
        return job;
      }
    }

    /** Whether anybody still wants the answer. */
    private boolean listed() {
      synchronized (DirectoryWalk.this) {
        listing = false;
        if (abandoned) {
          stuck.decrementAndGet();
        }
        return !abandoned && !closed;
      }
    }

    private Findings findings(Job next, Answer<DirectoryListing> answer) {
      try {
        return switch (answer) {
          case Answer.Present<DirectoryListing> p -> comparison.compare(next, p.value());
          case Answer.Absent<DirectoryListing> a -> new Findings.Gone(next);
          case Answer.Unknown<DirectoryListing> u -> new Findings.Unknown(next, u.cause());
        };
      } catch (CatalogueException e) {
        return new Findings.Failed(next, e);
      } catch (RuntimeException | Error e) {
        log.error("{}: {} could not be compared", origin.displayName(), next.path(), e);
        return new Findings.Failed(next, new CatalogueException("comparing failed: " + e, e));
      }
    }

    /** Waits for room; the walk may be closed meanwhile. */
    private void put(Findings findings) throws InterruptedException {
      while (!results.offer(findings, 100, TimeUnit.MILLISECONDS)) {
        if (isClosed()) {
          return;
        }
      }
    }
  }
}
