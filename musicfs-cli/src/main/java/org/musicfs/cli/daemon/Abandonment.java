package org.musicfs.cli.daemon;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Starts a process that is ended if this one is ended first, as by Ctrl-C: nobody would wait for it
 * any more. This one's end waits for the other's, so that afterwards there is neither mount nor
 * process. From {@link #start} until {@link #cancel}.
 */
final class Abandonment {
  private static final Duration PATIENCE = Duration.ofSeconds(15);

  private final Thread hook = Thread.ofPlatform().name("abandonment").unstarted(this::end);

  @GuardedBy("this")
  private @Nullable Process process;

  @GuardedBy("this")
  private boolean ending;

  /** Starts the process; does not return if this one is ending. Once. */
  Process start(ProcessBuilder builder) throws IOException {
    // Before the process: a signal that comes between the two would miss it.
    try {
      Runtime.getRuntime().addShutdownHook(hook);
    } catch (IllegalStateException e) {
      waitForEnd();
    }
    synchronized (this) {
      if (!ending) {
        process = builder.start();
        return process;
      }
    }
    waitForEnd();
    throw new AssertionError();
  }

  /** Waits for a process that is just being started. */
  private synchronized @Nullable Process stop() {
    ending = true;
    return process;
  }

  private void end() {
    Process started = stop();
    if (started == null) {
      return;
    }
    started.destroy();
    try {
      boolean ignored = started.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The process is left alone from now on; does not return if this one is ending. */
  void cancel() {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      waitForEnd();
    }
  }

  private void waitForEnd() {
    while (true) {
      LockSupport.park(hook); // whatever comes now is not worth a message
    }
  }
}
