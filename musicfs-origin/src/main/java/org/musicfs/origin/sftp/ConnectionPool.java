package org.musicfs.origin.sftp;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The connections to one server. One carries many operations at a time; a further one is made, in
 * the background, when every one is busy. One that has served nobody for a while is closed, one
 * that broke is forgotten. Thread-safe; no lock is held while anything waits.
 *
 * <p>One attempt to connect is under way at a time, on a thread of its own: the name service cannot
 * be told to hurry, and whoever waits for the attempt leaves at their own deadline. A server that
 * said no is not asked again for {@link #REFUSED_FOR}: some lock a user out who tries too often.
 */
final class ConnectionPool implements AutoCloseable {
  private static final int BUSY_USERS = 4;
  private static final Duration REFUSED_FOR = Duration.ofSeconds(30);

  private final Callable<Connection> connector;
  private final int most;
  private final Duration connectTimeout;
  private final Duration idleLimit;
  private final ScheduledExecutorService timer;
  private final String threadName;

  @GuardedBy("this")
  private final List<Connection> connections = new ArrayList<>();

  @GuardedBy("this")
  private @Nullable CompletableFuture<Connection> connecting;

  @GuardedBy("this")
  private @Nullable SftpFailure refusal;

  @GuardedBy("this")
  private long refusedNanos;

  @GuardedBy("this")
  private boolean closed;

  /** Something to do with a connection. */
  @FunctionalInterface
  interface Operation<T> {
    T run(Connection connection) throws SftpFailure;
  }

  ConnectionPool(
      Callable<Connection> connector,
      int most,
      Duration connectTimeout,
      Duration idleLimit,
      ScheduledExecutorService timer,
      String threadName) {
    this.connector = connector;
    this.most = most;
    this.connectTimeout = connectTimeout;
    this.idleLimit = idleLimit;
    this.timer = timer;
    this.threadName = threadName;
  }

  /**
   * Runs an operation that may be repeated. One that loses its connection gets another try on
   * another one: the first may have been dead for long.
   */
  <T> T use(Deadline deadline, Operation<T> operation) throws SftpFailure {
    for (int tries = 1; ; tries++) {
      Connection connection = acquire(deadline);
      try {
        return on(connection, operation);
      } catch (SftpFailure e) {
        if (e.kind() != SftpFailure.Kind.LOST || tries == 2 || deadline.hasPassed()) {
          throw e;
        }
      } finally {
        release(connection);
      }
    }
  }

  /** Runs an operation on a connection its caller has; one that is broken or silent is closed. */
  static <T> T on(Connection connection, Operation<T> operation) throws SftpFailure {
    long start = System.nanoTime();
    try {
      return operation.run(connection);
    } catch (SftpFailure e) {
      boolean broken =
          switch (e.kind()) {
            case LOST, GARBLED -> true;
            case LATE -> connection.isSilentSince(start) && !Thread.currentThread().isInterrupted();
            case REFUSED, NOT_LET_IN -> false;
          };
      if (broken) {
        connection.close();
      }
      throw e;
    }
  }

  /** A connection, to be {@link #release released}. */
  private Connection acquire(Deadline deadline) throws SftpFailure {
    Deadline connect = Deadline.in(connectTimeout);
    while (true) {
      CompletableFuture<Connection> awaited;
      synchronized (this) {
        Optional<Connection> best = best();
        if (best.isPresent()) {
          best.get().users++;
          return best.get();
        }
        awaited = connecting == null ? connectInBackground() : connecting;
      }
      deadline.earlier(connect).await(awaited);
    }
  }

  /** Keeps a connection that the caller already uses, until a further {@link #release}. */
  synchronized void retain(Connection connection) {
    connection.users++;
  }

  synchronized void release(Connection connection) {
    connection.users--;
    if (connection.users == 0) {
      idle(connection);
    }
  }

  @GuardedBy("this")
  private void idle(Connection connection) {
    connection.idleSinceNanos = System.nanoTime();
    if (!closed) {
      var _ = timer.schedule(this::closeIdle, idleLimit.toMillis() + 1, TimeUnit.MILLISECONDS);
    }
  }

  /** How many there are. */
  synchronized int size() {
    connections.removeIf(connection -> !connection.isOpen());
    return connections.size();
  }

  @GuardedBy("this")
  private Optional<Connection> best() throws SftpFailure {
    if (closed) {
      throw SftpFailure.lost("the origin is closed", null);
    }
    connections.removeIf(connection -> !connection.isOpen());
    Optional<Connection> best =
        connections.stream().min(Comparator.comparingInt(connection -> connection.users));
    boolean busy = best.isPresent() && best.get().users >= BUSY_USERS;
    if (best.isEmpty() || (busy && connections.size() < most)) {
      if (refusal != null && System.nanoTime() - refusedNanos < REFUSED_FOR.toNanos()) {
        if (best.isEmpty()) {
          throw refusal.again();
        }
      } else if (busy && connecting == null) {
        var _ = connectInBackground();
      }
    }
    return best;
  }

  @GuardedBy("this")
  private CompletableFuture<Connection> connectInBackground() {
    CompletableFuture<Connection> attempt = new CompletableFuture<>();
    connecting = attempt;
    Thread.ofPlatform().daemon().name(threadName).start(() -> connect(attempt));
    return attempt;
  }

  private void connect(CompletableFuture<Connection> attempt) {
    @Nullable Connection made = null;
    SftpFailure failure = SftpFailure.lost("the origin is closed", null);
    try {
      made = connector.call();
    } catch (SftpFailure e) {
      failure = e;
    } catch (Exception e) {
      failure = SftpFailure.lost("cannot be reached: " + e, e);
    }
    synchronized (this) {
      connecting = null;
      if (made != null && !closed) {
        connections.add(made);
        idle(made);
        refusal = null;
      } else if (failure.kind() == SftpFailure.Kind.NOT_LET_IN) {
        refusal = failure;
        refusedNanos = System.nanoTime();
      }
      if (closed && made != null) {
        made.close();
        made = null;
      }
    }
    if (made != null) {
      attempt.complete(made);
    } else {
      attempt.completeExceptionally(failure);
    }
  }

  private synchronized void closeIdle() {
    long now = System.nanoTime();
    connections.removeIf(
        connection -> {
          boolean idle =
              connection.users == 0 && now - connection.idleSinceNanos >= idleLimit.toNanos();
          if (idle) {
            connection.close();
          }
          return idle || !connection.isOpen();
        });
  }

  @Override
  public void close() {
    List<Connection> all;
    synchronized (this) {
      closed = true;
      all = List.copyOf(connections);
      connections.clear();
    }
    all.forEach(Connection::close);
  }
}
