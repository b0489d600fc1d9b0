package org.musicfs.index.tags.layout;

import java.nio.ByteBuffer;
import org.musicfs.core.origin.OriginException;

/** Bytes in order that need not lie contiguous in the file. Confined to one thread. */
interface ByteSource {
  /**
   * The next {@code length} bytes, big-endian.
   *
   * @throws MalformedFileException if fewer are left
   */
  ByteBuffer take(int length) throws OriginException, MalformedFileException;

  /**
   * Passes over bytes.
   *
   * @throws MalformedFileException if fewer are left
   */
  void skip(long length) throws OriginException, MalformedFileException;
}
