package org.musicfs.cas.read;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.musicfs.cas.chunk.ChunkId;
import org.musicfs.cas.chunk.ChunkPlan;

/**
 * One chunk on its way, and everyone who waits for it. Ends once: landed with bytes, failed, or
 * moot (it turned out to be stored: look again). A chunk without a name can be read while it
 * arrives. Thread-safe.
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

  private final Key key;
  private final int index;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition progress = lock.newCondition();

  @GuardedBy("lock")
  private @Nullable Outcome outcome;

  /** What the try under way reads into, where the chunk begins in it, and how much is there. */
  @GuardedBy("lock")
  private byte @Nullable [] data;

  @GuardedBy("lock")
  private int offset;

  @GuardedBy("lock")
  private int arrived;

  /** Whether nobody works on it any more. */
  @GuardedBy("lock")
  private boolean isOver;

  /** How much of the chunk's front readers have got, over all tries. */
  @GuardedBy("lock")
  private int shown;

  /** The name of what readers got of tries that failed: the next one has to begin with it. */
  @GuardedBy("lock")
  private @Nullable ChunkId owed;

  /**
   * @param index of the chunk, in the plan of who asked for it first
   * @param owed the name of what readers got of an earlier flight; null if nothing
   */
  Flight(Key key, int index, @Nullable ChunkId owed) {
    this.key = key;
    this.index = index;
    this.owed = owed;
    this.shown = owed == null ? 0 : owed.length();
  }

  Key key() {
    return key;
  }

  /** The chunk's index in the plan of who asked for it first. */
  int index() {
    return index;
  }

  /**
   * The first bytes of the chunk have arrived; they may be read from now on. Only for a chunk whose
   * name is not known: any other is verified whole first. Nothing is shown of a try before as much
   * of it is there as earlier ones have shown, and it is the same.
   *
   * @param bytes array of the whole try; what lies before {@code at + count} is not written any
   *     more
   * @param at where the chunk begins in it
   * @param count bytes of the chunk, 1 or more
   * @return false if they are not what was shown before
   */
  @SuppressWarnings("ReferenceEquality") // whether it is the same try, whatever has arrived
  boolean arrived(byte[] bytes, int at, int count) {
    lock.lock();
    try {
      if (data != bytes) {
        if (owed != null) {
          if (count < owed.length()) {
            return true;
          }
          if (!ChunkId.of(bytes, at, owed.length()).equals(owed)) {
            return false;
          }
        }
        data = bytes;
        offset = at;
      }
      arrived = count;
      progress.signalAll();
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** The try under way has failed: what it has shown is remembered by its name alone. */
  void lost() {
    lock.lock();
    try {
      if (data != null && shown > 0) {
        owed = ChunkId.of(data, offset, shown);
      }
      data = null;
      arrived = 0;
    } finally {
      lock.unlock();
    }
  }

  /** The name of what was shown of failed tries; null if nothing was. */
  @Nullable ChunkId owed() {
    lock.lock();
    try {
      return owed;
    } finally {
      lock.unlock();
    }
  }

  /** Tells everyone; the first call counts. */
  void end(Outcome how) {
    lock.lock();
    try {
      if (outcome == null) {
        outcome = how;
        data = null;
        progress.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Nobody works on it any more: what landed is stored, or was not taken. */
  void over() {
    lock.lock();
    try {
      isOver = true;
      progress.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Waits until it is {@link #over}, or so long. */
  void awaitOver(long nanos) throws InterruptedException {
    long left = nanos;
    lock.lockInterruptibly();
    try {
      while (!isOver && left > 0) {
        left = progress.awaitNanos(left);
      }
    } finally {
      lock.unlock();
    }
  }

  /** Whether it ended without bytes. */
  boolean hasFailed() {
    lock.lock();
    try {
      return outcome instanceof Failed;
    } finally {
      lock.unlock();
    }
  }

  private @Nullable Landed landed() {
    lock.lock();
    try {
      return outcome instanceof Landed bytes ? bytes : null;
    } finally {
      lock.unlock();
    }
  }

  /** Fills the destination if the bytes of the chunk from an offset on are here; all or nothing. */
  boolean copy(int from, ByteBuffer destination) {
    int to = from + destination.remaining();
    Landed landed = landed();
    if (landed != null) {
      landed.copy(from, destination);
      return true;
    }
    lock.lock();
    try {
      if (data == null || to > arrived) {
        return false;
      }
      shown = Math.max(shown, to);
      destination.put(data, offset + from, to - from);
      return true;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits for the end, or until the first bytes of the chunk are here.
   *
   * @param bytes how many from its front
   * @return null if it has not ended and they are here
   */
  @Nullable Outcome await(int bytes, long nanos) throws InterruptedException, TimeoutException {
    long left = nanos;
    lock.lockInterruptibly();
    try {
      while (outcome == null && (data == null || arrived < bytes)) {
        if (left <= 0) {
          throw new TimeoutException();
        }
        left = progress.awaitNanos(left);
      }
      return outcome;
    } finally {
      lock.unlock();
    }
  }
}
