package org.musicfs.cas.read;

import java.nio.ByteBuffer;
import java.util.Optional;
import org.musicfs.core.content.BackingFile;
import org.musicfs.core.content.ContentException;

/** Reads one version. Thread-safe. */
interface VersionReader {
  /** As {@code FileContent.read}; the destination's position is undefined after a failure. */
  int read(long offset, ByteBuffer destination) throws ContentException;

  /** As {@code FileContent.readNow}. */
  int readNow(long offset, ByteBuffer destination) throws ContentException;

  /** As {@code FileContent.await}. */
  void await(long offset, int length) throws ContentException, InterruptedException;

  /** As {@code FileContent.backing}. */
  Optional<BackingFile> backing() throws ContentException;

  /** Prepares for a handle: what must hold while it is open is taken now. */
  void open() throws ContentException;

  /** The last handle is gone. */
  void close();
}
