package org.musicfs.fuse.fs;

import java.util.concurrent.atomic.AtomicLong;

/** Counts the files that are open in a mount. Thread-safe. */
public interface OpenHandles {
  /** One more, or one less. */
  void add(int change);

  /** Open now, 0 or more. */
  long count();

  /** A count that ends with the process. */
  static OpenHandles ofThisProcess() {
    AtomicLong count = new AtomicLong();
    return new OpenHandles() {
      @Override
      public void add(int change) {
        count.addAndGet(change);
      }

      @Override
      public long count() {
        return Math.max(0, count.get());
      }
    };
  }
}
