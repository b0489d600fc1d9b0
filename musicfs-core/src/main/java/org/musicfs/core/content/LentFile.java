package org.musicfs.core.content;

import java.util.concurrent.atomic.AtomicBoolean;

/** See {@link BackingFile#of}. */
final class LentFile implements BackingFile {
  private final int descriptor;
  private final Runnable giveBack;
  private final AtomicBoolean closed = new AtomicBoolean();

  LentFile(int descriptor, Runnable giveBack) {
    this.descriptor = descriptor;
    this.giveBack = giveBack;
  }

  @Override
  public int descriptor() {
    return descriptor;
  }

  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      giveBack.run();
    }
  }
}
