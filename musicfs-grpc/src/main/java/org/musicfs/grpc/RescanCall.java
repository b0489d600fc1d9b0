package org.musicfs.grpc;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.grpc.stub.ServerCallStreamObserver;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.FutureTask;
import org.musicfs.core.control.Control;
import org.musicfs.core.control.SyncProgress;
import org.musicfs.grpc.v1.RescanResponse;

/**
 * One client that waits for a sync.
 *
 * <p>The sync must not wait for a slow client, and a slow client must not make the daemon hoard
 * messages: of each origin only the newest step that could not be sent yet is kept. When the client
 * goes, the waiting thread is interrupted; the sync goes on.
 */
final class RescanCall implements Control.SyncListener {
  private final Control control;
  private final String target;
  private final boolean acceptRemovals;
  private final ServerCallStreamObserver<RescanResponse> call;
  private final FutureTask<Void> waiting = new FutureTask<>(this::run, null);

  /** By origin; guarded because the sync, the network and the waiting thread all get here. */
  @GuardedBy("this")
  private final Map<String, SyncProgress> unsent = new LinkedHashMap<>();

  @GuardedBy("this")
  private boolean ended;

  RescanCall(
      Control control,
      String target,
      boolean acceptRemovals,
      ServerCallStreamObserver<RescanResponse> call) {
    this.control = control;
    this.target = target;
    this.acceptRemovals = acceptRemovals;
    this.call = call;
    call.setOnReadyHandler(this::sendWhatFits);
    call.setOnCancelHandler(() -> waiting.cancel(true));
  }

  /**
   * Starts to wait on a thread of {@code pool}.
   *
   * @throws java.util.concurrent.RejectedExecutionException if the pool takes no more
   */
  void startOn(ExecutorService pool) {
    pool.execute(waiting);
  }

  private void run() {
    try {
      control.rescan(target, acceptRemovals, this);
    } catch (Throwable e) {
      fail(e);
      return;
    }
    complete();
  }

  @Override
  public void progress(SyncProgress progress) {
    synchronized (this) {
      unsent.put(progress.origin(), progress);
    }
    sendWhatFits();
  }

  private synchronized void sendWhatFits() {
    var steps = unsent.values().iterator();
    while (!ended && steps.hasNext() && call.isReady()) {
      call.onNext(message(steps.next()));
      steps.remove();
    }
  }

  private synchronized void complete() {
    unsent.values().forEach(step -> call.onNext(message(step)));
    unsent.clear();
    ended = true;
    call.onCompleted();
  }

  private synchronized void fail(Throwable cause) {
    ended = true;
    call.onError(Failures.toStatus(cause, ""));
  }

  private static RescanResponse message(SyncProgress step) {
    return RescanResponse.newBuilder().setProgress(Wire.progressToProto(step)).build();
  }
}
