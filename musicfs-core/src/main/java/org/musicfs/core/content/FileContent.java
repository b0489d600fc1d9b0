package org.musicfs.core.content;

import java.nio.ByteBuffer;

/**
 * The bytes of files, by version. Thread-safe. A handle is nothing but the version's id: opens are
 * counted, and a read of a version that was never opened in this process works as well (the server
 * may have been replaced under a reader).
 */
public interface FileContent {
  /**
   * Announces a reader. Touches no origin when the version's files go through the store.
   *
   * @throws ContentException {@code UNKNOWN_VERSION}; for files served directly also {@code
   *     UNAVAILABLE} and {@code CHANGED}
   */
  void open(long versionId) throws ContentException;

  /**
   * Reads from {@code offset} until {@code destination} is full or the version ends.
   *
   * @param offset bytes from the start, 0 or more
   * @param destination heap or direct; its position is advanced by the result
   * @return bytes read; fewer than asked for only at the end of the version; 0 at or past it
   * @throws ContentException the destination's content is then undefined
   */
  int read(long versionId, long offset, ByteBuffer destination) throws ContentException;

  /** Takes back one {@link #open}. */
  void release(long versionId);
}
