package org.musicfs.grpc;

import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import org.musicfs.core.control.CacheControl;
import org.musicfs.grpc.v1.CacheClearRequest;
import org.musicfs.grpc.v1.CacheClearResponse;
import org.musicfs.grpc.v1.CacheGrpc;
import org.musicfs.grpc.v1.CacheStatsRequest;
import org.musicfs.grpc.v1.CacheStatsResponse;
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
    var call = (ServerCallStreamObserver<CacheVerifyResponse>) observer;
    calls.waiting(call, new VerifyCall(cache, request.getRepair(), call)::startOn);
  }

  @Override
  public void clear(CacheClearRequest request, StreamObserver<CacheClearResponse> observer) {
    calls.question(
        observer, () -> CacheClearResponse.newBuilder().setFreedBytes(cache.clear()).build());
  }
}
