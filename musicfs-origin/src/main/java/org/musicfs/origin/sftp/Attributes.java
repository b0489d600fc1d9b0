package org.musicfs.origin.sftp;

import org.apache.sshd.common.util.buffer.Buffer;
import org.musicfs.core.origin.FileStamp;

/**
 * What a server says of a file. It may leave out anything.
 *
 * @param sizeBytes length, or -1
 * @param mode type and permissions as in {@code stat(2)}, or 0
 * @param mtimeSeconds modification time since the epoch, 0 to 2^32-1, or -1
 */
record Attributes(long sizeBytes, int mode, long mtimeSeconds) {
  private static final int HAS_SIZE = 1;
  private static final int HAS_OWNER = 2;
  private static final int HAS_MODE = 4;
  private static final int HAS_TIMES = 8;
  private static final int HAS_EXTENSIONS = 0x8000_0000;

  private static final int TYPE_MASK = 0170000;
  private static final int DIRECTORY = 0040000;
  private static final int FILE = 0100000;
  private static final int LINK = 0120000;

  private static final long NANOS = 1_000_000_000L;

  /** Reads the ATTRS of protocol version 3. */
  static Attributes read(Buffer from) {
    long size = -1;
    int mode = 0;
    long mtime = -1;
    int flags = from.getInt();
    if ((flags & HAS_SIZE) != 0) {
      size = from.getLong();
    }
    if ((flags & HAS_OWNER) != 0) {
      from.getInt();
      from.getInt();
    }
    if ((flags & HAS_MODE) != 0) {
      mode = from.getInt();
    }
    if ((flags & HAS_TIMES) != 0) {
      from.getInt();
      mtime = from.getUInt();
    }
    if ((flags & HAS_EXTENSIONS) != 0) {
      for (int left = from.getInt(); left > 0; left--) {
        from.getBytes();
        from.getBytes();
      }
    }
    return new Attributes(size, mode, mtime);
  }

  boolean isFile() {
    return (mode & TYPE_MASK) == FILE;
  }

  boolean isDirectory() {
    return (mode & TYPE_MASK) == DIRECTORY;
  }

  boolean isLink() {
    return (mode & TYPE_MASK) == LINK;
  }

  /** Whether type, size and time are all there, so that {@link #stamp} can be had. */
  boolean isComplete() {
    return (mode & TYPE_MASK) != 0 && sizeBytes >= 0 && mtimeSeconds >= 0;
  }

  /**
   * Size and whole seconds: the protocol has no more. A same-size rewrite within one second cannot
   * be told.
   */
  FileStamp stamp() {
    return new FileStamp(sizeBytes, mtimeSeconds * NANOS, 0, 0, 0, "");
  }
}
