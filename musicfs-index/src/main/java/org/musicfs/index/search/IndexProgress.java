package org.musicfs.index.search;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Between the updater's thread and everyone else: requests go one way, how far it has come the
 * other. Guarded by its monitor, under which no I/O happens. The thread is never interrupted: an
 * interrupt would close files under those who read them.
 */
final class IndexProgress {
  private static final Logger log = LoggerFactory.getLogger(IndexProgress.class);

  /** A merge or an fsync under way is waited for; longer than this, something hangs. */
  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(20);

  /**
   * Changes that nobody asks about are taken in once none has come for so long: a first scan is not
   * to share its processors with the index it fills.
   */
  private static final long QUIET_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

  /** And after so long at the latest. */
  private static final long LATEST_NANOS = TimeUnit.SECONDS.toNanos(5);

  private static final long UNKNOWN = -1;

  private final Runnable work;

  @GuardedBy("this")
  private @Nullable Thread thread;

  @GuardedBy("this")
  private boolean requested;

  /** Whether there is work that may wait; then since when, and when it was last said so. */
  @GuardedBy("this")
  private boolean announced;

  @GuardedBy("this")
  private long firstAnnouncedNanos;

  @GuardedBy("this")
  private long lastAnnouncedNanos;

  @GuardedBy("this")
  private boolean suspected;

  @GuardedBy("this")
  private boolean closed;

  /** Every change up to this one is in the index; {@link #UNKNOWN} until the index is complete. */
  @GuardedBy("this")
  private long appliedSequence = UNKNOWN;

  /** Tracks a running rebuild has taken in; 0 if none runs. */
  @GuardedBy("this")
  private long built;

  @GuardedBy("this")
  private @Nullable String problem;

  IndexProgress(Runnable work) {
    this.work = work;
  }

  /** Asks for work to be looked for at once; starts the thread if there is none. */
  synchronized void request() {
    if (closed) {
      return;
    }
    requested = true;
    wake();
  }

  /** Tells of work that may wait until there is a pause in such news. */
  synchronized void announce() {
    if (closed) {
      return;
    }
    lastAnnouncedNanos = System.nanoTime();
    if (!announced) {
      announced = true;
      firstAnnouncedNanos = lastAnnouncedNanos;
      wake();
    }
  }

  @GuardedBy("this")
  private void wake() {
    if (thread == null || !thread.isAlive()) {
      thread = Thread.ofPlatform().name("musicfs-search").daemon().start(work);
    }
    notifyAll();
  }

  /** Asks for the files to be verified and opened anew. */
  synchronized void suspect() {
    suspected = true;
    request();
  }

  /**
   * Waits until the index is complete up to a change, as long as there is hope.
   *
   * @return whether it is
   */
  synchronized boolean awaitApplied(long sequence, Duration limit) throws InterruptedException {
    long deadline = System.nanoTime() + limit.toNanos();
    while (appliedSequence < sequence && problem == null && !closed) {
      long left = deadline - System.nanoTime();
      if (left <= 0) {
        break;
      }
      TimeUnit.NANOSECONDS.timedWait(this, left);
    }
    return appliedSequence >= sequence;
  }

  /** Whether the index was opened, found usable, and is complete. */
  synchronized boolean isComplete() {
    return appliedSequence != UNKNOWN;
  }

  synchronized IndexState state() {
    return new IndexState(built > 0, built, Optional.ofNullable(problem));
  }

  // What follows is for the updater's thread.

  synchronized boolean isClosed() {
    return closed;
  }

  synchronized boolean takeSuspicion() {
    boolean was = suspected;
    suspected = false;
    return was;
  }

  synchronized void applied(long sequence) {
    appliedSequence = sequence;
    built = 0;
    problem = null;
    notifyAll();
  }

  synchronized void unknown() {
    appliedSequence = UNKNOWN;
    built = 0;
  }

  synchronized void building(int more) {
    built += more;
  }

  synchronized void failed(String why) {
    problem = why;
    notifyAll();
  }

  /**
   * Waits for a request, or until announced work is due, and takes it; false when the time is over
   * or it is closed.
   */
  synchronized boolean awaitRequest(long nanos) {
    long begin = System.nanoTime();
    while (!requested && !closed) {
      long now = System.nanoTime();
      long wait = Math.min(nanos - (now - begin), nanosToDue(now));
      if (wait <= 0) {
        break;
      }
      await(wait);
    }
    boolean was = requested || nanosToDue(System.nanoTime()) <= 0;
    if (was) {
      requested = false;
      announced = false;
    }
    return was;
  }

  @GuardedBy("this")
  private long nanosToDue(long now) {
    return announced
        ? Math.min(lastAnnouncedNanos + QUIET_NANOS - now, firstAnnouncedNanos + LATEST_NANOS - now)
        : Long.MAX_VALUE;
  }

  /** Waits, whatever is requested, until the time is over or it is closed. */
  synchronized void pause(long nanos) {
    long begin = System.nanoTime();
    while (!closed && System.nanoTime() - begin < nanos) {
      await(nanos - (System.nanoTime() - begin));
    }
  }

  @GuardedBy("this")
  @SuppressWarnings("WaitNotInLoop") // its callers loop
  private void await(long nanos) {
    try {
      TimeUnit.NANOSECONDS.timedWait(this, nanos);
    } catch (InterruptedException e) {
      log.debug("an interrupt was ignored; only close ends this thread");
    }
  }

  /** Lets the thread end and waits for it. */
  void close() {
    Thread running;
    synchronized (this) {
      closed = true;
      running = thread;
      notifyAll();
    }
    try {
      if (running != null && !running.join(CLOSE_LIMIT)) {
        log.warn("the search index is still busy after {} s", CLOSE_LIMIT.toSeconds());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
