package org.musicfs.grpc;

import java.util.List;
import org.musicfs.core.content.ContentException;
import org.musicfs.core.content.StoreCheck;
import org.musicfs.core.content.StoreFill;
import org.musicfs.core.content.StoreStats;
import org.musicfs.core.control.CacheControl;
import org.musicfs.core.control.CacheTarget;
import org.musicfs.core.control.CachedFile;

/** A chunk store that answers random records. */
class FakeCache implements CacheControl {
  private final long seed;

  FakeCache(long seed) {
    this.seed = seed;
  }

  private <T extends Record> T answer(Class<T> type) {
    return new RandomRecords(seed).next(type);
  }

  @Override
  public StoreStats stats() throws ContentException {
    return answer(StoreStats.class);
  }

  @Override
  public void verify(boolean repair, StoreCheck.Listener listener) throws ContentException {
    StoreCheck check = answer(StoreCheck.class);
    boolean ignored =
        listener.step(
            new StoreCheck(
                check.totalChunks(),
                check.chunks(),
                check.bytes(),
                check.damaged(),
                check.repaired(),
                check.files(),
                true));
  }

  @Override
  public long clear(String origin) throws ContentException {
    return seed + origin.length();
  }

  @Override
  public void list(List<CacheTarget> targets, CachedFile.Sink sink) {
    for (int i = 0; i < 1200; i++) {
      if (!sink.accept(new CachedFile("a/" + i, i, seed, i % 2 == 0))) {
        return;
      }
    }
  }

  @Override
  public long evict(List<CacheTarget> targets) {
    return seed + targets.hashCode();
  }

  @Override
  public void prefetch(List<CacheTarget> targets, StoreFill.Listener listener) {
    boolean ignored = listener.step(last());
  }

  @Override
  public long pin(List<CacheTarget> targets, boolean waits, StoreFill.Listener listener) {
    if (waits) {
      boolean ignored = listener.step(last());
    }
    return waits ? last().files() : targets.size();
  }

  @Override
  public long unpin(List<CacheTarget> targets) {
    return targets.isEmpty() ? seed : targets.size();
  }

  private StoreFill last() {
    StoreFill fill = answer(StoreFill.class);
    return new StoreFill(
        fill.files(),
        fill.doneFiles(),
        fill.bytes(),
        fill.doneBytes(),
        fill.failed(),
        fill.problem(),
        true);
  }
}
