package org.musicfs.cli.supervise;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;
import java.util.function.LongSupplier;
import org.musicfs.core.error.ExitCode;
import org.musicfs.core.sys.Spawn.End;

/**
 * Decides what follows the end of the daemon, as the systemd units in packaging/systemd do.
 * Confined to the supervisor's thread.
 */
final class RestartPolicy {
  /** So many times within {@link #PERIOD} it is started again after it failed. */
  static final int MOST = 5;

  static final Duration PERIOD = Duration.ofSeconds(60);

  /** Trying again changes nothing: RestartPreventExitStatus of the units. */
  static final Set<Integer> LASTING =
      Set.of(
          ExitCode.USAGE.code(),
          ExitCode.CONFIG.code(),
          ExitCode.ORIGIN.code(),
          ExitCode.MOUNTPOINT.code(),
          ExitCode.ALREADY_RUNNING.code(),
          ExitCode.TEMPLATE.code(),
          ExitCode.ENVIRONMENT.code(),
          ExitCode.STATE.code());

  /** How a JVM ends that was told to: by SIGHUP, SIGINT, SIGTERM. */
  private static final Set<Integer> TOLD = Set.of(129, 130, 143);

  private final LongSupplier nanoTime;
  private final Deque<Long> failures = new ArrayDeque<>();
  private boolean everReady;
  private boolean ready;
  private boolean stopping;

  /** What to do. */
  enum Decision {
    /** Start it again, at once. */
    AGAIN,
    /** End, with its exit code. */
    END,
    /** End: it fails too often. */
    GIVE_UP
  }

  RestartPolicy(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /** It serves. */
  void ready() {
    ready = true;
    everReady = true;
  }

  /** Whoever runs us wants an end. */
  void stop() {
    stopping = true;
  }

  boolean isStopping() {
    return stopping;
  }

  /** It has ended. */
  Decision ended(End end) {
    boolean served = ready;
    ready = false;
    if (stopping || !everReady) {
      return Decision.END;
    }
    if (end instanceof End.Exited(int code)) {
      if (code == ExitCode.OK.code() || TOLD.contains(code) || LASTING.contains(code)) {
        return Decision.END;
      }
      if (code == ExitCode.RESTART.code() && served) {
        return Decision.AGAIN;
      }
    }
    long now = nanoTime.getAsLong();
    while (!failures.isEmpty() && now - failures.peekFirst() >= PERIOD.toNanos()) {
      failures.removeFirst();
    }
    failures.addLast(now);
    return failures.size() > MOST ? Decision.GIVE_UP : Decision.AGAIN;
  }
}
