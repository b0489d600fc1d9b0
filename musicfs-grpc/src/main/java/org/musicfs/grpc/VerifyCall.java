package org.musicfs.grpc;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.grpc.stub.ServerCallStreamObserver;
import java.util.concurrent.ExecutorService;
import org.musicfs.core.content.StoreCheck;
import org.musicfs.core.control.CacheControl;
import org.musicfs.grpc.v1.CacheVerifyResponse;

/**
 * One client that has the store verified. A slow client holds up nothing: steps that it is not
 * ready for are left out. When it goes, the verification ends with the chunk it is at.
 */
final class VerifyCall implements StoreCheck.Listener {
  /** As often as a person can see. */
  private static final long STEP_NANOS = 100_000_000;

  private final CacheControl cache;
  private final boolean repair;
  private final ServerCallStreamObserver<CacheVerifyResponse> call;

  @GuardedBy("this")
  private long sentNanos = System.nanoTime();

  VerifyCall(
      CacheControl cache, boolean repair, ServerCallStreamObserver<CacheVerifyResponse> call) {
    this.cache = cache;
    this.repair = repair;
    this.call = call;
    call.setOnCancelHandler(() -> {}); // without a handler a late step would throw
  }

  /**
   * Starts on a thread of {@code pool}.
   *
   * @throws java.util.concurrent.RejectedExecutionException if the pool takes no more
   */
  void startOn(ExecutorService pool) {
    pool.execute(this::run);
  }

  private void run() {
    try {
      cache.verify(repair, this);
    } catch (Throwable e) {
      call.onError(Failures.toStatus(e, ""));
      return;
    }
    if (!call.isCancelled()) {
      call.onCompleted();
    }
  }

  @Override
  public synchronized boolean step(StoreCheck check) {
    long now = System.nanoTime();
    boolean due = now - sentNanos >= STEP_NANOS && call.isReady();
    if (!call.isCancelled() && (check.done() || due)) {
      call.onNext(CacheWire.toProto(check));
      sentNanos = now;
    }
    return !call.isCancelled();
  }
}
