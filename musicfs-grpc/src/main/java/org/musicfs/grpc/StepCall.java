package org.musicfs.grpc;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.grpc.stub.ServerCallStreamObserver;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.FutureTask;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * One client that has something done which tells how far it is. A slow client holds up nothing:
 * steps that it is not ready for are left out. When it goes, the work is told to end, and its
 * thread interrupted.
 *
 * @param <S> a step
 * @param <M> its message
 */
final class StepCall<S, M> {
  /** As often as a person can see. */
  private static final long STEP_NANOS = 100_000_000;

  private final Work<S> work;
  private final Predicate<S> isLast;
  private final Function<S, M> wire;
  private final ServerCallStreamObserver<M> call;
  private final FutureTask<Void> task = new FutureTask<>(this::run, null);

  @GuardedBy("this")
  private long sentNanos = System.nanoTime();

  /** What is done. */
  @FunctionalInterface
  interface Work<S> {
    /**
     * @param step takes each step; whether to go on
     */
    void run(Predicate<S> step) throws Exception;
  }

  /**
   * @param isLast whether a step must not be left out
   */
  StepCall(
      Work<S> work, Predicate<S> isLast, Function<S, M> wire, ServerCallStreamObserver<M> call) {
    this.work = work;
    this.isLast = isLast;
    this.wire = wire;
    this.call = call;
    call.setOnCancelHandler(() -> task.cancel(true));
  }

  /**
   * Starts on a thread of {@code pool}.
   *
   * @throws java.util.concurrent.RejectedExecutionException if the pool takes no more
   */
  void startOn(ExecutorService pool) {
    pool.execute(task);
  }

  private void run() {
    try {
      work.run(this::step);
    } catch (Throwable e) {
      if (!call.isCancelled()) {
        call.onError(Failures.toStatus(e, ""));
      }
      return;
    }
    if (!call.isCancelled()) {
      call.onCompleted();
    }
  }

  private synchronized boolean step(S step) {
    long now = System.nanoTime();
    boolean due = now - sentNanos >= STEP_NANOS && call.isReady();
    if (!call.isCancelled() && (isLast.test(step) || due)) {
      call.onNext(wire.apply(step));
      sentNanos = now;
    }
    return !call.isCancelled();
  }
}
