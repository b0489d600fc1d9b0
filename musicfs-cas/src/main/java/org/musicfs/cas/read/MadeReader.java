package org.musicfs.cas.read;

import java.nio.ByteBuffer;
import java.util.Optional;
import org.musicfs.core.content.BackingFile;
import org.musicfs.core.content.Derived;

/** Reads bytes that are at hand. Thread-safe. */
final class MadeReader implements VersionReader {
  private final ByteBuffer bytes;

  MadeReader(Derived.Made made) {
    this.bytes = made.bytes();
  }

  @Override
  public int read(long offset, ByteBuffer destination) {
    ByteBuffer rest = bytes.duplicate();
    int from = (int) Math.min(offset, rest.remaining());
    int length = Math.min(rest.remaining() - from, destination.remaining());
    destination.put(rest.slice(rest.position() + from, length));
    return length;
  }

  @Override
  public int readNow(long offset, ByteBuffer destination) {
    return read(offset, destination);
  }

  @Override
  public void await(long offset, int length) {}

  @Override
  public Optional<BackingFile> backing() {
    return Optional.empty();
  }

  @Override
  public void open() {}

  @Override
  public void close() {}
}
