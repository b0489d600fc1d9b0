package org.musicfs.index.tags.layout;

import java.nio.ByteBuffer;
import org.musicfs.core.origin.OriginException;

/** A contiguous part of the file. Skipping costs nothing. */
final class RangeSource implements ByteSource {
  private final RangeReader in;
  private final long end;
  private long position;

  RangeSource(RangeReader in, long offset, long end) {
    this.in = in;
    this.position = offset;
    this.end = end;
  }

  /** Where in the file the next byte lies. */
  long position() {
    return position;
  }

  @Override
  public ByteBuffer take(int length) throws OriginException, MalformedFileException {
    check(length);
    ByteBuffer bytes = in.at(position, length);
    position += length;
    return bytes;
  }

  @Override
  public void skip(long length) throws MalformedFileException {
    check(length);
    position += length;
  }

  private void check(long length) throws MalformedFileException {
    if (length < 0 || length > end - position) {
      throw new MalformedFileException(
          Integer.toUnsignedString((int) length)
              + " bytes announced at byte "
              + position
              + " do not fit before byte "
              + end);
    }
  }
}
