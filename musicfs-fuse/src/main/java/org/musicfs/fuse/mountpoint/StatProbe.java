package org.musicfs.fuse.mountpoint;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Asks a file system for its figures from a child process with a deadline. Not in this process: a
 * thread that waits for a server that has taken the request and hangs cannot be killed, and would
 * keep this process from ending. statfs, because unlike stat the kernel never answers it from its
 * cache.
 */
final class StatProbe {
  /** What the C library calls ENOTCONN: glibc, then musl. */
  private static final String[] NOT_CONNECTED = {
    "Transport endpoint is not connected", "Socket not connected"
  };

  private static final int MESSAGE_LIMIT = 4096;

  private final Duration deadline;

  StatProbe(Duration deadline) {
    this.deadline = deadline;
  }

  Health probe(String mountpoint) {
    ProcessBuilder builder = new ProcessBuilder("stat", "-f", "--", mountpoint);
    builder.environment().put("LC_ALL", "C");
    builder.redirectOutput(ProcessBuilder.Redirect.DISCARD);
    try {
      Process child = builder.start();
      child.getOutputStream().close();
      if (!child.waitFor(deadline.toNanos(), TimeUnit.NANOSECONDS)) {
        child.destroyForcibly();
        return Health.UNKNOWN;
      }
      if (child.exitValue() == 0) {
        return Health.LIVE;
      }
      byte[] message = child.getErrorStream().readNBytes(MESSAGE_LIMIT);
      return saysNotConnected(new String(message, StandardCharsets.UTF_8))
          ? Health.STALE
          : Health.UNKNOWN;
    } catch (IOException e) {
      return Health.UNKNOWN;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Health.UNKNOWN;
    }
  }

  private static boolean saysNotConnected(String message) {
    // At the end of the line: the mountpoint's own name stands before it.
    for (String text : NOT_CONNECTED) {
      if (message.stripTrailing().endsWith(text)) {
        return true;
      }
    }
    return false;
  }
}
