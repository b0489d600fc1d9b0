package org.musicfs.cas.read;

import java.nio.ByteBuffer;
import java.util.BitSet;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.musicfs.cas.chunk.ChunkId;
import org.musicfs.cas.chunk.ChunkPlan;
import org.musicfs.cas.manifest.Manifest;
import org.musicfs.cas.store.ChunkStore;
import org.musicfs.core.content.BackingFile;
import org.musicfs.core.content.ContentException;
import org.musicfs.core.content.ContentException.Reason;
import org.musicfs.core.content.FileContent;

/**
 * Reads a version through the store. A read of stored bytes goes straight from the chunk files into
 * the caller's buffer, allocates nothing and waits for nobody; a missing chunk is demanded together
 * with those the same read needs next, and waited for until the deadline. {@link #readNow} is the
 * first half of that, {@link #await} the second.
 */
final class StoredReader implements VersionReader {
  private static final int NONE = -1;

  private final long versionId;
  private final Manifest manifest;
  private final ChunkPlan plan;
  private final ChunkStore store;
  private final Fetcher fetcher;
  private final OriginFiles files;
  private final ReadAhead readAhead;
  private final NextTracks next;
  private final boolean begunAhead;
  private final long deadlineNanos;
  private final ReadCounts counts;
  private final @Nullable WholeFiles wholeFiles;
  private final AwaitedChunks awaited;

  /** A chunk that {@link #readNow} found damaged: who asks for it next is to be told why. */
  private volatile int foundCorrupt = NONE;

  StoredReader(
      long versionId,
      Manifest manifest,
      ChunkStore store,
      Fetcher fetcher,
      OriginFiles files,
      ReadAhead readAhead,
      NextTracks next,
      long deadlineNanos,
      ReadCounts counts,
      @Nullable WholeFiles wholeFiles) {
    this.versionId = versionId;
    this.manifest = manifest;
    this.plan = manifest.plan();
    this.store = store;
    this.fetcher = fetcher;
    this.files = files;
    this.readAhead = readAhead;
    this.next = next;
    this.begunAhead = next.isFetched(versionId);
    this.deadlineNanos = deadlineNanos;
    this.counts = counts;
    this.wholeFiles = wholeFiles;
    this.awaited = new AwaitedChunks(plan.count());
  }

  @Override
  public void open() {}

  @Override
  public void close() {
    files.closeVersion(versionId);
  }

  @Override
  public int read(long offset, ByteBuffer destination) throws ContentException {
    int wanted = bytesAt(offset, destination.remaining());
    if (wanted == 0) {
      return 0;
    }
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
        boolean waited = awaited.take(index);
        boolean hit = readChunk(index, from, destination, last, deadline) && !waited;
        counts.add(hit ? 1 : 0, hit ? 0 : 1);
        missed |= !hit;
        done += bytes;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ContentException(
          Reason.UNAVAILABLE, "version " + versionId + ": the waiting reader was interrupted", e);
    } finally {
      destination.limit(limit);
    }
    lookAhead(offset, wanted, missed);
    return wanted;
  }

  @Override
  public int readNow(long offset, ByteBuffer destination) {
    int wanted = bytesAt(offset, destination.remaining());
    if (wanted == 0) {
      return 0;
    }
    int limit = destination.limit();
    int start = destination.position();
    int first = plan.indexAt(offset);
    int last = plan.indexAt(offset + wanted - 1);
    boolean complete = false;
    try {
      int done = 0;
      for (int index = first; index <= last; index++) {
        int from = (int) (offset + done - plan.offset(index));
        int bytes = Math.min(plan.length(index) - from, wanted - done);
        destination.limit(start + done + bytes);
        if (!takeNow(index, from, destination)) {
          return FileContent.NOT_AT_HAND;
        }
        done += bytes;
      }
      complete = true;
    } finally {
      destination.limit(limit);
      if (!complete) {
        destination.position(start);
      }
    }
    lookAhead(offset, wanted, count(first, last));
    return wanted;
  }

  @Override
  public void await(long offset, int length) throws ContentException, InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    int wanted = bytesAt(offset, length);
    if (wanted == 0) {
      return;
    }
    long deadline = System.nanoTime() + deadlineNanos;
    int last = plan.indexAt(offset + wanted - 1);
    // Looked for before the first is asked for: the others come with it, and were missed as well.
    BitSet missed = new BitSet();
    int first = plan.indexAt(offset);
    for (int index = first; index <= last; index++) {
      missed.set(index - first, !fetcher.isAtHand(versionId, manifest, index));
    }
    for (int i = missed.nextSetBit(0); i >= 0; i = missed.nextSetBit(i + 1)) {
      int index = first + i;
      int end = (int) Math.min(offset + wanted - plan.offset(index), plan.length(index));
      awaitChunk(index, end, last, deadline);
      awaited.add(first + i);
    }
  }

  @Override
  public Optional<BackingFile> backing() {
    return wholeFiles == null ? Optional.empty() : wholeFiles.lend(manifest);
  }

  /** How many of so many bytes there are from an offset on. */
  private int bytesAt(long offset, int length) {
    return Math.clamp(plan.sizeBytes() - offset, 0, length);
  }

  /** Counts the chunks of a read that found all at hand; true if some of them were missed. */
  private boolean count(int first, int last) {
    int missed = 0;
    for (int index = first; index <= last; index++) {
      if (awaited.take(index)) {
        missed++;
      }
    }
    counts.add(last - first + 1L - missed, missed);
    return missed > 0;
  }

  /** Fills the destination from a chunk that is at hand. */
  private boolean takeNow(int index, int from, ByteBuffer destination) {
    ChunkStore.Found found = readStored(index, from, destination);
    if (found == ChunkStore.Found.CORRUPT) {
      foundCorrupt = index;
    }
    if (found != ChunkStore.Found.ABSENT) {
      return found == ChunkStore.Found.HIT;
    }
    if (fetcher.copy(versionId, manifest, index, from, destination)) {
      awaited.mark(index);
      return true;
    }
    return readStored(index, from, destination) == ChunkStore.Found.HIT;
  }

  private ChunkStore.Found readStored(int index, int from, ByteBuffer destination) {
    ChunkId id = manifest.id(index);
    if (id == null) {
      return ChunkStore.Found.ABSENT;
    }
    ChunkStore.Found found = store.read(id, plan.kind(index), from, destination);
    return found != ChunkStore.Found.HIT
            && wholeFiles != null
            && wholeFiles.read(manifest, index, from, destination)
        ? ChunkStore.Found.HIT
        : found;
  }

  /** Fills the destination from one chunk; true if it was stored. */
  private boolean readChunk(int index, int from, ByteBuffer destination, int last, long deadline)
      throws ContentException, InterruptedException {
    ChunkStore.Found found = readStored(index, from, destination);
    if (found == ChunkStore.Found.HIT) {
      return true;
    }
    boolean corrupt = wasFoundCorrupt(index) || found == ChunkStore.Found.CORRUPT;
    for (boolean insist = false; ; insist = true) {
      boolean isHere = fetcher.copy(versionId, manifest, index, from, destination);
      if (!isHere) {
        Flight flight =
            request(index, from + destination.remaining(), last, insist, deadline, corrupt);
        isHere = flight != null && flight.copy(from, destination);
      }
      if (isHere) {
        return false;
      }
      found = readStored(index, from, destination);
      if (found == ChunkStore.Found.HIT) {
        return false;
      }
      corrupt |= found == ChunkStore.Found.CORRUPT;
    }
  }

  /** Waits for the first {@code end} bytes of a chunk. */
  private void awaitChunk(int index, int end, int last, long deadline)
      throws ContentException, InterruptedException {
    boolean corrupt = wasFoundCorrupt(index);
    boolean isAtHand;
    do {
      isAtHand =
          request(index, end, last, false, deadline, corrupt) != null
              || fetcher.isAtHand(versionId, manifest, index);
    } while (!isAtHand);
  }

  private boolean wasFoundCorrupt(int index) {
    boolean was = foundCorrupt == index;
    if (was) {
      foundCorrupt = NONE;
    }
    return was;
  }

  /**
   * Waits once for the first {@code end} bytes of a chunk.
   *
   * @return who has them; null if it has been stored meanwhile, or may be asked for again
   * @throws ContentException if it cannot be had before the deadline
   */
  private @Nullable Flight request(
      int index, int end, int last, boolean insist, long deadline, boolean corrupt)
      throws ContentException, InterruptedException {
    Flight flight = fetcher.demand(versionId, manifest, index, last, insist, deadline);
    if (flight == null) {
      return null;
    }
    try {
      return switch (flight.await(end, deadline - System.nanoTime())) {
        case null -> flight;
        case Flight.Landed bytes -> flight;
        case Flight.Failed failed -> {
          boolean again = failed.failure().isTransient() && deadline - failed.triedUntilNanos() > 0;
          if (!again) {
            throw exception(failed.failure(), index, corrupt);
          }
          yield null;
        }
        case Flight.Moot moot -> null;
      };
    } catch (TimeoutException e) {
      throw exception(
          new FetchFailure(Reason.TIMED_OUT, "no answer before the deadline", null, true),
          index,
          corrupt);
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
    ReadAhead.Ahead ahead = readAhead.observe(offset, length, missed || begunAhead);
    if (ahead.nearEnd()) {
      next.leaving(versionId);
    }
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
    if (!fetcher.ahead(versionId, manifest, first, plan.indexAt(to - 1), readAhead::failed)) {
      readAhead.allPresent(ahead.from());
    }
  }
}
