package org.musicfs.core.cut;

import java.io.IOException;
import java.nio.ByteBuffer;

/** The file that is cut, by position. Thread-safe if cuts of it are read by several threads. */
@FunctionalInterface
public interface WholeFile {
  /**
   * Reads until {@code into} is full.
   *
   * @param position bytes from the start, 0 or more
   * @param into an array's buffer or direct; its position is advanced to its limit
   * @throws IOException if not all of it can be had, for one because the file ends before
   */
  void read(long position, ByteBuffer into) throws IOException;
}
