package org.musicfs.cas.read;

import java.nio.ByteBuffer;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.musicfs.cas.chunk.ChunkId;
import org.musicfs.cas.chunk.ChunkPlan;
import org.musicfs.cas.manifest.Manifest;
import org.musicfs.cas.store.ChunkStore;
import org.musicfs.core.content.ContentException;
import org.musicfs.core.content.ContentException.Reason;
import org.musicfs.core.metrics.Metric;
import org.musicfs.core.metrics.Metrics;

/**
 * Reads a version through the store. A read of stored bytes goes straight from the chunk files into
 * the caller's buffer, allocates nothing and waits for nobody; a missing chunk is demanded together
 * with those the same read needs next, and waited for until the deadline.
 */
final class StoredReader implements VersionReader {
  private final long versionId;
  private final Manifest manifest;
  private final ChunkPlan plan;
  private final ChunkStore store;
  private final Fetcher fetcher;
  private final OriginFiles files;
  private final ReadAhead readAhead;
  private final long deadlineNanos;
  private final Metrics metrics;

  StoredReader(
      long versionId,
      Manifest manifest,
      ChunkStore store,
      Fetcher fetcher,
      OriginFiles files,
      ReadAhead readAhead,
      long deadlineNanos,
      Metrics metrics) {
    this.versionId = versionId;
    this.manifest = manifest;
    this.plan = manifest.plan();
    this.store = store;
    this.fetcher = fetcher;
    this.files = files;
    this.readAhead = readAhead;
    this.deadlineNanos = deadlineNanos;
    this.metrics = metrics;
  }

  @Override
  public void open() {}

  @Override
  public void close() {
    files.closeVersion(versionId);
  }

  @Override
  public int read(long offset, ByteBuffer destination) throws ContentException {
    if (offset >= plan.sizeBytes() || !destination.hasRemaining()) {
      return 0;
    }
    int wanted = (int) Math.min(destination.remaining(), plan.sizeBytes() - offset);
    int limit = destination.limit();
    int start = destination.position();
    long deadline = System.nanoTime() + deadlineNanos;
    int last = plan.indexAt(offset + wanted - 1);
    boolean missed = false;
    try {
      int done = 0;
      for (int index = plan.indexAt(offset); index <= last; index++) {
        int from = (int) (offset + done - plan.offset(index));
        int bytes = Math.min(plan.length(index) - from, wanted - done);
        destination.limit(start + done + bytes);
        missed |= !readChunk(index, from, destination, last, deadline);
        done += bytes;
      }
    } finally {
      destination.limit(limit);
    }
    lookAhead(offset, wanted, missed);
    return wanted;
  }

  /** Fills the destination from one chunk; true if it was stored. */
  private boolean readChunk(int index, int from, ByteBuffer destination, int last, long deadline)
      throws ContentException {
    ChunkId id = manifest.id(index);
    if (id != null) {
      ChunkStore.Found found = store.read(id, plan.kind(index), from, destination);
      if (found == ChunkStore.Found.HIT) {
        metrics.increment(Metric.CHUNK_HITS);
        return true;
      }
      fetchChunk(index, from, destination, last, deadline, found == ChunkStore.Found.CORRUPT);
    } else {
      fetchChunk(index, from, destination, last, deadline, false);
    }
    metrics.increment(Metric.CHUNK_MISSES);
    return false;
  }

  private void fetchChunk(
      int index, int from, ByteBuffer destination, int last, long deadline, boolean wasCorrupt)
      throws ContentException {
    boolean corrupt = wasCorrupt;
    for (int round = 0; ; round++) {
      Flight.Landed streamed = fetcher.streamed(versionId, index);
      if (streamed != null) {
        streamed.copy(from, destination);
        return;
      }
      Flight flight = fetcher.demand(versionId, manifest, index, last, round > 0, deadline);
      if (flight != null) {
        switch (await(flight, index, deadline, corrupt)) {
          case Flight.Landed landed -> {
            landed.copy(from, destination);
            return;
          }
          case Flight.Failed failed -> {
            boolean again =
                failed.failure().isTransient() && deadline - failed.triedUntilNanos() > 0;
            if (!again) {
              throw exception(failed.failure(), index, corrupt);
            }
          }
          case Flight.Moot moot -> {}
        }
      }
      ChunkId id = manifest.id(index);
      if (id != null) {
        ChunkStore.Found found = store.read(id, plan.kind(index), from, destination);
        if (found == ChunkStore.Found.HIT) {
          return;
        }
        corrupt |= found == ChunkStore.Found.CORRUPT;
      }
    }
  }

  private Flight.Outcome await(Flight flight, int index, long deadline, boolean corrupt)
      throws ContentException {
    try {
      return flight.await(deadline - System.nanoTime());
    } catch (TimeoutException e) {
      throw exception(
          new FetchFailure(Reason.TIMED_OUT, "no answer before the deadline", null, true),
          index,
          corrupt);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw exception(
          new FetchFailure(Reason.UNAVAILABLE, "the waiting reader was interrupted", e, false),
          index,
          false);
    }
  }

  private ContentException exception(FetchFailure failure, int index, boolean storedWasCorrupt) {
    Reason reason = storedWasCorrupt ? Reason.CORRUPT : failure.reason();
    @Nullable Throwable cause = failure.cause();
    return new ContentException(
        reason,
        "version "
            + versionId
            + ", chunk "
            + index
            + " of "
            + plan.count()
            + ": "
            + failure.message(),
        cause);
  }

  private void lookAhead(long offset, int length, boolean missed) {
    ReadAhead.Ahead ahead = readAhead.observe(offset, length, missed);
    long to = Math.min(ahead.to(), plan.sizeBytes());
    if (ahead.from() >= to) {
      return;
    }
    int first = plan.indexAt(ahead.from());
    if (plan.offset(first) < ahead.from() && first + 1 < plan.count()) {
      first++; // the chunk the window starts in was read or fetched already
    }
    if (plan.offset(first) < ahead.from() || plan.offset(first) >= to) {
      return;
    }
    if (!fetcher.ahead(versionId, manifest, first, plan.indexAt(to - 1))) {
      readAhead.allPresent(ahead.from());
    }
  }
}
