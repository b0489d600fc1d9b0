package org.musicfs.grpc;

import io.grpc.Context;
import io.grpc.Context.CancellableContext;
import java.time.Duration;
import org.musicfs.core.content.ContentException;
import org.musicfs.core.content.StoreCheck;
import org.musicfs.core.content.StoreStats;
import org.musicfs.core.control.CacheControl;
import org.musicfs.grpc.v1.CacheClearRequest;
import org.musicfs.grpc.v1.CacheGrpc;
import org.musicfs.grpc.v1.CacheStatsRequest;
import org.musicfs.grpc.v1.CacheVerifyRequest;

/** The daemon's {@link CacheControl}, over its socket; fails as {@link ControlClient} does. */
final class CacheClient implements CacheControl {
  private static final Duration ANSWER = Duration.ofSeconds(5);

  /** Clearing removes one file per chunk: a large cache on a slow disk takes its time. */
  private static final Duration CLEAR = Duration.ofSeconds(60);

  private final CacheGrpc.CacheBlockingStub stub;
  private final Requests requests;

  CacheClient(CacheGrpc.CacheBlockingStub stub, Requests requests) {
    this.stub = stub;
    this.requests = requests;
  }

  @Override
  public StoreStats stats() throws ContentException {
    return requests.content(
        ANSWER,
        () -> CacheWire.fromProto(within(ANSWER).stats(CacheStatsRequest.getDefaultInstance())));
  }

  @Override
  public void verify(boolean repair, StoreCheck.Listener listener) throws ContentException {
    CacheVerifyRequest request = CacheVerifyRequest.newBuilder().setRepair(repair).build();
    CancellableContext context = Context.current().withCancellation();
    Context before = context.attach();
    try {
      boolean ignored =
          requests.content(
              Duration.ZERO,
              () -> {
                var steps = stub.verify(request);
                boolean goesOn = true;
                while (goesOn && steps.hasNext()) {
                  goesOn = listener.step(CacheWire.fromProto(steps.next()));
                }
                return goesOn;
              });
    } finally {
      context.detach(before);
      context.cancel(null);
    }
  }

  @Override
  public long clear() throws ContentException {
    return requests.content(
        CLEAR, () -> within(CLEAR).clear(CacheClearRequest.getDefaultInstance()).getFreedBytes());
  }

  private CacheGrpc.CacheBlockingStub within(Duration limit) {
    return stub.withDeadline(Requests.in(limit));
  }
}
