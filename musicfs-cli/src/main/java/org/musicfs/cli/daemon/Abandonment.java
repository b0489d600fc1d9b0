package org.musicfs.cli.daemon;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Ends a process that is being started if this one is ended first, as by Ctrl-C: nobody would wait
 * for it any more. This one's end waits for the other's, so that afterwards there is neither mount
 * nor process. Until {@link #cancel}.
 */
final class Abandonment {
  private static final Duration PATIENCE = Duration.ofSeconds(15);

  private final Thread hook;

  Abandonment(Process process) {
    hook = Thread.ofPlatform().name("abandonment").unstarted(() -> end(process));
    try {
      Runtime.getRuntime().addShutdownHook(hook);
    } catch (IllegalStateException e) {
      process.destroy(); // this process is ending already
    }
  }

  private static void end(Process process) {
    process.destroy();
    try {
      boolean ignored = process.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The process is left alone from now on; does not return if this one is ending. */
  void cancel() {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      while (true) {
        LockSupport.park(hook); // whatever comes now is not worth a message
      }
    }
  }
}
