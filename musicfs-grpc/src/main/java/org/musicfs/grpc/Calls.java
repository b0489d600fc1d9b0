package org.musicfs.grpc;

import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.musicfs.core.error.ExitCode;
import org.musicfs.core.error.UserError;

/**
 * Hands each call from the network thread to a pool, and its outcome back.
 *
 * <p>Three pools, so that no kind of call can starve another: questions (queued up to a bound),
 * long ones that report as they go (each holds a thread while it waits), and stopping, which must
 * be possible whatever else hangs. All of them are without threads when idle. What does not fit is
 * refused, not queued without end.
 */
final class Calls implements AutoCloseable {
  private static final int QUESTION_THREADS = 4;
  private static final int QUESTIONS_QUEUED = 64;
  private static final int WAITING = 8;
  private static final int STOPS = 2;

  private final ExecutorService questions =
      queueing("musicfs-control-question", QUESTION_THREADS, QUESTIONS_QUEUED);
  private final ExecutorService waiting = direct("musicfs-control-rescan", WAITING);
  private final ExecutorService stops = direct("musicfs-control-stop", STOPS);

  private static ExecutorService queueing(String name, int threads, int queued) {
    var pool =
        new ThreadPoolExecutor(
            threads,
            threads,
            10,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(queued),
            Thread.ofPlatform().name(name + "-", 0).daemon().factory());
    pool.allowCoreThreadTimeOut(true);
    return pool;
  }

  private static ExecutorService direct(String name, int threads) {
    return new ThreadPoolExecutor(
        0,
        threads,
        10,
        TimeUnit.SECONDS,
        new SynchronousQueue<>(),
        Thread.ofPlatform().name(name + "-", 0).daemon().factory());
  }

  /** Answers a question. */
  <T> void question(StreamObserver<T> observer, Answer<T> answer) {
    answer(questions, observer, "", answer);
  }

  /**
   * Answers a question that holds a query, which an error shows.
   *
   * @param query as the person typed it
   */
  <T> void question(StreamObserver<T> observer, String query, Answer<T> answer) {
    answer(questions, observer, query, answer);
  }

  /** Answers a call that stops or restarts the daemon. */
  <T> void stop(StreamObserver<T> observer, Answer<T> answer) {
    answer(stops, observer, "", answer);
  }

  /**
   * Starts a call that reports as it goes.
   *
   * @param start given the pool that its waiting may hold a thread of
   */
  void waiting(ServerCallStreamObserver<?> call, Consumer<ExecutorService> start) {
    try {
      start.accept(waiting);
    } catch (RejectedExecutionException e) {
      call.onError(refusal(waiting));
    }
  }

  private static <T> void answer(
      ExecutorService pool, StreamObserver<T> observer, String query, Answer<T> answer) {
    var call = (ServerCallStreamObserver<T>) observer;
    call.setOnCancelHandler(() -> {}); // without a handler a late answer would throw
    try {
      pool.execute(() -> run(call, query, answer));
    } catch (RejectedExecutionException e) {
      call.onError(refusal(pool));
    }
  }

  private static <T> void run(ServerCallStreamObserver<T> call, String query, Answer<T> answer) {
    if (call.isCancelled()) {
      return;
    }
    T message;
    try {
      message = answer.get();
    } catch (Throwable e) {
      call.onError(Failures.toStatus(e, query));
      return;
    }
    call.onNext(message);
    call.onCompleted();
  }

  /** Of a call that no thread takes: there are too many, or the daemon is ending. */
  private static Throwable refusal(ExecutorService pool) {
    return pool.isShutdown()
        ? Status.UNAVAILABLE.withDescription("the daemon is ending").asRuntimeException()
        : Failures.toStatus(
            new UserError(
                ExitCode.FAILURE,
                "the daemon is busy with other requests",
                "try again in a moment"),
            "");
  }

  /** Takes no more calls and ends the waiting of long ones. Answers under way come out. */
  @Override
  public void close() {
    questions.shutdown();
    stops.shutdown();
    waiting.shutdownNow();
  }

  /** Computes an answer; what it throws goes to the client. */
  interface Answer<T> {
    T get() throws Exception;
  }
}
