package org.musicfs.grpc;

import io.grpc.stub.ServerCallStreamObserver;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import org.musicfs.core.control.CacheControl;
import org.musicfs.core.control.CacheTarget;
import org.musicfs.core.control.CachedFile;
import org.musicfs.grpc.v1.CacheListResponse;

/**
 * One client that is told which files are cached, many in one message. The listing waits for a slow
 * client, so that the daemon hoards nothing; when the client goes, the waiting thread is
 * interrupted.
 */
final class ListCall implements CachedFile.Sink {
  private static final int FILES_AT_ONCE = 500;

  private final CacheControl cache;
  private final List<CacheTarget> targets;
  private final ServerCallStreamObserver<CacheListResponse> call;
  private final FutureTask<Void> task = new FutureTask<>(this::run, null);
  private final Semaphore ready = new Semaphore(0);
  private final List<CachedFile> files = new ArrayList<>();

  ListCall(
      CacheControl cache,
      List<CacheTarget> targets,
      ServerCallStreamObserver<CacheListResponse> call) {
    this.cache = cache;
    this.targets = targets;
    this.call = call;
    call.setOnReadyHandler(ready::release);
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
      cache.list(targets, this);
      boolean ignored = send();
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

  @Override
  public boolean accept(CachedFile file) {
    files.add(file);
    return files.size() < FILES_AT_ONCE || send();
  }

  private boolean send() {
    try {
      while (!call.isReady() && !call.isCancelled()) {
        ready.acquire();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
    if (call.isCancelled()) {
      return false;
    }
    call.onNext(CacheWire.toProto(files));
    files.clear();
    return true;
  }
}
