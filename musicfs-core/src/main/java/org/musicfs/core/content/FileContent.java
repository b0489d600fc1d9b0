package org.musicfs.core.content;

import java.nio.ByteBuffer;
import java.util.Optional;

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

  /** What {@link #readNow} returns when the bytes are not at hand. */
  int NOT_AT_HAND = -1;

  /**
   * {@link #read}, if that takes no waiting for an origin: all of it, or nothing. For callers that
   * must not be held up.
   *
   * @return bytes read as by {@code read}, or {@link #NOT_AT_HAND} with the destination's position
   *     where it was; then {@link #await} or {@code read} on a thread that may wait
   * @throws ContentException the destination's content is then undefined
   */
  int readNow(long versionId, long offset, ByteBuffer destination) throws ContentException;

  /**
   * Waits until these bytes can be read without waiting, as far as that can be promised: they may
   * be evicted at once. Holds no memory for them. Content that is never at hand returns
   * immediately. An interrupt ends the wait.
   *
   * @param length bytes wanted, 1 or more; what lies past the end of the version is ignored
   * @throws ContentException as {@code read} would
   * @throws InterruptedException if the thread was interrupted; other readers are not affected
   */
  void await(long versionId, long offset, int length) throws ContentException, InterruptedException;

  /**
   * A file of this machine that holds exactly this version's bytes, for a kernel that reads it by
   * itself. Compared with the version when it is handed over, not later.
   *
   * @return empty if there is none: the bytes are not served from one whole local file
   * @throws ContentException {@code CHANGED} or {@code UNAVAILABLE} for files served directly
   */
  Optional<BackingFile> backing(long versionId) throws ContentException;

  /** Takes back one {@link #open}. */
  void release(long versionId);
}
