package org.musicfs.cas.store;

import org.musicfs.cas.chunk.ChunkId;

/**
 * A set of chunks in two flat arrays, for counting over the whole store: 16 bytes a place. Not
 * thread-safe.
 */
public final class ChunkSet {
  private long[] high;
  private long[] low;
  private int size;

  public ChunkSet(int expected) {
    int places = Integer.highestOneBit(Math.max(8, expected)) * 4;
    high = new long[places];
    low = new long[places];
  }

  public void add(ChunkId id) {
    if (size * 2 >= low.length) {
      grow();
    }
    int place = place(id.high(), mark(id));
    if (low[place] == 0) {
      size++;
    }
    high[place] = id.high();
    low[place] = mark(id);
  }

  public boolean contains(ChunkId id) {
    return low[place(id.high(), mark(id))] != 0;
  }

  int size() {
    return size;
  }

  private int place(long h, long l) {
    int mask = low.length - 1;
    int place = (int) (l ^ (l >>> 32)) & mask;
    while (low[place] != 0 && (low[place] != l || high[place] != h)) {
      place = (place + 1) & mask;
    }
    return place;
  }

  private void grow() {
    long[] oldHigh = high;
    long[] oldLow = low;
    high = new long[oldHigh.length * 2];
    low = new long[oldLow.length * 2];
    for (int i = 0; i < oldLow.length; i++) {
      if (oldLow[i] != 0) {
        int place = place(oldHigh[i], oldLow[i]);
        high[place] = oldHigh[i];
        low[place] = oldLow[i];
      }
    }
  }

  private static long mark(ChunkId id) {
    long mark = id.low() ^ ((long) id.length() << 40);
    return mark == 0 ? 1 : mark;
  }
}
