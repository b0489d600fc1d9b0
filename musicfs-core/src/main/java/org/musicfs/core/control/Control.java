package org.musicfs.core.control;

import org.musicfs.core.search.SearchException;
import org.musicfs.core.search.SearchResult;

/** What a running daemon answers. Thread-safe; the transport calls it from its own threads. */
public interface Control {
  /** What is mounted and how it fares. Never waits for an origin. */
  DaemonStatus status();

  /**
   * Unmounts and stops the process. Returns once the mount is detached; the process ends shortly
   * after.
   *
   * @param force detach although files are open, and abort what still waits
   * @return what happened
   */
  ShutdownResult shutdown(boolean force);

  /**
   * Ends the process and leaves the mount in place for its successor, which whoever keeps it starts
   * at once; requests wait meanwhile. Returns once that is going to happen.
   *
   * @throws org.musicfs.core.error.UserError {@code ENVIRONMENT} if the mount would not outlive the
   *     process; {@code FAILURE} if its successor does not start: this one serves on
   */
  void restart();

  /**
   * Syncs and waits for the end, telling the listener of every step. A sync of the same scope that
   * already runs is joined.
   *
   * @param target empty for every origin; an origin's directory, URL or id, or a place below one,
   *     as a person types it
   * @throws org.musicfs.core.error.UserError if no origin matches the target
   * @throws InterruptedException if the waiting was interrupted; the sync goes on
   */
  void rescan(String target, boolean acceptRemovals, SyncListener listener)
      throws InterruptedException;

  SearchResult search(String query, int limit) throws SearchException;

  /** The chunk store. */
  CacheControl cache();

  /** Takes the progress of a sync. Called from the sync's thread; must not block for long. */
  @FunctionalInterface
  interface SyncListener {
    void progress(SyncProgress progress);
  }
}
