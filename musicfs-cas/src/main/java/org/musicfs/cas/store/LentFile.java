package org.musicfs.cas.store;

import java.util.concurrent.atomic.AtomicBoolean;
import org.musicfs.core.content.BackingFile;
import org.musicfs.core.sys.Descriptor;

/** A stored file that the kernel reads by itself; it stays until it is given back. Thread-safe. */
final class LentFile implements BackingFile {
  private final OpenChunk file;
  private final int descriptor;
  private final AtomicBoolean closed = new AtomicBoolean();

  /**
   * @param file acquired; released by {@link #close}
   * @param descriptor of the same file; closed by {@link #close}
   */
  LentFile(OpenChunk file, int descriptor) {
    this.file = file;
    this.descriptor = descriptor;
  }

  @Override
  public int descriptor() {
    return descriptor;
  }

  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      Descriptor.close(descriptor);
      file.release();
    }
  }
}
