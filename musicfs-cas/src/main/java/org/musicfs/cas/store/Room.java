package org.musicfs.cas.store;

import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.musicfs.cas.chunk.ChunkClass;
import org.musicfs.cas.chunk.ChunkId;
import org.musicfs.core.metrics.Metric;
import org.musicfs.core.metrics.Metrics;

/**
 * Makes room: who goes when something else is to come. The least recently used do, audio for audio,
 * protected chunks only for protected ones, whose share is a fifth, and those of an origin for what
 * would exceed its quota; some more than needed, so that it is rare. What is pinned stays, and
 * counts against the limit alone. Used under the monitor of {@link Space}, which hands its index in
 * with each call.
 */
final class Room {
  private static final int PROTECTED_SHARE = 5;
  private static final int SLACK_SHARE = 50;
  private static final long MOST_SLACK_BYTES = 64L << 20;
  private static final int EVICTION_BATCH = 64;

  /** The index is held meanwhile. */
  private static final long EXPIRED_AT_ONCE_BYTES = 16L << 20;

  /** Free space of the store's file system. */
  @FunctionalInterface
  interface FreeSpace {
    long bytes() throws IOException;
  }

  /**
   * How much there is.
   *
   * @param limitBytes of all chunks together
   * @param reserveBytes of the file system, left free
   * @param quotas of origins that have one, in bytes, by number
   */
  record Bounds(long limitBytes, long reserveBytes, Map<Integer, Long> quotas) {
    Bounds {
      quotas = Map.copyOf(quotas);
    }

    long protectedBytes() {
      return limitBytes / PROTECTED_SHARE;
    }

    long slackBytes() {
      return Math.min(limitBytes / SLACK_SHARE, MOST_SLACK_BYTES);
    }
  }

  private final Bounds bounds;
  private final FreeSpace free;
  private final ChunkFiles files;
  private final OpenChunks open;
  private final Quarantine quarantine;
  private final Pending pending;
  private final Metrics metrics;

  Room(
      Bounds bounds,
      FreeSpace free,
      ChunkFiles files,
      OpenChunks open,
      Quarantine quarantine,
      Pending pending,
      Metrics metrics) {
    this.bounds = bounds;
    this.free = free;
    this.files = files;
    this.open = open;
    this.quarantine = quarantine;
    this.pending = pending;
    this.metrics = metrics;
  }

  /** What may go, the first to go first. */
  @FunctionalInterface
  interface Candidates {
    List<ChunkIndex.Row> rows(int limit, int skip) throws SQLException;
  }

  /**
   * Room for a chunk of this length.
   *
   * @param wanted what it is to be held as
   * @param keep chunks that must not go for it
   * @return false if there is none to be made; where {@code keep} is why, nothing has gone
   */
  boolean forChunk(ChunkIndex index, int length, Holding wanted, Set<ChunkId> keep)
      throws SQLException, IOException {
    if (length > bounds.limitBytes()
        || (!keep.isEmpty() && !isToBeHad(index, length, keep))
        || (!wanted.isPinned() && !fitsQuota(index, length, wanted.origin(), keep))) {
      return false;
    }
    if (wanted.kind() == ChunkClass.PROTECTED && !wanted.isPinned()) {
      long excess = index.holdings().bytes(ChunkClass.PROTECTED) + length - bounds.protectedBytes();
      if (excess > 0
          && evict(index, ChunkClass.PROTECTED, excess, bounds.slackBytes() / PROTECTED_SHARE, keep)
              < excess) {
        return false;
      }
    }
    long excess = used(index) + length - bounds.limitBytes();
    if (excess > 0 && quarantine.bytes() > 0) {
      quarantine.empty();
      excess = used(index) + length - bounds.limitBytes();
    }
    if (excess > 0 && evict(index, ChunkClass.AUDIO, excess, bounds.slackBytes(), keep) < excess) {
      return false;
    }
    long shortage = shortage(length);
    if (shortage > 0) {
      evict(index, ChunkClass.AUDIO, shortage, bounds.slackBytes(), keep);
      shortage = shortage(length);
    }
    return shortage <= 0;
  }

  /** Makes room on the account of an origin: audio goes first. */
  boolean fitsQuota(ChunkIndex index, int length, int origin, Set<ChunkId> keep)
      throws SQLException, IOException {
    Long quota = bounds.quotas().get(origin);
    if (quota == null) {
      return true;
    }
    long excess = index.holdings().bytes(origin) + length - quota;
    for (ChunkClass kind : List.of(ChunkClass.AUDIO, ChunkClass.PROTECTED)) {
      if (excess > 0 && length <= quota) {
        excess -=
            evict(
                index,
                (limit, skip) -> index.oldest(kind, origin, limit, skip),
                excess,
                Math.min(bounds.slackBytes(), quota / SLACK_SHARE),
                keep);
      }
    }
    return excess <= 0;
  }

  /** Whether what may go is enough; without this much would go for a long file, and in vain. */
  private boolean isToBeHad(ChunkIndex index, int length, Set<ChunkId> keep) throws IOException {
    long excess = index.holdings().bytes() + length - bounds.limitBytes();
    long kept = keep.stream().mapToLong(ChunkId::length).sum() + open.lentBytes();
    return Math.max(excess, shortage(length))
        <= Math.max(0, index.holdings().bytes(ChunkClass.AUDIO) - kept);
  }

  /** Whether so many bytes more leave the reserve free. */
  boolean hasFreeSpace(int length) throws IOException {
    return shortage(length) <= 0;
  }

  private long shortage(int length) throws IOException {
    return bounds.reserveBytes() + pending.bytes() + length - free.bytes();
  }

  /** Bytes on disk, what is set aside included. */
  long used(ChunkIndex index) {
    return index.holdings().bytes() + quarantine.bytes();
  }

  /** Frees {@code need} bytes of one class and, once at it, {@code slack} more. */
  long evict(ChunkIndex index, ChunkClass kind, long need, long slack, Set<ChunkId> keep)
      throws SQLException, IOException {
    return evict(index, (limit, skip) -> index.oldest(kind, limit, skip), need, slack, keep);
  }

  /**
   * Lets go of some of the chunks that were last used before a time.
   *
   * @return whether there may be more
   */
  boolean expire(ChunkIndex index, long beforeMillis) throws SQLException, IOException {
    boolean more = false;
    for (ChunkClass kind : ChunkClass.values()) {
      long freed =
          evict(
              index,
              (limit, skip) -> index.unused(kind, beforeMillis, limit, skip),
              EXPIRED_AT_ONCE_BYTES,
              0,
              Set.of());
      more |= freed >= EXPIRED_AT_ONCE_BYTES;
    }
    return more;
  }

  /**
   * Frees {@code need} bytes and, once at it, {@code slack} more; returns what it could.
   *
   * @param keep chunks that stay
   */
  private long evict(
      ChunkIndex index, Candidates candidates, long need, long slack, Set<ChunkId> keep)
      throws SQLException, IOException {
    index.touch(open.takeTouches(), bounds.protectedBytes());
    long target = need + slack;
    long freed = 0;
    int skip = 0;
    while (freed < target) {
      List<ChunkIndex.Row> rows = candidates.rows(EVICTION_BATCH, skip);
      Eviction batch = new Eviction(index, rows, target - freed, keep);
      index.inTransaction(batch::run);
      freed += batch.freed;
      skip += batch.busy;
      metrics.add(Metric.EVICTED_BYTES, batch.freed);
      if (batch.failure != null) {
        throw batch.failure;
      }
      if (rows.size() < EVICTION_BATCH) {
        break;
      }
    }
    return freed;
  }

  /** One transaction's worth of evictions. Confined to the thread that holds the monitor. */
  private final class Eviction {
    private final ChunkIndex held;
    private final List<ChunkIndex.Row> rows;
    private final long target;
    private final Set<ChunkId> keep;
    private long freed;
    private int busy;
    private @Nullable IOException failure;

    Eviction(ChunkIndex held, List<ChunkIndex.Row> rows, long target, Set<ChunkId> keep) {
      this.held = held;
      this.rows = rows;
      this.target = target;
      this.keep = keep;
    }

    void run() throws SQLException {
      for (ChunkIndex.Row row : rows) {
        if (freed >= target) {
          return;
        }
        try {
          if (open.remove(row.id(), this::stays, files::delete)) {
            held.remove(row.id());
            freed += row.id().length();
          } else {
            busy++;
          }
        } catch (IOException e) {
          failure = e;
          return;
        }
      }
    }

    private boolean stays(ChunkId id) {
      return pending.contains(id) || keep.contains(id);
    }
  }
}
