package org.musicfs.cli.daemon;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Asks a mount whether it answers, from a child process: the daemon itself must never touch its own
 * mount, since the thread that waits could hold up the one that serves.
 */
final class MountProbe {
  private MountProbe() {}

  /**
   * Whether {@code stat} of the mountpoint succeeds within the deadline.
   *
   * @throws IOException if no child process can be started
   */
  static boolean answers(Path mountpoint, Duration deadline)
      throws IOException, InterruptedException {
    Process stat =
        new ProcessBuilder("stat", "--file-system", "--format=%T", mountpoint.toString())
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    if (!stat.waitFor(deadline.toMillis(), TimeUnit.MILLISECONDS)) {
      stat.destroyForcibly();
      return false;
    }
    return stat.exitValue() == 0;
  }
}
