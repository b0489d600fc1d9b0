package org.musicfs.fuse.kernel;

import org.jspecify.annotations.Nullable;
import org.musicfs.core.metrics.Metrics;
import org.musicfs.fuse.fs.Edge;
import org.musicfs.fuse.fs.TreeFileSystem;
import org.musicfs.fuse.handover.CountedRequests;
import org.musicfs.fuse.protocol.Init;
import org.musicfs.fuse.protocol.TimeOuts;

/**
 * What the workers of one connection share. Its parts are thread-safe or immutable.
 *
 * @param agreement what was negotiated
 * @param timeOuts how long the kernel goes by answers
 * @param passthrough null where the kernel reads nothing by itself
 * @param counted opens and releases, also of the process before
 */
record Connection(
    TreeFileSystem fs,
    NodeIds ids,
    Init.Agreement agreement,
    TimeOuts timeOuts,
    WaitingReads waiting,
    @Nullable Passthrough passthrough,
    CountedRequests counted,
    Edge edge,
    Metrics metrics) {
  private static final long DAY = 86_400;

  /**
   * Names: a day where everything can be declared stale at once, else a minute, which is how long a
   * crash between a commit and its notice may be felt. Directories: ten minutes, for one that
   * somebody stands in is not looked up again when everything is declared stale.
   */
  static TimeOuts timeOuts(Init.Agreement agreement) {
    long names = agreement.hasEpoch() ? DAY : 60;
    return new TimeOuts(names, DAY, Math.min(names, 600), names);
  }
}
