package org.musicfs.grpc;

import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import org.musicfs.core.content.StoreCheck;
import org.musicfs.core.content.StoreFill;
import org.musicfs.core.control.CacheControl;
import org.musicfs.core.control.CacheTarget;
import org.musicfs.grpc.v1.CacheClearRequest;
import org.musicfs.grpc.v1.CacheClearResponse;
import org.musicfs.grpc.v1.CacheEvictRequest;
import org.musicfs.grpc.v1.CacheEvictResponse;
import org.musicfs.grpc.v1.CacheFillResponse;
import org.musicfs.grpc.v1.CacheGrpc;
import org.musicfs.grpc.v1.CacheListRequest;
import org.musicfs.grpc.v1.CacheListResponse;
import org.musicfs.grpc.v1.CachePinRequest;
import org.musicfs.grpc.v1.CachePrefetchRequest;
import org.musicfs.grpc.v1.CacheStatsRequest;
import org.musicfs.grpc.v1.CacheStatsResponse;
import org.musicfs.grpc.v1.CacheUnpinRequest;
import org.musicfs.grpc.v1.CacheUnpinResponse;
import org.musicfs.grpc.v1.CacheVerifyRequest;
import org.musicfs.grpc.v1.CacheVerifyResponse;

/** The chunk store: each call becomes one of {@link CacheControl}. */
final class CacheService extends CacheGrpc.CacheImplBase {
  private final CacheControl cache;
  private final Calls calls;

  CacheService(CacheControl cache, Calls calls) {
    this.cache = cache;
    this.calls = calls;
  }

  @Override
  public void stats(CacheStatsRequest request, StreamObserver<CacheStatsResponse> observer) {
    calls.question(observer, () -> CacheWire.toProto(cache.stats()));
  }

  @Override
  public void verify(CacheVerifyRequest request, StreamObserver<CacheVerifyResponse> observer) {
    steps(
        observer,
        step -> cache.verify(request.getRepair(), step::test),
        StoreCheck::done,
        CacheWire::toProto);
  }

  @Override
  public void clear(CacheClearRequest request, StreamObserver<CacheClearResponse> observer) {
    calls.question(
        observer,
        () ->
            CacheClearResponse.newBuilder()
                .setFreedBytes(cache.clear(request.getOrigin()))
                .build());
  }

  @Override
  public void list(CacheListRequest request, StreamObserver<CacheListResponse> observer) {
    var call = (ServerCallStreamObserver<CacheListResponse>) observer;
    List<CacheTarget> targets = CacheWire.fromProto(request.getTargetsList());
    calls.waiting(call, new ListCall(cache, targets, call)::startOn);
  }

  @Override
  public void evict(CacheEvictRequest request, StreamObserver<CacheEvictResponse> observer) {
    List<CacheTarget> targets = CacheWire.fromProto(request.getTargetsList());
    calls.question(
        observer,
        query(targets),
        () -> CacheEvictResponse.newBuilder().setFreedBytes(cache.evict(targets)).build());
  }

  @Override
  public void prefetch(CachePrefetchRequest request, StreamObserver<CacheFillResponse> observer) {
    List<CacheTarget> targets = CacheWire.fromProto(request.getTargetsList());
    steps(
        observer, step -> cache.prefetch(targets, step::test), StoreFill::done, CacheWire::toProto);
  }

  @Override
  public void pin(CachePinRequest request, StreamObserver<CacheFillResponse> observer) {
    List<CacheTarget> targets = CacheWire.fromProto(request.getTargetsList());
    steps(
        observer,
        (Predicate<StoreFill> step) -> {
          long files = cache.pin(targets, request.getWait(), step::test);
          if (!request.getWait()) {
            boolean ignored = step.test(new StoreFill(files, 0, 0, 0, 0, "", true));
          }
        },
        StoreFill::done,
        CacheWire::toProto);
  }

  @Override
  public void unpin(CacheUnpinRequest request, StreamObserver<CacheUnpinResponse> observer) {
    List<CacheTarget> targets = CacheWire.fromProto(request.getTargetsList());
    calls.question(
        observer,
        query(targets),
        () -> CacheUnpinResponse.newBuilder().setFiles(cache.unpin(targets)).build());
  }

  private <S, M> void steps(
      StreamObserver<M> observer, StepCall.Work<S> work, Predicate<S> isLast, Function<S, M> wire) {
    var call = (ServerCallStreamObserver<M>) observer;
    calls.waiting(call, new StepCall<>(work, isLast, wire, call)::startOn);
  }

  /** What an error shows a place in; of several targets none can be told from the others. */
  private static String query(List<CacheTarget> targets) {
    return targets.size() == 1 ? targets.getFirst().text() : "";
  }
}
