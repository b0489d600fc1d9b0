package org.musicfs.cli.daemon;

import org.musicfs.core.content.ContentException;
import org.musicfs.core.content.StoreCheck;
import org.musicfs.core.content.StoreStats;
import org.musicfs.core.control.CacheControl;

/** Answers what the control socket asks of the chunk store. Thread-safe. */
final class CacheDesk implements CacheControl {
  private final ServedLibrary served;

  CacheDesk(ServedLibrary served) {
    this.served = served;
  }

  @Override
  public StoreStats stats() throws ContentException {
    return served.content().store().stats();
  }

  @Override
  public void verify(boolean repair, StoreCheck.Listener listener) throws ContentException {
    served.content().store().verify(repair, listener);
  }

  @Override
  public long clear() throws ContentException {
    return served.content().store().clear();
  }
}
