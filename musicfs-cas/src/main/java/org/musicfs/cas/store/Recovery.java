package org.musicfs.cas.store;

import java.io.IOException;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes index and files agree, one directory at a time, while everything is served. Runs on the
 * store's own thread at the start and whenever the index turns out to be damaged.
 */
final class Recovery implements Runnable {
  private static final Logger log = LoggerFactory.getLogger(Recovery.class);
  private final Space space;
  private final StoreHealth health;
  private final AtomicBoolean underWay = new AtomicBoolean();
  private volatile boolean stopped;

  Recovery(Space space, StoreHealth health) {
    this.space = space;
    this.health = health;
  }

  /** Whether it is this caller's turn to run it. */
  boolean begin() {
    return underWay.compareAndSet(false, true);
  }

  void stop() {
    stopped = true;
  }

  @Override
  public void run() {
    try {
      boolean startOver = space.isDamaged();
      if (startOver) {
        space.startOver();
      }
      if (startOver || space.trust() != ChunkIndex.Trust.EXACT) {
        for (int shard = 0; shard < ChunkFiles.SHARDS; shard++) {
          if (stopped) {
            return;
          }
          space.reconcile(shard);
        }
        log.info("chunk index agrees with the files again: {} chunks", space.chunks());
      }
      space.recovered();
    } catch (IOException | SQLException e) {
      health.failed("listing the chunk files failed", e);
    } finally {
      underWay.set(false);
    }
  }
}
