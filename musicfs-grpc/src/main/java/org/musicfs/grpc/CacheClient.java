package org.musicfs.grpc;

import io.grpc.Context;
import io.grpc.Context.CancellableContext;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.musicfs.core.content.ContentException;
import org.musicfs.core.content.StoreCheck;
import org.musicfs.core.content.StoreFill;
import org.musicfs.core.content.StoreStats;
import org.musicfs.core.control.CacheControl;
import org.musicfs.core.control.CacheTarget;
import org.musicfs.core.control.CachedFile;
import org.musicfs.grpc.v1.CacheClearRequest;
import org.musicfs.grpc.v1.CacheEvictRequest;
import org.musicfs.grpc.v1.CacheGrpc;
import org.musicfs.grpc.v1.CacheListRequest;
import org.musicfs.grpc.v1.CachePinRequest;
import org.musicfs.grpc.v1.CachePrefetchRequest;
import org.musicfs.grpc.v1.CacheStatsRequest;
import org.musicfs.grpc.v1.CacheUnpinRequest;
import org.musicfs.grpc.v1.CacheVerifyRequest;

/** The daemon's {@link CacheControl}, over its socket; fails as {@link ControlClient} does. */
final class CacheClient implements CacheControl {
  private static final Duration ANSWER = Duration.ofSeconds(5);

  /** Removing takes one file per chunk: a large cache on a slow disk takes its time. */
  private static final Duration REMOVAL = Duration.ofSeconds(60);

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
    follow(() -> stub.verify(request), check -> listener.step(CacheWire.fromProto(check)));
  }

  @Override
  public long clear(String origin) throws ContentException {
    CacheClearRequest request = CacheClearRequest.newBuilder().setOrigin(origin).build();
    return requests.content(REMOVAL, () -> within(REMOVAL).clear(request).getFreedBytes());
  }

  @Override
  public void list(List<CacheTarget> targets, CachedFile.Sink sink) throws ContentException {
    CacheListRequest request =
        CacheListRequest.newBuilder().addAllTargets(CacheWire.targets(targets)).build();
    follow(
        () -> stub.list(request),
        message -> CacheWire.fromProto(message).stream().allMatch(sink::accept));
  }

  @Override
  public long evict(List<CacheTarget> targets) throws ContentException {
    CacheEvictRequest request =
        CacheEvictRequest.newBuilder().addAllTargets(CacheWire.targets(targets)).build();
    return requests.content(REMOVAL, () -> within(REMOVAL).evict(request).getFreedBytes());
  }

  @Override
  public void prefetch(List<CacheTarget> targets, StoreFill.Listener listener)
      throws ContentException {
    CachePrefetchRequest request =
        CachePrefetchRequest.newBuilder().addAllTargets(CacheWire.targets(targets)).build();
    follow(() -> stub.prefetch(request), fill -> listener.step(CacheWire.fromProto(fill)));
  }

  @Override
  public long pin(List<CacheTarget> targets, boolean waits, StoreFill.Listener listener)
      throws ContentException {
    CachePinRequest request =
        CachePinRequest.newBuilder()
            .addAllTargets(CacheWire.targets(targets))
            .setWait(waits)
            .build();
    AtomicLong files = new AtomicLong();
    follow(
        () -> stub.pin(request),
        message -> {
          StoreFill fill = CacheWire.fromProto(message);
          files.set(fill.files());
          return !waits || listener.step(fill);
        });
    return files.get();
  }

  @Override
  public long unpin(List<CacheTarget> targets) throws ContentException {
    CacheUnpinRequest request =
        CacheUnpinRequest.newBuilder().addAllTargets(CacheWire.targets(targets)).build();
    return requests.content(REMOVAL, () -> within(REMOVAL).unpin(request).getFiles());
  }

  /** Takes messages until there are no more, or {@code taker} wants no more. */
  private <M> void follow(Supplier<Iterator<M>> messages, Predicate<M> taker)
      throws ContentException {
    CancellableContext context = Context.current().withCancellation();
    Context before = context.attach();
    try {
      boolean ignored =
          requests.content(
              Duration.ZERO,
              () -> {
                Iterator<M> steps = messages.get();
                boolean goesOn = true;
                while (goesOn && steps.hasNext()) {
                  goesOn = taker.test(steps.next());
                }
                return goesOn;
              });
    } finally {
      context.detach(before);
      context.cancel(null);
    }
  }

  private CacheGrpc.CacheBlockingStub within(Duration limit) {
    return stub.withDeadline(Requests.in(limit));
  }
}
