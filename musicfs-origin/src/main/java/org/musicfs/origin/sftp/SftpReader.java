package org.musicfs.origin.sftp;

import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.musicfs.core.origin.FileStamp;
import org.musicfs.core.origin.OriginException;
import org.musicfs.core.origin.OriginException.Reason;
import org.musicfs.core.origin.OriginReader;

/**
 * A handle at the server. It belongs to its connection: when that breaks, reads fail and the file
 * has to be opened anew, for whatever has its name by then.
 *
 * <p>A read is many requests at once, so that it takes one round trip; their answers are copied in
 * order, on the calling thread.
 */
final class SftpReader implements OriginReader {
  /** Requests under way for one read: 2 to 4 MiB. */
  private static final int WINDOW = 64;

  private final String name;
  private final ConnectionPool pool;
  private final Connection connection;
  private final byte[] handle;
  private final Duration statTimeout;
  private final Duration readTimeout;
  private final AtomicBoolean closed = new AtomicBoolean();

  /** Calls under way, plus one until {@link #close}; at zero the handle is given back. */
  private final AtomicInteger users = new AtomicInteger(1);

  /**
   * A request that has been sent.
   *
   * @param shortBytes what the one before it gave of the same part, which was too little; 0 if
   *     there was none
   */
  private record Part(
      long offset, int length, int shortBytes, CompletableFuture<ByteBuffer> bytes) {}

  /** Takes over {@code handle} and one use of {@code connection}. */
  SftpReader(
      String name,
      ConnectionPool pool,
      Connection connection,
      byte[] handle,
      Duration statTimeout,
      Duration readTimeout) {
    this.name = name;
    this.pool = pool;
    this.connection = connection;
    this.handle = handle.clone();
    this.statTimeout = statTimeout;
    this.readTimeout = readTimeout;
  }

  @Override
  public FileStamp stamp() throws OriginException {
    Deadline deadline = Deadline.in(statTimeout);
    Attributes attributes = run(connection -> deadline.await(connection.handleStat(handle)));
    if (!attributes.isComplete()) {
      throw new OriginException(
          Reason.FAILED, name + ": the server does not tell size and time", null);
    }
    return attributes.stamp();
  }

  @Override
  public int read(long offset, ByteBuffer destination) throws OriginException {
    return read(offset, destination, bytes -> {});
  }

  @Override
  public int read(long offset, ByteBuffer destination, Arrivals arrivals) throws OriginException {
    if (offset < 0) {
      throw new IllegalArgumentException("offset " + offset);
    }
    if (destination.isReadOnly()) {
      throw new ReadOnlyBufferException();
    }
    Deadline deadline = Deadline.in(readTimeout);
    return run(connection -> fill(offset, destination, arrivals, deadline));
  }

  private int fill(long offset, ByteBuffer destination, Arrivals arrivals, Deadline deadline)
      throws SftpFailure {
    long end = offset + destination.remaining();
    long next = offset;
    int total = 0;
    Deque<Part> sent = new ArrayDeque<>();
    while (offset + total < end) {
      while (sent.size() < WINDOW && next < end) {
        int length = (int) Math.min(connection.readBytes(), end - next);
        sent.addLast(ask(next, length, 0));
        next += length;
      }
      Part part = sent.removeFirst();
      ByteBuffer bytes = deadline.await(part.bytes());
      int got = bytes.remaining();
      if (got == 0) {
        break;
      }
      destination.put(bytes);
      total += got;
      if (got < part.length()) {
        // The file ends here, or the server gives no more at once: the rest tells.
        sent.addFirst(ask(part.offset() + got, part.length() - got, got));
      }
      if (part.shortBytes() > 0) {
        connection.gaveOnly(part.shortBytes());
      }
      arrivals.arrived(total);
    }
    return total;
  }

  private Part ask(long offset, int length, int shortBytes) {
    return new Part(offset, length, shortBytes, connection.read(handle, offset, length));
  }

  private <T> T run(ConnectionPool.Operation<T> operation) throws OriginException {
    enter();
    try {
      return ConnectionPool.on(connection, operation);
    } catch (SftpFailure e) {
      // A handle is open: an error is about the file, not about its name.
      throw e.reason() == Reason.UNREACHABLE
          ? e.about(name)
          : new OriginException(Reason.FAILED, name + ": " + e.getMessage(), e);
    } finally {
      leave();
    }
  }

  private void enter() throws OriginException {
    int now;
    do {
      now = users.get();
      if (now == 0 || closed.get()) {
        throw new OriginException(Reason.FAILED, name + ": the reader is closed", null);
      }
    } while (!users.compareAndSet(now, now + 1));
  }

  /** The server may give the same handle to the next file: no request may come after its end. */
  private void leave() {
    if (users.decrementAndGet() == 0) {
      connection.close(handle);
      pool.release(connection);
    }
  }

  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      leave();
    }
  }
}
