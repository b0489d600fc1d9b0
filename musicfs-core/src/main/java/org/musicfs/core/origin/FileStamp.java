package org.musicfs.core.origin;

/**
 * What an origin says of a file's state; together these name a version. Zero or empty where the
 * origin does not offer a value.
 *
 * @param sizeBytes length of the file, 0 or more
 * @param mtimeNanos modification time, nanoseconds since the epoch
 * @param ctimeNanos inode change time, nanoseconds since the epoch; 0 if not offered
 * @param device number of the device the file lies on; 0 if not offered
 * @param inode number of the file on its device; 0 if not offered
 * @param etag entity tag; empty if not offered
 */
public record FileStamp(
    long sizeBytes, long mtimeNanos, long ctimeNanos, long device, long inode, String etag) {
  public FileStamp {
    if (sizeBytes < 0) {
      throw new IllegalArgumentException("size " + sizeBytes);
    }
  }

  /**
   * Whether both describe the same bytes as far as the origin can tell. The device is left out: its
   * number changes with every boot on several file systems.
   */
  public boolean sameVersion(FileStamp other) {
    return sizeBytes == other.sizeBytes
        && mtimeNanos == other.mtimeNanos
        && ctimeNanos == other.ctimeNanos
        && inode == other.inode
        && etag.equals(other.etag);
  }

  /** Whether this may be {@code other} after a rename, which changes only the ctime. */
  public boolean sameFileMoved(FileStamp other) {
    return inode != 0
        && inode == other.inode
        && device == other.device
        && sizeBytes == other.sizeBytes
        && mtimeNanos == other.mtimeNanos;
  }
}
