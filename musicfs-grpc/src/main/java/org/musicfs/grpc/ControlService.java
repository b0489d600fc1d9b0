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
import org.musicfs.core.control.Control;
import org.musicfs.core.error.ExitCode;
import org.musicfs.core.error.UserError;
import org.musicfs.grpc.v1.CacheStatsRequest;
import org.musicfs.grpc.v1.CacheStatsResponse;
import org.musicfs.grpc.v1.ClearCacheRequest;
import org.musicfs.grpc.v1.ClearCacheResponse;
import org.musicfs.grpc.v1.ControlGrpc;
import org.musicfs.grpc.v1.GetStatusRequest;
import org.musicfs.grpc.v1.GetStatusResponse;
import org.musicfs.grpc.v1.RescanRequest;
import org.musicfs.grpc.v1.RescanResponse;
import org.musicfs.grpc.v1.RestartRequest;
import org.musicfs.grpc.v1.RestartResponse;
import org.musicfs.grpc.v1.SearchRequest;
import org.musicfs.grpc.v1.SearchResponse;
import org.musicfs.grpc.v1.ShutdownRequest;
import org.musicfs.grpc.v1.ShutdownResponse;

/**
 * Hands each call from the network thread to a pool, and its outcome back.
 *
 * <p>Three pools, so that no kind of call can starve another: questions (queued up to a bound),
 * rescans (each holds a thread while it waits), and stopping, which must be possible whatever else
 * hangs. All of them are without threads when idle. What does not fit is refused, not queued
 * without end.
 */
final class ControlService extends ControlGrpc.ControlImplBase implements AutoCloseable {
  private static final int QUESTION_THREADS = 4;
  private static final int QUESTIONS_QUEUED = 64;
  private static final int RESCANS = 8;
  private static final int STOPS = 2;
  private static final int MAX_HITS = 10_000;

  private final Control control;
  private final ExecutorService questions;
  private final ExecutorService rescans;
  private final ExecutorService stops;

  ControlService(Control control) {
    this.control = control;
    this.questions = queueing("musicfs-control-question", QUESTION_THREADS, QUESTIONS_QUEUED);
    this.rescans = direct("musicfs-control-rescan", RESCANS);
    this.stops = direct("musicfs-control-stop", STOPS);
  }

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

  @Override
  public void getStatus(GetStatusRequest request, StreamObserver<GetStatusResponse> observer) {
    answer(questions, observer, () -> Wire.toProto(control.status()));
  }

  @Override
  public void shutdown(ShutdownRequest request, StreamObserver<ShutdownResponse> observer) {
    answer(stops, observer, () -> Wire.toProto(control.shutdown(request.getForce())));
  }

  @Override
  public void restart(RestartRequest request, StreamObserver<RestartResponse> observer) {
    answer(
        stops,
        observer,
        () -> {
          control.restart();
          return RestartResponse.getDefaultInstance();
        });
  }

  @Override
  public void search(SearchRequest request, StreamObserver<SearchResponse> observer) {
    answer(
        questions,
        observer,
        request.getQuery(),
        () -> {
          int limit = request.getLimit();
          if (limit < 1 || limit > MAX_HITS) {
            throw new UserError(
                ExitCode.USAGE,
                "the limit must be 1 to %,d, not %d".formatted(MAX_HITS, limit),
                "");
          }
          return Wire.toProto(control.search(request.getQuery(), limit));
        });
  }

  @Override
  public void cacheStats(CacheStatsRequest request, StreamObserver<CacheStatsResponse> observer) {
    answer(questions, observer, () -> Wire.toProto(control.cacheStats()));
  }

  @Override
  public void clearCache(ClearCacheRequest request, StreamObserver<ClearCacheResponse> observer) {
    answer(
        questions,
        observer,
        () -> ClearCacheResponse.newBuilder().setFreedBytes(control.clearCache()).build());
  }

  @Override
  public void rescan(RescanRequest request, StreamObserver<RescanResponse> observer) {
    var call = (ServerCallStreamObserver<RescanResponse>) observer;
    RescanCall rescan =
        new RescanCall(control, request.getTarget(), request.getAcceptRemovals(), call);
    try {
      rescan.startOn(rescans);
    } catch (RejectedExecutionException e) {
      call.onError(refusal(rescans));
    }
  }

  private static <T> void answer(
      ExecutorService pool, StreamObserver<T> observer, Answer<T> answer) {
    answer(pool, observer, "", answer);
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

  /** Takes no more calls and ends the waiting of rescans. Answers under way come out. */
  @Override
  public void close() {
    questions.shutdown();
    stops.shutdown();
    rescans.shutdownNow();
  }

  /** Computes an answer; what it throws goes to the client. */
  private interface Answer<T> {
    T get() throws Exception;
  }
}
