package org.musicfs.core.cut;

import java.io.EOFException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** A whole file in memory, that notes what is read of it. */
final class HeldFile implements WholeFile {
  final byte[] bytes;
  final List<Cut.Span> reads = new ArrayList<>();

  HeldFile(byte[] bytes) {
    this.bytes = bytes;
  }

  @Override
  public synchronized void read(long position, ByteBuffer into) throws EOFException {
    reads.add(new Cut.Span(position, into.remaining()));
    if (position < 0 || position + into.remaining() > bytes.length) {
      throw new EOFException(position + "+" + into.remaining() + " of " + bytes.length);
    }
    into.put(bytes, (int) position, into.remaining());
  }

  static byte[] all(Cut cut, WholeFile whole) throws java.io.IOException {
    ByteBuffer read = ByteBuffer.allocate((int) cut.sizeBytes() + 10);
    assert cut.read(whole, 0, read) == cut.sizeBytes();
    return java.util.Arrays.copyOf(read.array(), read.position());
  }
}
