package org.musicfs.fuse.fs;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import org.musicfs.core.content.ContentException;
import org.musicfs.core.tree.TreeException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs failed requests: each failure once, and the same one at most once a minute. A player that
 * retries an unreachable file asks hundreds of times a second; the log would bury what matters.
 */
final class FailureLog {
  private static final Logger log = LoggerFactory.getLogger(FailureLog.class);
  private static final Duration QUIET = Duration.ofMinutes(1);
  private static final int REMEMBERED = 512;

  private final InstantSource clock;

  @GuardedBy("recent")
  private final Map<Key, Entry> recent = new LinkedHashMap<>();

  FailureLog(InstantSource clock) {
    this.clock = clock;
  }

  private record Key(String operation, String path, String what) {}

  private record Entry(Instant logged, long suppressed) {}

  void report(String operation, String path, Throwable e) {
    long suppressed = admit(operation, path, e.getClass().getName());
    if (suppressed < 0) {
      return;
    }
    String repeats = suppressed == 0 ? "" : " (and " + suppressed + " times before)";
    switch (e) {
      case ContentException c ->
          log.warn("{} {}: {}: {}{}", operation, path, c.reason(), c.getMessage(), repeats);
      case TreeException t -> log.warn("{} {}: {}{}", operation, path, t.getMessage(), repeats, t);
      default -> log.error("{} {}: unexpected{}", operation, path, repeats, e);
    }
  }

  /** How many reports were left out since the last one; negative if this one is left out too. */
  long admit(String operation, String path, String what) {
    Key key = new Key(operation, path, what);
    Instant now = clock.instant();
    synchronized (recent) {
      Entry last = recent.remove(key);
      if (last != null && now.isBefore(last.logged.plus(QUIET))) {
        recent.put(key, new Entry(last.logged, last.suppressed + 1));
        return -1;
      }
      recent.put(key, new Entry(now, 0));
      if (recent.size() > REMEMBERED) {
        recent.remove(recent.keySet().iterator().next());
      }
      return last == null ? 0 : last.suppressed;
    }
  }
}
