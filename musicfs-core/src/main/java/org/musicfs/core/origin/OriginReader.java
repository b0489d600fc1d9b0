package org.musicfs.core.origin;

import java.nio.ByteBuffer;
import java.util.OptionalInt;

/** An open file at an origin. Positional and thread-safe. */
public interface OriginReader extends AutoCloseable {
  /**
   * The state of the open file now (not of whatever has its name now).
   *
   * @throws OriginException if the origin cannot tell
   */
  FileStamp stamp() throws OriginException;

  /**
   * Reads from {@code offset} until {@code destination} is full or the file ends.
   *
   * @param offset bytes from the start of the file, 0 or more
   * @return bytes read; fewer than asked for only at the end of the file; 0 at or past it
   * @throws OriginException {@code UNREACHABLE} or {@code FAILED}; the destination's content is
   *     then undefined
   */
  int read(long offset, ByteBuffer destination) throws OriginException;

  /** Told how much of a read is in place already. */
  @FunctionalInterface
  interface Arrivals {
    /**
     * @param bytes from the destination's position on that will not be touched any more; more than
     *     the last time
     */
    void arrived(int bytes);
  }

  /**
   * As {@link #read(long, ByteBuffer)}, and tells meanwhile how far it is. A reader that cannot
   * tell says so once, at the end. What was told of stays as it is even if the read fails later.
   *
   * @param arrivals called on the calling thread; returns soon
   */
  default int read(long offset, ByteBuffer destination, Arrivals arrivals) throws OriginException {
    int read = read(offset, destination);
    if (read > 0) {
      arrivals.arrived(read);
    }
    return read;
  }

  /**
   * The descriptor of the open file, for reading, if it is a file of this machine; empty otherwise.
   * It is lent: valid until {@link #close}, and never to be closed by whoever asked.
   */
  default OptionalInt descriptor() {
    return OptionalInt.empty();
  }

  @Override
  void close();
}
