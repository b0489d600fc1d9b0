package org.musicfs.cas.read;

import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * How often each chunk of a version was waited for and has not been read since. A read that was
 * awaited finds its chunks at hand; by this it still counts them as missed, once, and the
 * read-ahead hears of it. Lock-free; needs no memory until the first chunk was awaited.
 */
final class AwaitedChunks {
  private final int chunks;
  private final AtomicReference<@Nullable AtomicIntegerArray> waits = new AtomicReference<>();

  /**
   * @param chunks how many the version has
   */
  AwaitedChunks(int chunks) {
    this.chunks = chunks;
  }

  /** A chunk was waited for. */
  void add(int index) {
    array().incrementAndGet(index);
  }

  /** A chunk was not stored when it was looked for: its next read counts as missed. */
  void mark(int index) {
    array().compareAndSet(index, 0, 1);
  }

  private AtomicIntegerArray array() {
    AtomicIntegerArray array = waits.get();
    if (array == null) {
      AtomicIntegerArray own = new AtomicIntegerArray(chunks);
      AtomicIntegerArray first = waits.compareAndExchange(null, own);
      array = first == null ? own : first;
    }
    return array;
  }

  /** A chunk is read: whether somebody had waited for it. */
  boolean take(int index) {
    AtomicIntegerArray array = waits.get();
    if (array == null) {
      return false;
    }
    int now = array.get(index);
    while (now > 0) {
      if (array.compareAndSet(index, now, now - 1)) {
        return true;
      }
      now = array.get(index);
    }
    return false;
  }
}
