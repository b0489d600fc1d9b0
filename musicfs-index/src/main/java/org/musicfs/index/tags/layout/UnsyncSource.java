package org.musicfs.index.tags.layout;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.musicfs.core.origin.OriginException;

/**
 * A part of the file under ID3v2 unsynchronisation (ID3v2.3, section 5): each {@code FF 00} stands
 * for {@code FF}. Everything passed over must be read.
 */
final class UnsyncSource implements ByteSource {
  private static final int WINDOW = 4096;

  private final RangeReader in;
  private final long end;
  private long position;
  private ByteBuffer window = ByteBuffer.allocate(0);
  private boolean afterFf;

  UnsyncSource(RangeReader in, long offset, long end) {
    this.in = in;
    this.position = offset;
    this.end = end;
  }

  @Override
  public ByteBuffer take(int length) throws OriginException, MalformedFileException {
    if (length < 0 || length > end - position + window.remaining()) {
      throw new MalformedFileException("an ID3v2 frame is larger than its tag");
    }
    byte[] out = new byte[length];
    for (int i = 0; i < length; i++) {
      out[i] = next();
    }
    return ByteBuffer.wrap(out);
  }

  @Override
  public void skip(long length) throws OriginException, MalformedFileException {
    for (long i = 0; i < length; i++) {
      next();
    }
  }

  private byte next() throws OriginException, MalformedFileException {
    byte b = raw();
    if (afterFf && b == 0) {
      b = raw();
    }
    afterFf = b == (byte) 0xff;
    return b;
  }

  private byte raw() throws OriginException, MalformedFileException {
    if (!window.hasRemaining()) {
      int length = (int) Math.min(WINDOW, end - position);
      if (length <= 0) {
        throw new MalformedFileException("an ID3v2 frame is larger than its tag");
      }
      window = in.at(position, length);
      position += length;
    }
    return window.get();
  }

  /** {@code content} with unsynchronisation undone. */
  static byte[] undo(byte[] content) {
    byte[] out = new byte[content.length];
    int n = 0;
    for (int i = 0; i < content.length; i++) {
      out[n++] = content[i];
      if (content[i] == (byte) 0xff && i + 1 < content.length && content[i + 1] == 0) {
        i++;
      }
    }
    return Arrays.copyOf(out, n);
  }
}
