package org.musicfs.grpc;

import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import org.musicfs.core.control.Control;
import org.musicfs.core.error.ExitCode;
import org.musicfs.core.error.UserError;
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

/** Status, stopping, syncs and search: each call becomes one of {@link Control}. */
final class ControlService extends ControlGrpc.ControlImplBase {
  private static final int MAX_HITS = 10_000;

  private final Control control;
  private final Calls calls;

  ControlService(Control control, Calls calls) {
    this.control = control;
    this.calls = calls;
  }

  @Override
  public void getStatus(GetStatusRequest request, StreamObserver<GetStatusResponse> observer) {
    calls.question(observer, () -> Wire.toProto(control.status()));
  }

  @Override
  public void shutdown(ShutdownRequest request, StreamObserver<ShutdownResponse> observer) {
    calls.stop(observer, () -> Wire.toProto(control.shutdown(request.getForce())));
  }

  @Override
  public void restart(RestartRequest request, StreamObserver<RestartResponse> observer) {
    calls.stop(
        observer,
        () -> {
          control.restart();
          return RestartResponse.getDefaultInstance();
        });
  }

  @Override
  public void search(SearchRequest request, StreamObserver<SearchResponse> observer) {
    calls.question(
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
  public void rescan(RescanRequest request, StreamObserver<RescanResponse> observer) {
    var call = (ServerCallStreamObserver<RescanResponse>) observer;
    RescanCall rescan =
        new RescanCall(control, request.getTarget(), request.getAcceptRemovals(), call);
    calls.waiting(call, rescan::startOn);
  }
}
