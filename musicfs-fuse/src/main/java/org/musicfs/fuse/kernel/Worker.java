package org.musicfs.fuse.kernel;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.musicfs.core.metrics.Metric;
import org.musicfs.core.sys.Errno;
import org.musicfs.core.sys.SystemFunction;
import org.musicfs.fuse.device.FuseDevice;
import org.musicfs.fuse.fs.FsException;
import org.musicfs.fuse.protocol.Opcode;
import org.musicfs.fuse.protocol.Reply;
import org.musicfs.fuse.protocol.Request;
import org.musicfs.fuse.sys.Libc;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One thread that receives requests on one device and answers them, one after the other. Its memory
 * is its own and used again, so a request allocates nothing here. It never waits for an origin:
 * reads that would are handed to {@link WaitingReads}. Whatever an operation throws becomes EIO for
 * that request, and the worker goes on.
 */
final class Worker implements Runnable, Operations.Waiting {
  private static final Logger log = LoggerFactory.getLogger(Worker.class);

  /** Room for forgetting some thousand nodes in one request; the kernel demands 8 KiB. */
  private static final int REQUEST_BYTES = 64 << 10;

  private final Connection connection;
  private final FuseDevice device;
  private final int pageBytes = Libc.getpagesize();
  private volatile int thread;
  private volatile boolean stopping;

  Worker(Connection connection, FuseDevice device) {
    this.connection = connection;
    this.device = device;
  }

  /** Ends it after the request it serves, without a reply lost; returns at once. */
  void stop() {
    stopping = true;
    wake();
  }

  /** Ends a receive that began before {@link #stop}; may have to be repeated. */
  void wake() {
    int id = thread;
    if (id != 0) {
      Libc.wake(id);
    }
  }

  @Override
  public void run() {
    thread = Libc.gettid();
    try (Arena arena = Arena.ofConfined()) {
      int maxRead = connection.agreement().maxReadBytes();
      MemorySegment callState = arena.allocate(SystemFunction.CALL_STATE);
      Request request = new Request(arena.allocate(REQUEST_BYTES, pageBytes));
      Reply reply =
          new Reply(arena.allocate(Reply.memoryBytes(maxRead, pageBytes), pageBytes), pageBytes);
      Operations operations = new Operations(connection, reply);
      while (!stopping && receive(callState, request)) {
        serve(callState, request, reply, operations);
      }
    } finally {
      thread = 0;
    }
  }

  /** Waits for a request; false when there will be none. */
  private boolean receive(MemorySegment callState, Request request) {
    while (!stopping) {
      int n = device.receive(callState, request.memory());
      if (n >= 0 && request.accept(n)) {
        return true;
      }
      switch (-n) {
        case Errno.EINTR, Errno.EAGAIN, Errno.ENOENT -> {}
        case Errno.ENODEV -> {
          return false; // the mount has ended
        }
        default -> {
          log.error("no more requests: receiving failed: {}", n < 0 ? Errno.text(-n) : "cut short");
          return false;
        }
      }
    }
    return false;
  }

  private void serve(MemorySegment callState, Request request, Reply reply, Operations operations) {
    int result = outcome(request, operations);
    if (result == Operations.NO_REPLY) {
      return;
    }
    int bytes =
        result >= 0
            ? reply.finish(request.unique(), result)
            : reply.fail(request.unique(), -result);
    int sent = device.send(callState, reply.memory(), reply.start(), bytes);
    if (sent < 0) {
      notSent(request, operations, result, -sent);
    }
  }

  private int outcome(Request request, Operations operations) {
    try {
      connection.metrics().increment(Metric.FUSE_REQUESTS);
      return operations.serve(request, this);
    } catch (FsException e) {
      return -e.errno().number();
    } catch (Throwable e) {
      return connection.edge().failed(Opcode.name(request.opcode()), subject(request), e);
    }
  }

  private void notSent(Request request, Operations operations, int result, int errno) {
    if (request.opcode() == Opcode.OPEN && result >= 0) {
      operations.openWasInterrupted(request);
    }
    // ENOENT: whoever asked was interrupted. ENODEV: the mount has ended meanwhile.
    if (errno != Errno.ENOENT && errno != Errno.ENODEV && errno != Errno.ENOTCONN) {
      log.error(
          "the kernel refused the reply to {} of {}: {}",
          Opcode.name(request.opcode()),
          subject(request),
          Errno.text(errno));
    }
  }

  private static String subject(Request request) {
    long id = request.nodeId();
    return NodeIds.isFile(id)
        ? "node " + NodeIds.node(id) + ", version " + NodeIds.version(id)
        : "directory " + id;
  }

  @Override
  public int read(long unique, long versionId, long offset, int size) {
    return connection.waiting().submit(device, unique, versionId, offset, size)
        ? Operations.NO_REPLY
        : -Errno.EIO;
  }
}
