package org.musicfs.index.thumbnail;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import javax.imageio.stream.ImageInputStreamImpl;
import org.jspecify.annotations.Nullable;
import org.musicfs.core.content.ContentException;
import org.musicfs.core.content.FileContent;

/**
 * The bytes of a version as a decoder reads them: one piece of them in memory at a time, and only
 * for so long. One thread.
 */
final class PictureStream extends ImageInputStreamImpl {
  private static final int PIECE_BYTES = 64 << 10;

  private final FileContent content;
  private final long version;
  private final long sizeBytes;
  private final long endNanos;
  private final ByteBuffer piece = ByteBuffer.allocate(PIECE_BYTES).limit(0);
  private long pieceStart;
  private @Nullable ContentException failure;

  /**
   * @param time after which reads fail
   */
  PictureStream(FileContent content, long version, long sizeBytes, Duration time) {
    this.content = content;
    this.version = version;
    this.sizeBytes = sizeBytes;
    this.endNanos = System.nanoTime() + time.toNanos();
  }

  /** Why a read failed; null if that is not for want of bytes. */
  @Nullable ContentException failure() {
    return failure;
  }

  @Override
  public int read() throws IOException {
    bitOffset = 0;
    if (!fill()) {
      return -1;
    }
    int value = piece.get((int) (streamPos - pieceStart)) & 0xff;
    streamPos++;
    return value;
  }

  @Override
  public int read(byte[] destination, int offset, int length) throws IOException {
    bitOffset = 0;
    if (length == 0) {
      return 0;
    }
    if (!fill()) {
      return -1;
    }
    int at = (int) (streamPos - pieceStart);
    int n = Math.min(length, piece.limit() - at);
    piece.get(at, destination, offset, n);
    streamPos += n;
    return n;
  }

  /** Has the byte at the position in the piece; false at the end. */
  private boolean fill() throws IOException {
    checkClosed();
    if (System.nanoTime() - endNanos > 0) {
      throw new IOException("it takes too long");
    }
    if (streamPos >= pieceStart && streamPos < pieceStart + piece.limit()) {
      return true;
    }
    if (streamPos >= sizeBytes) {
      return false;
    }
    piece.clear();
    pieceStart = streamPos;
    try {
      content.read(version, streamPos, piece);
    } catch (ContentException e) {
      piece.position(0);
      failure = e;
      throw new IOException(e);
    } finally {
      piece.flip();
    }
    return piece.limit() > 0;
  }

  @Override
  public long length() {
    return sizeBytes;
  }
}
