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
