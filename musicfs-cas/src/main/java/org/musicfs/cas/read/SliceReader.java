package org.musicfs.cas.read;

import java.nio.ByteBuffer;
import org.musicfs.core.content.ContentException;
import org.musicfs.core.content.Derived;

/** Reads a part of a version through a reader of the whole. Thread-safe. */
final class SliceReader extends PartReader {
  private final Derived.Slice slice;

  SliceReader(Derived.Slice slice, VersionReader whole) {
    super(whole);
    this.slice = slice;
  }

  @Override
  public int read(long offset, ByteBuffer destination) throws ContentException {
    return within(offset, destination, whole::read);
  }

  @Override
  public int readNow(long offset, ByteBuffer destination) throws ContentException {
    return within(offset, destination, whole::readNow);
  }

  private int within(long offset, ByteBuffer destination, Read read) throws ContentException {
    int length = length(offset, destination.remaining());
    if (length == 0) {
      return 0;
    }
    int limit = destination.limit();
    destination.limit(destination.position() + length);
    try {
      return read.into(slice.offset() + offset, destination);
    } finally {
      destination.limit(limit);
    }
  }

  private int length(long offset, int wanted) {
    return (int) Math.clamp(slice.length() - offset, 0L, (long) wanted);
  }

  @Override
  public void await(long offset, int length) throws ContentException, InterruptedException {
    int wanted = length(offset, length);
    if (wanted > 0) {
      whole.await(slice.offset() + offset, wanted);
    }
  }
}
