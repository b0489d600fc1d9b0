package org.musicfs.grpc;

import io.grpc.netty.shaded.io.netty.buffer.ByteBufAllocator;
import io.grpc.netty.shaded.io.netty.buffer.UnpooledByteBufAllocator;
import io.grpc.netty.shaded.io.netty.channel.EventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.nio.NioEventLoopGroup;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * What server and client share of the network: one thread, and memory that is given back.
 *
 * <p>The channels are the JDK's own Unix sockets, not epoll's: no native library to unpack into a
 * temporary directory (which may be mounted noexec), the same code on every system, and nothing to
 * gain from epoll at a few calls a minute. The allocator does not pool: arenas are megabytes that a
 * daemon asked once an hour would hold for ever.
 */
final class LocalTransport {
  /** Kept, because a level is forgotten with its logger. gRPC tells at INFO that epoll exists. */
  private static final Logger GRPC_LOG = Logger.getLogger("io.grpc");

  static {
    GRPC_LOG.setLevel(Level.WARNING);
  }

  private LocalTransport() {}

  static EventLoopGroup oneThread(String name) {
    return new NioEventLoopGroup(1, Thread.ofPlatform().name(name).daemon().factory());
  }

  static ByteBufAllocator allocator() {
    boolean preferDirect = false;
    boolean disableLeakDetector = true;
    return new UnpooledByteBufAllocator(preferDirect, disableLeakDetector);
  }

  static void stop(EventLoopGroup group) {
    var _ = group.shutdownGracefully(0, 1, TimeUnit.SECONDS);
  }
}
