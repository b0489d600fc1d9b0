package org.musicfs.grpc;

import io.grpc.Server;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.netty.shaded.io.netty.channel.ChannelOption;
import io.grpc.netty.shaded.io.netty.channel.EventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.musicfs.core.control.Control;
import org.musicfs.core.error.ExitCode;
import org.musicfs.core.error.UserError;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers the control API on a Unix domain socket that only its owner can reach. Thread-safe. No
 * thread of it keeps the process alive.
 */
public final class ControlServer implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ControlServer.class);

  /** A query of the longest length that is allowed fits several times. */
  private static final int MAX_REQUEST_BYTES = 64 * 1024;

  private static final int MAX_CALLS_PER_CONNECTION = 16;

  /** How long an answer under way, that of Shutdown above all, may still take when closing. */
  private static final long CLOSE_GRACE_MILLIS = 2_000;

  private final Path socket;
  private final EventLoopGroup network;
  private final Calls calls = new Calls();
  private final Server server;

  private ControlServer(Path socket, Control control) {
    this.socket = socket;
    this.network = LocalTransport.oneThread("musicfs-control");
    this.server =
        NettyServerBuilder.forAddress(UnixDomainSocketAddress.of(socket))
            .channelType(NioServerDomainSocketChannel.class)
            .bossEventLoopGroup(network)
            .workerEventLoopGroup(network)
            .withChildOption(ChannelOption.ALLOCATOR, LocalTransport.allocator())
            .withChildOption(ChannelOption.SO_KEEPALIVE, null) // of TCP; would warn here
            .directExecutor() // the service hands every call to a pool of its own
            .maxInboundMessageSize(MAX_REQUEST_BYTES)
            .maxConcurrentCallsPerConnection(MAX_CALLS_PER_CONNECTION)
            .addService(new ControlService(control, calls))
            .addService(new CacheService(control.cache(), calls))
            .build();
  }

  /**
   * Binds the socket and starts to answer. A missing directory is made with mode 0700; the socket
   * has mode 0600; the socket of a process that died is replaced.
   *
   * @param socket absolute; at most 106 bytes
   * @param control called from several threads at once
   * @throws UserError CONFIG if the path is too long; ENVIRONMENT if the directory cannot be made
   *     or is open to others, or if something that is no socket is in the way; ALREADY_RUNNING if
   *     another process answers there
   */
  public static ControlServer start(Path socket, Control control) {
    SocketPath.prepare(socket);
    ControlServer started = new ControlServer(socket, control);
    try {
      started.server.start();
      SocketPath.restrict(socket);
      return started;
    } catch (IOException e) {
      started.close();
      throw new UserError(
          ExitCode.ENVIRONMENT,
          "the control socket " + socket + " cannot be bound: " + causeOf(e),
          "check the permissions of its directory");
    }
  }

  private static String causeOf(IOException e) {
    return e.getCause() instanceof IOException cause
        ? SocketPath.reason(cause)
        : SocketPath.reason(e);
  }

  /** Where it answers. */
  public Path socket() {
    return socket;
  }

  /**
   * Takes no more calls, ends waiting rescans, lets answers under way out (2 s at most) and removes
   * the socket. Must not be called from within a call of {@link Control}: it would wait for itself.
   */
  @Override
  public void close() {
    server.shutdown();
    calls.close();
    try {
      if (!server.awaitTermination(CLOSE_GRACE_MILLIS, TimeUnit.MILLISECONDS)) {
        server.shutdownNow();
      }
    } catch (InterruptedException e) {
      server.shutdownNow();
      Thread.currentThread().interrupt();
    }
    LocalTransport.stop(network);
    try {
      Files.deleteIfExists(socket);
    } catch (IOException e) {
      log.warn("the control socket {} could not be removed: {}", socket, SocketPath.reason(e));
    }
  }
}
