package org.musicfs.index.tags.layout;

import java.nio.ByteBuffer;

/** Bytes that are in memory already. */
final class BufferSource implements ByteSource {
  private final ByteBuffer bytes;

  BufferSource(byte[] bytes) {
    this.bytes = ByteBuffer.wrap(bytes);
  }

  @Override
  public ByteBuffer take(int length) throws MalformedFileException {
    int from = bytes.position();
    skip(length);
    return bytes.slice(from, length);
  }

  @Override
  public void skip(long length) throws MalformedFileException {
    if (length < 0 || length > bytes.remaining()) {
      throw new MalformedFileException(
          length + " bytes announced where " + bytes.remaining() + " are left");
    }
    bytes.position(bytes.position() + (int) length);
  }
}
