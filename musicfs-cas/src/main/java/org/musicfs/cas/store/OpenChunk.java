package org.musicfs.cas.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.musicfs.cas.chunk.ChunkClass;
import org.musicfs.cas.chunk.ChunkId;

/** An open chunk file and how many threads are reading it. Thread-safe. */
final class OpenChunk {
  private static final int CLOSED = -1;

  final ChunkId id;
  private final FileChannel channel;
  private final AtomicInteger readers = new AtomicInteger();
  private volatile boolean verified;
  private volatile boolean retired;
  private volatile long usedMillis;
  private volatile ChunkClass kind = ChunkClass.AUDIO;

  OpenChunk(ChunkId id, FileChannel channel, boolean verified) {
    this.id = id;
    this.channel = channel;
    this.verified = verified;
  }

  /** Takes part in reading; false if it is closed. */
  boolean acquire() {
    int now = readers.get();
    while (now != CLOSED) {
      if (readers.compareAndSet(now, now + 1)) {
        return true;
      }
      now = readers.get();
    }
    return false;
  }

  void release() {
    if (readers.decrementAndGet() == 0 && retired) {
      boolean ignored = closeIfIdle();
    }
  }

  /** Closes it for good, now or with its last reader. */
  void retire() {
    retired = true;
    boolean ignored = closeIfIdle();
  }

  /** Closes it for good if nobody reads; true if it is closed now. */
  boolean closeIfIdle() {
    if (!readers.compareAndSet(0, CLOSED)) {
      return readers.get() == CLOSED;
    }
    try {
      channel.close();
    } catch (IOException e) {
      return true; // a descriptor that was only read from has nothing to lose
    }
    return true;
  }

  boolean isBroken() {
    return !channel.isOpen();
  }

  void use(ChunkClass as, long nowMillis) {
    usedMillis = nowMillis;
    if (as == ChunkClass.PROTECTED && kind != ChunkClass.PROTECTED) {
      kind = ChunkClass.PROTECTED;
    }
  }

  Touch touch() {
    return new Touch(kind, usedMillis);
  }

  /** Forgets when it was used: what is to come counts. */
  void forgetUse() {
    usedMillis = 0;
  }

  long usedMillis() {
    return usedMillis;
  }

  boolean isVerified() {
    return verified;
  }

  /** Compares the whole file with its name, once; later callers wait for the first. */
  synchronized boolean verify(byte[] scratch) throws IOException {
    if (!verified) {
      verified =
          ChunkFiles.readWhole(channel, id, scratch)
              && ChunkId.of(scratch, 0, id.length()).equals(id);
    }
    return verified;
  }

  /**
   * Compares the whole file of a version with the names of its chunks, once.
   *
   * @param scratch as long as the longest of them
   * @param goesOn asked before each of them
   * @throws AbandonedException if it was false
   */
  synchronized boolean verify(List<ChunkId> parts, byte[] scratch, BooleanSupplier goesOn)
      throws IOException {
    if (!verified) {
      long at = 0;
      for (ChunkId part : parts) {
        if (!goesOn.getAsBoolean()) {
          throw new AbandonedException("comparing " + id + " was given up");
        }
        if (!readPart(part, at, scratch)) {
          return false;
        }
        at += part.length();
      }
      verified = at == id.length() && channel.size() == at;
    }
    return verified;
  }

  /**
   * Reads one chunk of a version's file and compares it with its name.
   *
   * @param at where it begins in the file
   * @param target its bytes, from the start on
   * @return false if they are others, or missing
   */
  boolean readPart(ChunkId part, long at, byte[] target) throws IOException {
    return ChunkFiles.readAt(channel, at, part.length(), target)
        && ChunkId.of(target, 0, part.length()).equals(part);
  }

  /** Fills {@code destination} from {@code offset}; false if the file has become shorter. */
  boolean read(int offset, ByteBuffer destination) throws IOException {
    int at = offset;
    while (destination.hasRemaining()) {
      int n = channel.read(destination, at);
      if (n <= 0) {
        return false;
      }
      at += n;
    }
    return true;
  }

  /**
   * A use of a chunk, on its way to the index.
   *
   * @param kind the best class it was used as
   * @param usedMillis when last
   */
  record Touch(ChunkClass kind, long usedMillis) {
    Touch and(Touch other) {
      return new Touch(
          kind == ChunkClass.PROTECTED ? kind : other.kind, Math.max(usedMillis, other.usedMillis));
    }
  }
}
