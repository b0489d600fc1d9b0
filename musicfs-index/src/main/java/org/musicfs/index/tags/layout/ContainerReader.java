package org.musicfs.index.tags.layout;

import org.musicfs.core.origin.OriginException;

/** Reads the structure of one container; what it finds it has put down when it fails. */
interface ContainerReader {
  /**
   * Reads on.
   *
   * @param start first byte after the leading tags
   */
  void read(long start) throws OriginException, MalformedFileException;
}
