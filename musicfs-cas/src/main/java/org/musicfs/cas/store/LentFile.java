package org.musicfs.cas.store;

import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicBoolean;
import org.musicfs.cas.chunk.ChunkClass;
import org.musicfs.cas.chunk.ChunkId;
import org.musicfs.core.content.BackingFile;
import org.musicfs.core.sys.Descriptor;

/** A stored file that the kernel reads by itself; it stays until it is given back. Thread-safe. */
final class LentFile implements BackingFile {
  private final OpenChunks open;
  private final ChunkId name;
  private final int descriptor;
  private final InstantSource clock;
  private final AtomicBoolean closed = new AtomicBoolean();

  /**
   * @param name of the file, which was lent; given back by {@link #close}
   * @param descriptor of the same file; closed by {@link #close}
   */
  LentFile(OpenChunks open, ChunkId name, int descriptor, InstantSource clock) {
    this.open = open;
    this.name = name;
    this.descriptor = descriptor;
    this.clock = clock;
  }

  @Override
  public int descriptor() {
    return descriptor;
  }

  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      Descriptor.close(descriptor);
      open.giveBack(name, new OpenChunk.Touch(ChunkClass.AUDIO, clock.millis()));
    }
  }
}
