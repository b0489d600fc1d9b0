package org.musicfs.fuse.kernel;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.lang.foreign.Arena;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.musicfs.core.content.FileContent;
import org.musicfs.core.sys.Errno;
import org.musicfs.core.sys.SystemFunction;
import org.musicfs.fuse.device.FuseDevice;
import org.musicfs.fuse.fs.Edge;
import org.musicfs.fuse.fs.FsException;
import org.musicfs.fuse.fs.TreeFileSystem;
import org.musicfs.fuse.protocol.Reply;
import org.musicfs.fuse.sys.Libc;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The reads that wait for an origin. Each has a thread while it waits, and memory for its bytes
 * only once they are at hand (but for files read directly from an origin that is not local, which
 * have no other place to wait in), so many may wait: {@value #MOST_WAITING} at a time, {@value
 * #MOST_QUEUED} more behind them; beyond that a read fails at once. Workers stay free for what can
 * be answered.
 *
 * <p>An interrupt ends one wait and no other. Thread-safe.
 */
final class WaitingReads implements AutoCloseable {
  /** The kernel sends 64 of read-ahead and one for each program that waits by itself. */
  private static final int MOST_WAITING = 256;

  private static final int MOST_QUEUED = 1024;

  /** Replies being filled at a time: each is some milliseconds of copying. */
  private static final int BUFFERS = 8;

  private static final int STACK_BYTES = 256 << 10;
  private static final Duration IDLE = Duration.ofSeconds(10);
  private static final Logger log = LoggerFactory.getLogger(WaitingReads.class);

  private final TreeFileSystem fs;
  private final Edge edge;
  private final int pageBytes = Libc.getpagesize();
  private final Map<Long, Waiter> waiters = new ConcurrentHashMap<>();
  private final BlockingQueue<Reply> buffers = new ArrayBlockingQueue<>(BUFFERS);
  private final ThreadPoolExecutor threads;

  WaitingReads(TreeFileSystem fs, Edge edge, int maxReadBytes) {
    this.fs = fs;
    this.edge = edge;
    for (int i = 0; i < BUFFERS; i++) {
      buffers.add(newReply(Arena.ofAuto(), maxReadBytes));
    }
    Backlog backlog = new Backlog();
    this.threads =
        new ThreadPoolExecutor(
            0,
            MOST_WAITING,
            IDLE.toSeconds(),
            TimeUnit.SECONDS,
            backlog,
            Thread.ofPlatform().daemon().stackSize(STACK_BYTES).name("fuse-wait-", 0).factory(),
            (read, pool) -> backlog.keep(read, pool.isShutdown()));
  }

  /**
   * Reads for which there is no thread. A read goes to a thread that is idle, else to a new one,
   * and waits here only when there are as many as there may be: a pool that queues first would go
   * on making threads while others are idle, and keep them as long as reads come.
   */
  private static final class Backlog extends LinkedTransferQueue<Runnable> {
    private static final long serialVersionUID = 1L;

    /** What the pool asks first: whether a thread that is idle takes it. */
    @Override
    public boolean offer(Runnable read) {
      return tryTransfer(read);
    }

    /** What it does when it may not make another. */
    void keep(Runnable read, boolean isShutdown) {
      if (isShutdown || size() >= MOST_QUEUED || !super.offer(read)) {
        throw new RejectedExecutionException();
      }
    }
  }

  /** Pages that were never written to take no memory. */
  private Reply newReply(Arena arena, int payloadBytes) {
    return new Reply(
        arena.allocate(Reply.memoryBytes(payloadBytes, pageBytes), pageBytes), pageBytes);
  }

  /**
   * Takes a read over; its reply goes to {@code device}.
   *
   * @return false if too many wait already; nothing has happened then
   */
  boolean submit(FuseDevice device, long unique, long versionId, long offset, int size) {
    Waiter waiter = new Waiter(device, unique, versionId, offset, size);
    waiters.put(unique, waiter);
    try {
      threads.execute(waiter);
      return true;
    } catch (RejectedExecutionException e) {
      waiters.remove(unique);
      log.warn("a read of version {} failed: too many reads wait for origins", versionId);
      return false;
    }
  }

  /**
   * Ends a wait; the read is answered with EINTR.
   *
   * @return whether this read is known here
   */
  boolean interrupt(long unique) {
    Waiter waiter = waiters.get(unique);
    if (waiter != null) {
      waiter.interrupt();
    }
    return waiter != null;
  }

  /** Reads under way, now. */
  int size() {
    return waiters.size();
  }

  /** One read. */
  private final class Waiter implements Runnable {
    private final FuseDevice device;
    private final long unique;
    private final long versionId;
    private final long offset;
    private final int size;

    @GuardedBy("this")
    private @Nullable Thread thread;

    @GuardedBy("this")
    private boolean interrupted;

    Waiter(FuseDevice device, long unique, long versionId, long offset, int size) {
      this.device = device;
      this.unique = unique;
      this.versionId = versionId;
      this.offset = offset;
      this.size = size;
    }

    synchronized void interrupt() {
      interrupted = true;
      if (thread != null) {
        thread.interrupt();
      }
    }

    private synchronized boolean begin() {
      thread = Thread.currentThread();
      return !interrupted;
    }

    /** From here on an interrupt reaches no other read that this thread may serve next. */
    private synchronized boolean end() {
      thread = null;
      boolean ignored = Thread.interrupted();
      return interrupted;
    }

    @Override
    public void run() {
      try (Arena own = Arena.ofConfined()) {
        Reply pooled = null;
        Reply reply = null;
        try {
          int result = begin() ? await() : -Errno.EINTR;
          if (result == 0) {
            pooled = takeBuffer();
            reply = pooled;
            result = read(reply, true);
          }
          if (result == FileContent.NOT_AT_HAND) {
            giveBack(pooled);
            pooled = null;
            reply = newReply(own, size);
            result = read(reply, false);
          }
          boolean interruptedNow = end();
          send(
              own,
              reply == null ? newReply(own, 0) : reply,
              interruptedNow && result < 0 ? -Errno.EINTR : result);
        } finally {
          giveBack(pooled);
          waiters.remove(unique);
        }
      }
    }

    /** 0 when the bytes are at hand, or minus an error number. */
    private int await() {
      try {
        fs.await(versionId, offset, size);
        return 0;
      } catch (InterruptedException e) {
        return -Errno.EINTR;
      } catch (Throwable e) {
        return failed(e);
      }
    }

    /** Bytes read, {@code NOT_AT_HAND}, or minus an error number, none of which is 1. */
    private int read(Reply to, boolean now) {
      try {
        return now
            ? fs.readNow(versionId, offset, to.content(size))
            : fs.read(versionId, offset, to.content(size));
      } catch (FsException e) {
        return -e.errno().number();
      } catch (Throwable e) {
        return failed(e);
      }
    }

    private int failed(Throwable e) {
      return edge.failed("read", "version " + versionId, e);
    }

    private void send(Arena arena, Reply reply, int result) {
      int bytes = result < 0 ? reply.fail(unique, -result) : reply.finish(unique, result);
      int sent =
          device.send(
              arena.allocate(SystemFunction.CALL_STATE), reply.memory(), reply.start(), bytes);
      if (sent < 0 && sent != -Errno.ENOENT && sent != -Errno.ENODEV) {
        log.warn("a reply to a waiting read was refused: {}", Errno.text(-sent));
      }
    }
  }

  private void giveBack(@Nullable Reply pooled) {
    if (pooled != null) {
      buffers.add(pooled);
    }
  }

  /** Nobody holds one for long. */
  private Reply takeBuffer() {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return buffers.take();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /**
   * Waits until every read is answered.
   *
   * @return false if {@code timeout} passed first
   */
  boolean awaitIdle(Duration timeout) throws InterruptedException {
    threads.shutdown();
    return threads.awaitTermination(timeout.toNanos(), TimeUnit.NANOSECONDS);
  }

  /** Ends every wait. */
  @Override
  public void close() {
    waiters.values().forEach(Waiter::interrupt);
    threads.shutdown();
  }
}
