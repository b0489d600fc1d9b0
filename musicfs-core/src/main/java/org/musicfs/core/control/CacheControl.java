package org.musicfs.core.control;

import org.musicfs.core.content.ContentException;
import org.musicfs.core.content.StoreCheck;
import org.musicfs.core.content.StoreStats;

/** What can be asked of a running daemon's chunk store. Thread-safe. */
public interface CacheControl {
  /** Figures now. */
  StoreStats stats() throws ContentException;

  /**
   * Compares every stored chunk with its name.
   *
   * @param repair whether damaged ones are fetched again at once
   */
  void verify(boolean repair, StoreCheck.Listener listener) throws ContentException;

  /**
   * Removes every chunk that no reader is using.
   *
   * @return bytes freed
   */
  long clear() throws ContentException;
}
