package org.musicfs.cas.read;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.musicfs.core.origin.OriginId;

/**
 * One bounded pool of platform threads per origin, so that an origin that hangs holds only its own.
 * Threads end after half a minute without work.
 */
final class OriginPools implements AutoCloseable {
  private static final int MOST_QUEUED = 256;
  private static final long IDLE_SECONDS = 30;

  private final int threads;
  private final Map<OriginId, ThreadPoolExecutor> pools = new ConcurrentHashMap<>();
  private volatile boolean closed;

  OriginPools(int threads) {
    this.threads = threads;
  }

  /**
   * Runs {@code task} when a thread of the origin is free.
   *
   * @throws RejectedExecutionException if its queue is full, or after {@link #close}
   */
  void execute(OriginId origin, Runnable task) {
    pool(origin).execute(task);
  }

  /** Whether work would wait: then nothing is fetched ahead. */
  boolean isBusy(OriginId origin) {
    return pool(origin).getQueue().size() >= threads;
  }

  private ThreadPoolExecutor pool(OriginId origin) {
    if (closed) {
      throw new RejectedExecutionException("closed");
    }
    return pools.computeIfAbsent(origin, this::start);
  }

  private ThreadPoolExecutor start(OriginId origin) {
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(
            threads,
            threads,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(MOST_QUEUED),
            Thread.ofPlatform().daemon().name("fetch-" + origin.value() + "-", 1).factory());
    pool.allowCoreThreadTimeOut(true);
    return pool;
  }

  /** Interrupts what runs and waits a moment for it; a call that hangs is left behind. */
  @Override
  public void close() {
    closed = true;
    for (ThreadPoolExecutor pool : pools.values()) {
      pool.shutdownNow();
    }
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(2);
    try {
      for (ThreadPoolExecutor pool : pools.values()) {
        boolean ended = pool.awaitTermination(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
        if (!ended) {
          return;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
