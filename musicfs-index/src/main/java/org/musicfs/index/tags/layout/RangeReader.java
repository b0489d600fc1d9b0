package org.musicfs.index.tags.layout;

import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import org.jspecify.annotations.Nullable;
import org.musicfs.core.origin.OriginException;
import org.musicfs.core.origin.OriginReader;

/**
 * A file as the structural readers see it: any range, few requests, hard bounds. The first {@link
 * #FIRST_BYTES} are fetched at once because most files tell everything there; later fetches are
 * larger the longer the reading goes straight on, and small after a jump (over a picture, over the
 * audio). The first and the latest two fetches are kept. Confined to one thread.
 */
public final class RangeReader {
  /** Bytes of the first request. */
  public static final int FIRST_BYTES = 32 * 1024;

  private static final int JUMP_BYTES = 16 * 1024;

  /** Holds all tags at the end of most files, and costs little where there are none. */
  private static final int TAIL_BYTES = 4 * 1024;

  private static final int MAX_FETCH_BYTES = 256 * 1024;

  /** A skip shorter than this is no jump: one larger request is cheaper than two. */
  private static final int NEAR_BYTES = 64 * 1024;

  private static final long MAX_TOTAL_BYTES = 16L * 1024 * 1024;
  private static final int MAX_REQUESTS = 256;

  /** Ends every loop of every reader, since each step asks for bytes. */
  private static final int MAX_STEPS = 200_000;

  private final String name;
  private final OriginReader reader;
  private final long sizeBytes;
  private final Charset legacy;
  private @Nullable Segment head;
  private @Nullable Segment latest;
  private @Nullable Segment previous;
  private int nextFetchBytes = FIRST_BYTES;
  private long totalBytes;
  private int requests;
  private int steps;

  private static final class Segment {
    private final long offset;
    private final byte[] bytes;

    Segment(long offset, byte[] bytes) {
      this.offset = offset;
      this.bytes = bytes;
    }

    boolean covers(long from, int length) {
      return from >= offset && from + length <= end();
    }

    long end() {
      return offset + bytes.length;
    }

    ByteBuffer slice(long from, int length) {
      return ByteBuffer.wrap(bytes, (int) (from - offset), length).slice();
    }
  }

  /**
   * @param name of the file, for messages
   * @param reader stays open
   * @param sizeBytes length of the file
   * @param legacy what text is written in that is neither UTF-8 nor UTF-16
   */
  public RangeReader(String name, OriginReader reader, long sizeBytes, Charset legacy) {
    this.name = name;
    this.reader = reader;
    this.sizeBytes = sizeBytes;
    this.legacy = legacy;
  }

  /** What text is written in that is neither UTF-8 nor UTF-16. */
  Charset legacy() {
    return legacy;
  }

  /** Length of the file. */
  long size() {
    return sizeBytes;
  }

  /**
   * Exactly these bytes, big-endian, positioned at the first.
   *
   * @throws MalformedFileException if they do not all lie within the file, or the bounds are spent
   * @throws OriginException if the origin cannot deliver them
   */
  ByteBuffer at(long offset, int length) throws OriginException, MalformedFileException {
    if (offset < 0 || length < 0 || offset > sizeBytes - length) {
      throw new MalformedFileException(
          "it ends at byte "
              + sizeBytes
              + ", but "
              + length
              + " bytes should lie at byte "
              + offset);
    }
    if (++steps > MAX_STEPS) {
      throw new MalformedFileException("its structure has more parts than any real file");
    }
    for (@Nullable Segment kept : new @Nullable Segment[] {head, latest, previous}) {
      if (kept != null && kept.covers(offset, length)) {
        return kept.slice(offset, length);
      }
    }
    return fetch(offset, length).slice(offset, length);
  }

  /** Whether half of what one file may cost is spent: who can do without more stops there. */
  boolean isHalfSpent() {
    return requests > MAX_REQUESTS / 2 || totalBytes > MAX_TOTAL_BYTES / 2 || steps > MAX_STEPS / 2;
  }

  private Segment fetch(long offset, int length) throws OriginException, MalformedFileException {
    if (latest != null) {
      long gap = offset - latest.end();
      boolean straightOn = gap >= -length && gap < NEAR_BYTES;
      nextFetchBytes = straightOn ? Math.min(nextFetchBytes * 2, MAX_FETCH_BYTES) : JUMP_BYTES;
    }
    // Tags at the end are read backwards, each from its last bytes.
    long from = Math.min(offset, Math.max(0, sizeBytes - TAIL_BYTES));
    long wanted = Math.max(offset - from + length, nextFetchBytes);
    int want = (int) Math.min(wanted, sizeBytes - from);
    totalBytes += want;
    if (++requests > MAX_REQUESTS || totalBytes > MAX_TOTAL_BYTES) {
      throw new MalformedFileException("its tags are larger than any real file's");
    }
    byte[] bytes = new byte[want];
    int got = reader.read(from, ByteBuffer.wrap(bytes));
    if (got != want) {
      throw new OriginException(
          OriginException.Reason.CHANGED,
          name + ": shorter than the " + sizeBytes + " bytes it was said to have",
          null);
    }
    previous = latest;
    latest = new Segment(from, bytes);
    if (head == null) {
      head = latest;
    }
    return latest;
  }
}
