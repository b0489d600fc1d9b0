package org.musicfs.core.control;

import java.util.List;
import org.musicfs.core.content.ContentException;
import org.musicfs.core.content.StoreCheck;
import org.musicfs.core.content.StoreFill;
import org.musicfs.core.content.StoreStats;

/**
 * What can be asked of a running daemon's chunk store. Thread-safe.
 *
 * <p>Where targets are taken, {@link org.musicfs.core.error.UserError} {@code USAGE} tells of one
 * that is nothing in the tree and finds nothing, {@code QUERY} of one that is no query.
 */
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
   * Removes every chunk that is not pinned and that no reader is using.
   *
   * @param origin whose chunks are to go: its directory, URL or id, as a person types it; empty for
   *     everybody's
   * @return bytes freed
   * @throws org.musicfs.core.error.UserError {@code ORIGIN} if there is no such origin
   */
  long clear(String origin) throws ContentException;

  /**
   * Hands over the files of which something is stored, and those that are pinned, in order of path.
   *
   * @param targets below which to look; empty for all of the tree
   */
  void list(List<CacheTarget> targets, CachedFile.Sink sink) throws ContentException;

  /**
   * Removes what is stored of files, but for what is pinned or read now.
   *
   * @return bytes freed
   */
  long evict(List<CacheTarget> targets) throws ContentException;

  /** Fetches what is missing of files, and tells how far it is. */
  void prefetch(List<CacheTarget> targets, StoreFill.Listener listener)
      throws ContentException, InterruptedException;

  /**
   * Pins files: they are kept in the store, and fetched into it as often as they change.
   *
   * @param waits whether to tell how far the fetching is until its end; it goes on by itself in any
   *     case
   * @return how many files that are
   * @throws org.musicfs.core.error.UserError {@code USAGE} if the store has no room for them
   */
  long pin(List<CacheTarget> targets, boolean waits, StoreFill.Listener listener)
      throws ContentException, InterruptedException;

  /**
   * Lets go of pinned files. What is stored of them stays until its room is needed.
   *
   * @param targets empty for all that are pinned
   * @return how many files that were
   */
  long unpin(List<CacheTarget> targets) throws ContentException;
}
