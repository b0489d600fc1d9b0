package org.musicfs.cas.read;

import java.util.concurrent.atomic.AtomicBoolean;
import org.musicfs.core.content.BackingFile;

/** A file open at an origin, kept open while the kernel reads it by itself. Thread-safe. */
final class LeasedFile implements BackingFile {
  private final OriginFiles.Lease lease;
  private final int descriptor;
  private final AtomicBoolean closed = new AtomicBoolean();

  /**
   * @param lease taken over
   * @param descriptor of the lease's file
   */
  LeasedFile(OriginFiles.Lease lease, int descriptor) {
    this.lease = lease;
    this.descriptor = descriptor;
  }

  @Override
  public int descriptor() {
    return descriptor;
  }

  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      lease.close();
    }
  }
}
