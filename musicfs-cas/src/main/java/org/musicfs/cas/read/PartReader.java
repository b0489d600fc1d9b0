package org.musicfs.cas.read;

import java.nio.ByteBuffer;
import java.util.Optional;
import org.musicfs.core.content.BackingFile;
import org.musicfs.core.content.ContentException;

/** Reads what is made of a part of a version, through a reader of the whole. Thread-safe. */
abstract class PartReader implements VersionReader {
  final VersionReader whole;

  PartReader(VersionReader whole) {
    this.whole = whole;
  }

  /** What reads some bytes of the whole. */
  @FunctionalInterface
  interface Read {
    int into(long offset, ByteBuffer destination) throws ContentException;
  }

  /** There is no file that holds these bytes alone. */
  @Override
  public final Optional<BackingFile> backing() {
    return Optional.empty();
  }

  @Override
  public final void open() throws ContentException {
    whole.open();
  }

  @Override
  public final void close() {
    whole.close();
  }
}
