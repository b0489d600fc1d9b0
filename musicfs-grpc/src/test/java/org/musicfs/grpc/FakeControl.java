package org.musicfs.grpc;

import org.musicfs.core.control.CacheControl;
import org.musicfs.core.control.Control;
import org.musicfs.core.control.DaemonStatus;
import org.musicfs.core.control.ShutdownResult;
import org.musicfs.core.search.SearchException;
import org.musicfs.core.search.SearchResult;

/** A daemon that answers random records; tests override what they are about. */
class FakeControl implements Control {
  final long seed;

  FakeControl(long seed) {
    this.seed = seed;
  }

  private <T extends Record> T answer(Class<T> type) {
    return new RandomRecords(seed).next(type);
  }

  @Override
  public DaemonStatus status() {
    return answer(DaemonStatus.class);
  }

  @Override
  public ShutdownResult shutdown(boolean force) {
    return answer(ShutdownResult.class);
  }

  @Override
  public void restart() {}

  @Override
  public void rescan(String target, boolean acceptRemovals, SyncListener listener)
      throws InterruptedException {}

  @Override
  public SearchResult search(String query, int limit) throws SearchException {
    return answer(SearchResult.class);
  }

  @Override
  public CacheControl cache() {
    return new FakeCache(seed);
  }
}
