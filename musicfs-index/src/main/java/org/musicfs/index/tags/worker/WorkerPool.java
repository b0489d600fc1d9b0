package org.musicfs.index.tags.worker;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.musicfs.core.metrics.Metric;
import org.musicfs.core.metrics.Metrics;
import org.musicfs.index.tags.layout.Id3Frames;
import org.musicfs.index.tags.map.RawTags;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decodes ID3v2 frames in worker processes. Thread-safe; many callers share few workers, whose
 * calls are pipelined. No worker runs before the first call, and idle ones end.
 */
public final class WorkerPool implements AutoCloseable {
  /*
   * Who is to blame. A worker decodes in order and answers at once, so when it hangs or dies the
   * first unanswered call was being decoded. A call that hangs is given up at once. A call whose
   * worker died is tried once more, since the worker may have been killed by someone else; the
   * second death is its own doing. All other unanswered calls go to another worker.
   *
   * Who watches. The waiting callers do: each looks at the clock of every worker when it has
   * waited long enough. So there is no watchdog thread, and none is needed when nobody waits.
   *
   * Lock order: pool, worker. No lock is held across I/O.
   */
  private static final Logger log = LoggerFactory.getLogger(WorkerPool.class);

  /**
   * Calls that all workers must have, and how long they must have been up, before another one is
   * worth its start: half a second of processor time, in which one worker decodes thousands.
   */
  private static final int ENOUGH_FOR_ANOTHER = 4;

  private static final long LONG_ENOUGH_NANOS = 1_000_000_000L;

  /** Calls under way at most, so that what workers must hold in memory is bounded. */
  private static final int MAX_CALLS = 32;

  private static final int MAX_DEATHS = 2;
  private static final int MAX_FAILED_STARTS = 3;
  private static final long LOOK_MILLIS = 50;

  private final WorkerSettings settings;
  private final Metrics metrics;
  private final Semaphore underWay = new Semaphore(MAX_CALLS);
  private final Worker.Owner owner = new Successor();

  @GuardedBy("this")
  private final List<Worker> workers = new ArrayList<>();

  /** Workers that take no more calls but whose process may still be there. */
  @GuardedBy("this")
  private final List<Worker> leaving = new ArrayList<>();

  @GuardedBy("this")
  private int failedStarts;

  @GuardedBy("this")
  private boolean closed;

  /**
   * What decoding told.
   *
   * @param tags empty if there is a problem
   * @param problem for a person
   */
  public record Decoded(RawTags tags, Optional<String> problem) {}

  public WorkerPool(WorkerSettings settings, Metrics metrics) {
    this.settings = settings;
    this.metrics = metrics;
  }

  /**
   * Decodes the frames of one tag. Blocks until there is an answer, which takes at most the
   * deadline once a worker has turned to it.
   *
   * @throws InterruptedException if the calling thread is interrupted
   * @throws IllegalStateException if the pool is closed, or no worker can be started at all
   */
  public Decoded decode(Id3Frames frames) throws InterruptedException {
    underWay.acquire();
    try {
      Call call = new Call(frames);
      submit(call);
      return decoded(await(call));
    } finally {
      underWay.release();
    }
  }

  private static Decoded decoded(Protocol.Answer answer) {
    RawTags tags = new RawTags(RawTags.Family.ID3);
    return switch (answer) {
      case Protocol.Answer.Failed failed -> new Decoded(tags, Optional.of(failed.problem()));
      case Protocol.Answer.Found found -> {
        found.entries().forEach(e -> tags.add(e.key(), e.value()));
        yield new Decoded(tags, Optional.empty());
      }
    };
  }

  private Protocol.Answer await(Call call) throws InterruptedException {
    long patience = settings.deadline().toMillis();
    while (true) {
      try {
        return call.answer().get(patience, TimeUnit.MILLISECONDS);
      } catch (TimeoutException e) {
        patience = Math.min(LOOK_MILLIS, patience);
        long now = System.nanoTime();
        current().forEach(worker -> worker.killIfStuck(now));
      } catch (ExecutionException | CancellationException e) {
        @Nullable Throwable cause = e.getCause();
        throw new IllegalStateException(cause == null ? e.getMessage() : cause.getMessage(), e);
      }
    }
  }

  private synchronized List<Worker> current() {
    return List.copyOf(workers);
  }

  private synchronized void submit(Call call) {
    if (closed) {
      call.abandon("the tag reader is closed");
      return;
    }
    if (failedStarts >= MAX_FAILED_STARTS) {
      failedStarts = 0; // the next file may try again
      call.abandon("no tag worker can be started: " + settings.command().getFirst());
      return;
    }
    Optional<Worker> least = workers.stream().min(Comparator.comparingInt(Worker::load));
    boolean another =
        least.isEmpty()
            || (workers.size() < settings.maxWorkers()
                && least.get().load() >= ENOUGH_FOR_ANOTHER
                && workers.stream().allMatch(w -> w.upFor(LONG_ENOUGH_NANOS)));
    if (!another && least.get().offer(call)) {
      return;
    }
    for (Worker worker : workers) {
      if (!another && worker.offer(call)) {
        return;
      }
    }
    Worker fresh = new Worker(settings, owner);
    workers.add(fresh);
    boolean taken = fresh.offer(call);
    if (!taken) {
      throw new AssertionError("a new worker takes calls");
    }
    fresh.start();
  }

  /** Number of workers that take calls. */
  synchronized int size() {
    return workers.size();
  }

  /** Ends the workers and waits for them. Calls under way fail; so does every later one. */
  @Override
  public void close() {
    List<Worker> last;
    synchronized (this) {
      closed = true;
      last = new ArrayList<>(workers);
      last.addAll(leaving);
      workers.clear();
    }
    for (Worker worker : last) {
      try {
        worker.stop().forEach(call -> call.abandon("the tag reader is closed"));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private final class Successor implements Worker.Owner {
    @Override
    public void greeted() {
      synchronized (WorkerPool.this) {
        failedStarts = 0;
      }
    }

    @Override
    public void retired(Worker worker) {
      synchronized (WorkerPool.this) {
        workers.remove(worker);
        leaving.add(worker);
      }
    }

    @Override
    public void ended(Worker worker) {
      synchronized (WorkerPool.this) {
        leaving.remove(worker);
      }
    }

    @Override
    public void died(Worker worker, boolean greeted, @Nullable Call stuck, List<Call> left) {
      metrics.increment(Metric.TAG_WORKER_RESTARTS);
      synchronized (WorkerPool.this) {
        workers.remove(worker);
        failedStarts += greeted ? 0 : 1;
      }
      if (stuck != null) {
        String problem = "the tag reader gave up after " + seconds();
        log.debug("{}", problem);
        stuck.complete(new Protocol.Answer.Failed(problem));
      } else if (greeted && !left.isEmpty() && left.getFirst().countDeath() >= MAX_DEATHS) {
        left.removeFirst().complete(new Protocol.Answer.Failed("the tag reader died of it, twice"));
      }
      left.forEach(WorkerPool.this::submit);
    }

    private String seconds() {
      long millis = settings.deadline().toMillis();
      return millis % 1000 == 0 ? millis / 1000 + " s" : millis + " ms";
    }
  }
}
