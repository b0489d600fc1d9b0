package org.musicfs.cas.read;

import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.musicfs.cas.chunk.ChunkPlan;

/**
 * One chunk on its way, and everyone who waits for it. Ends once: landed with bytes, failed, or
 * moot (it turned out to be stored: look again). Thread-safe.
 */
final class Flight {
  /** Which bytes of which version; whatever the plan is by which they are a chunk. */
  record Key(long versionId, long offset, int length) {
    static Key of(long versionId, ChunkPlan plan, int index) {
      return new Key(versionId, plan.offset(index), plan.length(index));
    }
  }

  /** How it ended. */
  sealed interface Outcome {}

  /** The chunk's bytes, a part of an array that nobody writes to any more. */
  static final class Landed implements Outcome {
    private final byte[] data;
    private final int offset;
    private final int length;

    Landed(byte[] data, int offset, int length) {
      this.data = data;
      this.offset = offset;
      this.length = length;
    }

    /** The array they are part of. */
    byte[] data() {
      return data;
    }

    int offset() {
      return offset;
    }

    int length() {
      return length;
    }

    void copy(int from, ByteBuffer destination) {
      destination.put(data, offset + from, destination.remaining());
    }
  }

  /**
   * No bytes.
   *
   * @param triedUntilNanos until when it was tried, of {@link System#nanoTime}: who has more time
   *     may try again if the failure is transient
   */
  record Failed(FetchFailure failure, long triedUntilNanos) implements Outcome {}

  /** It is stored already. */
  record Moot() implements Outcome {}

  private static final Outcome UNDER_WAY = new Moot();

  private final Key key;
  private final int index;
  private final CompletableFuture<Outcome> outcome = new CompletableFuture<>();

  /**
   * @param index of the chunk, in the plan of who asked for it first
   */
  Flight(Key key, int index) {
    this.key = key;
    this.index = index;
  }

  Key key() {
    return key;
  }

  /** The chunk's index in the plan of who asked for it first. */
  int index() {
    return index;
  }

  /** Tells everyone; the first call counts. */
  void end(Outcome how) {
    outcome.complete(how);
  }

  /** What landed; null if it has not ended, or otherwise. */
  @Nullable Landed landed() {
    return outcome.getNow(UNDER_WAY) instanceof Landed bytes ? bytes : null;
  }

  /** Waits for the end. */
  Outcome await(long nanos) throws InterruptedException, TimeoutException {
    try {
      return outcome.get(Math.max(nanos, 0), TimeUnit.NANOSECONDS);
    } catch (ExecutionException e) {
      throw new AssertionError("a flight only ends by an outcome", e);
    }
  }
}
