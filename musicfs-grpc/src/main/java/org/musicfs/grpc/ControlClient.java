package org.musicfs.grpc;

import io.grpc.Deadline;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.netty.channel.ChannelOption;
import io.grpc.netty.shaded.io.netty.channel.EventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.socket.nio.NioDomainSocketChannel;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.function.Supplier;
import org.musicfs.core.content.ContentException;
import org.musicfs.core.content.StoreStats;
import org.musicfs.core.control.Control;
import org.musicfs.core.control.DaemonStatus;
import org.musicfs.core.control.ShutdownResult;
import org.musicfs.core.error.ExitCode;
import org.musicfs.core.error.UserError;
import org.musicfs.core.search.SearchException;
import org.musicfs.core.search.SearchResult;
import org.musicfs.grpc.v1.CacheStatsRequest;
import org.musicfs.grpc.v1.ClearCacheRequest;
import org.musicfs.grpc.v1.ControlGrpc;
import org.musicfs.grpc.v1.GetStatusRequest;
import org.musicfs.grpc.v1.RescanRequest;
import org.musicfs.grpc.v1.RestartRequest;
import org.musicfs.grpc.v1.RestartResponse;
import org.musicfs.grpc.v1.SearchRequest;
import org.musicfs.grpc.v1.ShutdownRequest;

/**
 * The daemon's {@link Control}, over its socket. Every method blocks its caller and throws what the
 * daemon threw, except that a query that cannot be parsed is a {@link UserError} with exit code
 * QUERY and a caret under the place. Beyond that each method throws {@link UserError} NOT_RUNNING
 * if no daemon answers or it stops meanwhile, ENVIRONMENT if the socket belongs to someone else,
 * and FAILURE if the answer does not come in time. Thread-safe.
 */
public final class ControlClient implements Control, AutoCloseable {
  private static final Duration ANSWER = Duration.ofSeconds(5);

  /** The daemon answers when the next one waits for it to hand over. */
  private static final Duration RESTART = Duration.ofSeconds(20);

  /** The daemon waits 10 s for open files, then detaches and flushes. */
  private static final Duration STOP = Duration.ofSeconds(20);

  /** Forced, it waits for nobody; an answer later than this means that it hangs. */
  private static final Duration FORCED_STOP = Duration.ofSeconds(5);

  /** Clearing removes one file per chunk: a large cache on a slow disk takes its time. */
  private static final Duration CLEAR = Duration.ofSeconds(60);

  /** 10,000 hits with long paths and titles. */
  private static final int MAX_ANSWER_BYTES = 32 * 1024 * 1024;

  private static final int MAX_METADATA_BYTES = 64 * 1024;

  private final Path socket;
  private final EventLoopGroup network;
  private final ManagedChannel channel;
  private final ControlGrpc.ControlBlockingStub stub;

  private ControlClient(Path socket) {
    this.socket = socket;
    this.network = LocalTransport.oneThread("musicfs-control-client");
    this.channel =
        NettyChannelBuilder.forAddress(UnixDomainSocketAddress.of(socket))
            .channelType(NioDomainSocketChannel.class, UnixDomainSocketAddress.class)
            .eventLoopGroup(network)
            .withOption(ChannelOption.ALLOCATOR, LocalTransport.allocator())
            .withOption(ChannelOption.SO_KEEPALIVE, null) // of TCP; would warn here
            .overrideAuthority("localhost")
            .usePlaintext()
            .directExecutor()
            .disableRetry()
            .maxInboundMessageSize(MAX_ANSWER_BYTES)
            .maxInboundMetadataSize(MAX_METADATA_BYTES)
            .build();
    this.stub = ControlGrpc.newBlockingStub(channel);
  }

  /**
   * Prepares to call the daemon behind {@code socket}; connects with the first call.
   *
   * @throws UserError NOT_RUNNING if there is no socket, ENVIRONMENT if it belongs to someone else,
   *     CONFIG if its path is too long
   */
  public static ControlClient open(Path socket) {
    SocketPath.checkLength(socket);
    try {
      Files.readAttributes(socket, BasicFileAttributes.class);
    } catch (NoSuchFileException e) {
      throw notRunning(socket);
    } catch (AccessDeniedException e) {
      throw notOurs(socket);
    } catch (IOException e) {
      throw new UserError(
          ExitCode.ENVIRONMENT,
          "the control socket " + socket + " cannot be reached: " + SocketPath.reason(e),
          "");
    }
    if (!Files.isWritable(socket)) {
      throw notOurs(socket);
    }
    return new ControlClient(socket);
  }

  @Override
  public DaemonStatus status() {
    return plain(
        ANSWER,
        () -> Wire.fromProto(within(ANSWER).getStatus(GetStatusRequest.getDefaultInstance())));
  }

  @Override
  public ShutdownResult shutdown(boolean force) {
    ShutdownRequest request = ShutdownRequest.newBuilder().setForce(force).build();
    Duration limit = force ? FORCED_STOP : STOP;
    return plain(limit, () -> Wire.fromProto(within(limit).shutdown(request)));
  }

  @Override
  public void restart() {
    RestartResponse ignored =
        plain(RESTART, () -> within(RESTART).restart(RestartRequest.getDefaultInstance()));
  }

  @Override
  public void rescan(String target, boolean acceptRemovals, SyncListener listener)
      throws InterruptedException {
    RescanRequest request =
        RescanRequest.newBuilder().setTarget(target).setAcceptRemovals(acceptRemovals).build();
    try {
      stub.rescan(request)
          .forEachRemaining(step -> listener.progress(Wire.fromProto(step.getProgress())));
    } catch (StatusRuntimeException e) {
      if (Thread.interrupted()) { // the stub sets the flag again after it cancelled the call
        throw new InterruptedException("interrupted while waiting for the sync");
      }
      throw unexpected(failure(e, Duration.ZERO));
    }
  }

  @Override
  public SearchResult search(String query, int limit) throws SearchException {
    SearchRequest request = SearchRequest.newBuilder().setQuery(query).setLimit(limit).build();
    try {
      return Wire.fromProto(within(ANSWER).search(request));
    } catch (StatusRuntimeException e) {
      Exception failure = failure(e, ANSWER);
      if (failure instanceof SearchException unavailable) {
        throw unavailable;
      }
      throw unexpected(failure);
    }
  }

  @Override
  public StoreStats cacheStats() throws ContentException {
    return content(
        ANSWER,
        () -> Wire.fromProto(within(ANSWER).cacheStats(CacheStatsRequest.getDefaultInstance())));
  }

  @Override
  public long clearCache() throws ContentException {
    return content(
        CLEAR,
        () -> within(CLEAR).clearCache(ClearCacheRequest.getDefaultInstance()).getFreedBytes());
  }

  /** Ends calls under way and lets go of the socket. */
  @Override
  public void close() {
    channel.shutdownNow();
    LocalTransport.stop(network);
  }

  private ControlGrpc.ControlBlockingStub within(Duration limit) {
    return stub.withDeadline(
        Deadline.after(limit.toMillis(), java.util.concurrent.TimeUnit.MILLISECONDS));
  }

  private <T> T plain(Duration limit, Supplier<T> call) {
    try {
      return call.get();
    } catch (StatusRuntimeException e) {
      throw unexpected(failure(e, limit));
    }
  }

  private <T> T content(Duration limit, Supplier<T> call) throws ContentException {
    try {
      return call.get();
    } catch (StatusRuntimeException e) {
      Exception failure = failure(e, limit);
      if (failure instanceof ContentException content) {
        throw content;
      }
      throw unexpected(failure);
    }
  }

  private static UserError unexpected(Exception failure) {
    return failure instanceof UserError user
        ? user
        : new UserError(ExitCode.FAILURE, String.valueOf(failure.getMessage()), "");
  }

  private Exception failure(StatusRuntimeException e, Duration limit) {
    return Failures.fromStatus(e).orElseGet(() -> transportFailure(e.getStatus(), limit));
  }

  private UserError transportFailure(Status status, Duration limit) {
    return switch (status.getCode()) {
      case UNAVAILABLE -> notRunning(socket);
      case DEADLINE_EXCEEDED ->
          new UserError(
              ExitCode.FAILURE,
              "the daemon did not answer within " + limit.toSeconds() + " s",
              "try again; if it stays so, its log says what it is doing");
      case UNIMPLEMENTED ->
          new UserError(
              ExitCode.FAILURE,
              "the daemon does not know this request: it runs another version of musicfs",
              "restart it: musicfs unmount, then musicfs mount");
      default ->
          new UserError(
              ExitCode.FAILURE,
              "the daemon could not be asked: " + status.getCode() + " " + status.getDescription(),
              "its log says more");
    };
  }

  private static UserError notRunning(Path socket) {
    return new UserError(
        ExitCode.NOT_RUNNING,
        "no daemon answers at " + socket,
        "start one: musicfs mount ORIGIN MOUNTPOINT");
  }

  private static UserError notOurs(Path socket) {
    return new UserError(
        ExitCode.ENVIRONMENT,
        "the control socket " + socket + " belongs to someone else",
        "run the command as the user who runs the daemon");
  }
}
