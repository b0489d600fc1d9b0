package org.musicfs.cas.read;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.PriorityBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.musicfs.core.origin.OriginId;

/**
 * One bounded pool of platform threads per origin, so that an origin that hangs holds only its own.
 * What somebody waits for goes before what is fetched ahead; apart from that the first is served
 * first, so that the readers of one origin take turns. Threads end after half a minute without
 * work.
 */
final class OriginPools implements AutoCloseable {
  private static final int MOST_QUEUED = 256;

  /** Requests ahead of readers that may wait, for each thread: some readers' whole windows. */
  private static final int AHEAD_QUEUED = 4;

  private static final long IDLE_SECONDS = 30;

  private final int threads;
  private final AtomicLong order = new AtomicLong();
  private final Map<OriginId, ThreadPoolExecutor> pools = new ConcurrentHashMap<>();
  private volatile boolean closed;

  OriginPools(int threads) {
    this.threads = threads;
  }

  /**
   * Runs {@code task} when a thread of the origin is free.
   *
   * @param urgent somebody waits for it
   * @throws RejectedExecutionException if its queue is full, or after {@link #close}
   */
  void execute(OriginId origin, boolean urgent, Runnable task) {
    pool(origin).execute(new Task(urgent, order.getAndIncrement(), task));
  }

  private record Task(boolean urgent, long order, Runnable work)
      implements Runnable, Comparable<Task> {
    @Override
    public void run() {
      work.run();
    }

    @Override
    public int compareTo(Task other) {
      return urgent == other.urgent ? Long.compare(order, other.order) : urgent ? -1 : 1;
    }
  }

  /** Whether much work waits already: then nothing is fetched ahead. */
  boolean isBusy(OriginId origin) {
    return pool(origin).getQueue().size() >= AHEAD_QUEUED * threads;
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
            new BoundedQueue(),
            Thread.ofPlatform().daemon().name("fetch-" + origin.value() + "-", 1).factory());
    pool.allowCoreThreadTimeOut(true);
    return pool;
  }

  /** Holds tasks only, which are comparable; the executor knows them as what they run. */
  private static final class BoundedQueue extends PriorityBlockingQueue<Runnable> {
    private static final long serialVersionUID = 1L;

    @Override
    public synchronized boolean offer(Runnable task) {
      return size() < MOST_QUEUED && super.offer(task);
    }
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
