package org.musicfs.cas.read;

import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Recognises sequential readers of one version and says how far ahead of each to fetch. A few
 * cursors stand where reads ended; a read that goes on from one (or nearly: the kernel sends
 * neighbours out of order) doubles that cursor's window, from the size of the read to the most
 * allowed; any other read starts a cursor of its own, with no window. Only cursors that have missed
 * look ahead, so a stored file costs nothing. One that has missed and read on for a while is told
 * of once when it comes near the end. Thread-safe; contended calls are skipped, not queued.
 */
final class ReadAhead {
  private static final int CURSORS = 4;

  /** The size of the requests the kernel splits its reads into. */
  private static final long TOLERANCE_BYTES = 128 << 10;

  /** What no look at a file's tags reads in a row. */
  private static final long STREAM_BYTES = 1 << 20;

  private static final class Cursor {
    long start;
    long end = -1;
    long window;
    long fetched;
    long used;
    boolean missed;
    boolean hasMissed;
    boolean endTold;
  }

  private final long mostBytes;
  private final long tolerance;
  private final long sizeBytes;
  private final AtomicBoolean busy = new AtomicBoolean();
  private final Cursor[] cursors = new Cursor[CURSORS];
  private long clock;

  /**
   * @param mostBytes the largest window; 0 never looks ahead
   * @param chunkBytes as files are cut; bounds how far apart neighbours may be
   * @param sizeBytes of the version
   */
  ReadAhead(long mostBytes, int chunkBytes, long sizeBytes) {
    this.mostBytes = mostBytes;
    this.tolerance = Math.min(TOLERANCE_BYTES, chunkBytes / 2);
    this.sizeBytes = sizeBytes;
    for (int i = 0; i < CURSORS; i++) {
      cursors[i] = new Cursor();
    }
  }

  /**
   * Bytes to fetch, beyond what was read.
   *
   * @param from offset in the version
   * @param to offset, exclusive; may lie beyond the end
   * @param nearEnd the reader will soon want another file; said once
   */
  record Ahead(long from, long to, boolean nearEnd) {
    static final Ahead NOTHING = new Ahead(0, 0, false);
    private static final Ahead END = new Ahead(0, 0, true);

    boolean isEmpty() {
      return from >= to;
    }
  }

  /**
   * Takes note of a read.
   *
   * @param missed whether any of it was not stored
   */
  Ahead observe(long offset, int length, boolean missed) {
    if (mostBytes == 0 || !busy.compareAndSet(false, true)) {
      return Ahead.NOTHING;
    }
    try {
      return follow(offset, length, missed);
    } finally {
      busy.set(false);
    }
  }

  private Ahead follow(long offset, int length, boolean missed) {
    Cursor cursor = nearest(offset);
    if (cursor == null) {
      cursor = leastUsed();
      cursor.window = 0;
      cursor.missed = false;
      cursor.hasMissed = false;
      cursor.endTold = false;
      cursor.start = offset;
      cursor.end = offset + length;
      cursor.fetched = cursor.end;
    } else {
      cursor.window = Math.min(mostBytes, Math.max(length, cursor.window) * 2L);
      cursor.end = Math.max(cursor.end, offset + length);
      cursor.fetched = Math.max(cursor.fetched, cursor.end);
    }
    cursor.used = ++clock;
    cursor.missed |= missed;
    cursor.hasMissed |= missed;
    boolean nearEnd = !cursor.endTold && isNearEnd(cursor);
    cursor.endTold |= nearEnd;
    boolean farEnough = cursor.fetched - cursor.end > cursor.window / 2;
    if (!cursor.missed || cursor.window == 0 || farEnough) {
      return nearEnd ? Ahead.END : Ahead.NOTHING;
    }
    Ahead ahead = new Ahead(cursor.fetched, cursor.end + cursor.window, nearEnd);
    cursor.fetched = Math.max(cursor.fetched, ahead.to);
    return ahead;
  }

  private boolean isNearEnd(Cursor cursor) {
    long run = cursor.end - cursor.start;
    return cursor.hasMissed
        && run >= Math.min(STREAM_BYTES, sizeBytes / 2)
        && sizeBytes - cursor.end <= Math.max(cursor.window, sizeBytes / 10);
  }

  private @Nullable Cursor nearest(long offset) {
    for (Cursor cursor : cursors) {
      if (cursor.end >= 0 && Math.abs(cursor.end - offset) <= tolerance) {
        return cursor;
      }
    }
    return null;
  }

  private Cursor leastUsed() {
    Cursor least = cursors[0];
    for (Cursor cursor : cursors) {
      if (cursor.used < least.used) {
        least = cursor;
      }
    }
    return least;
  }

  /**
   * What was to be fetched from {@code from} on was not: there was no room, or the origin failed.
   * The cursor asks for it again, by a smaller window, so that readers of one origin share it.
   */
  void failed(long from) {
    if (!busy.compareAndSet(false, true)) {
      return;
    }
    try {
      for (Cursor cursor : cursors) {
        if (cursor.end >= 0 && cursor.end <= from && from < cursor.fetched) {
          cursor.fetched = from;
          cursor.window /= 2;
        }
      }
    } finally {
      busy.set(false);
    }
  }

  /** What was to be fetched from {@code from} on turned out to be there: wait for the next miss. */
  void allPresent(long from) {
    if (!busy.compareAndSet(false, true)) {
      return;
    }
    try {
      for (Cursor cursor : cursors) {
        if (cursor.end >= 0 && cursor.end <= from && from <= cursor.fetched) {
          cursor.missed = false;
        }
      }
    } finally {
      busy.set(false);
    }
  }
}
