package org.musicfs.grpc;

import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.netty.channel.ChannelOption;
import io.grpc.netty.shaded.io.netty.channel.EventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.socket.nio.NioDomainSocketChannel;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.file.AccessDeniedException;
import java.nio.file.AccessMode;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import org.musicfs.core.control.CacheControl;
import org.musicfs.core.control.Control;
import org.musicfs.core.control.DaemonStatus;
import org.musicfs.core.control.ShutdownResult;
import org.musicfs.core.error.ExitCode;
import org.musicfs.core.error.UserError;
import org.musicfs.core.search.SearchException;
import org.musicfs.core.search.SearchResult;
import org.musicfs.grpc.v1.CacheGrpc;
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

  /** 10,000 hits with long paths and titles. */
  private static final int MAX_ANSWER_BYTES = 32 * 1024 * 1024;

  private static final int MAX_METADATA_BYTES = 64 * 1024;

  private final EventLoopGroup network;
  private final ManagedChannel channel;
  private final Requests requests;
  private final ControlGrpc.ControlBlockingStub stub;
  private final CacheClient cache;

  private ControlClient(Path socket) {
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
    this.requests = new Requests(socket);
    this.stub = ControlGrpc.newBlockingStub(channel);
    this.cache = new CacheClient(CacheGrpc.newBlockingStub(channel), requests);
  }

  /**
   * Prepares to call the daemon behind {@code socket}; connects with the first call.
   *
   * @throws UserError NOT_RUNNING if there is no socket, ENVIRONMENT if it belongs to someone else,
   *     CONFIG if its path is too long
   */
  public static ControlClient open(Path socket) {
    SocketPath.checkLength(socket);
    checkReachable(socket);
    return new ControlClient(socket);
  }

  /** Whether there is a socket that this user may use; does not connect. */
  static void checkReachable(Path socket) {
    try {
      // One call, for the socket may come and go meanwhile.
      socket.getFileSystem().provider().checkAccess(socket, AccessMode.WRITE);
    } catch (NoSuchFileException e) {
      throw Requests.notRunning(socket);
    } catch (AccessDeniedException e) {
      throw Requests.notOurs(socket);
    } catch (IOException e) {
      throw new UserError(
          ExitCode.ENVIRONMENT,
          "the control socket " + socket + " cannot be reached: " + SocketPath.reason(e),
          "");
    }
  }

  @Override
  public DaemonStatus status() {
    return requests.plain(
        ANSWER,
        () -> Wire.fromProto(within(ANSWER).getStatus(GetStatusRequest.getDefaultInstance())));
  }

  @Override
  public ShutdownResult shutdown(boolean force) {
    ShutdownRequest request = ShutdownRequest.newBuilder().setForce(force).build();
    Duration limit = force ? FORCED_STOP : STOP;
    return requests.plain(limit, () -> Wire.fromProto(within(limit).shutdown(request)));
  }

  @Override
  public void restart() {
    RestartResponse ignored =
        requests.plain(RESTART, () -> within(RESTART).restart(RestartRequest.getDefaultInstance()));
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
      throw Requests.unexpected(requests.failure(e, Duration.ZERO));
    }
  }

  @Override
  public SearchResult search(String query, int limit) throws SearchException {
    SearchRequest request = SearchRequest.newBuilder().setQuery(query).setLimit(limit).build();
    try {
      return Wire.fromProto(within(ANSWER).search(request));
    } catch (StatusRuntimeException e) {
      Exception failure = requests.failure(e, ANSWER);
      if (failure instanceof SearchException unavailable) {
        throw unavailable;
      }
      throw Requests.unexpected(failure);
    }
  }

  @Override
  public CacheControl cache() {
    return cache;
  }

  /** Ends calls under way and lets go of the socket. */
  @Override
  public void close() {
    channel.shutdownNow();
    LocalTransport.stop(network);
  }

  private ControlGrpc.ControlBlockingStub within(Duration limit) {
    return stub.withDeadline(Requests.in(limit));
  }
}
