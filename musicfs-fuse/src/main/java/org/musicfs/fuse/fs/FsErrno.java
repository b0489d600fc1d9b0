package org.musicfs.fuse.fs;

import org.musicfs.core.sys.Errno;

/**
 * The error numbers the file system answers; there are no others. docs/fuse.md tells which when.
 */
public enum FsErrno {
  ENOENT(Errno.ENOENT),
  EIO(Errno.EIO),
  E2BIG(Errno.E2BIG),
  ENOTDIR(Errno.ENOTDIR),
  EISDIR(Errno.EISDIR),
  EINVAL(Errno.EINVAL),
  EROFS(Errno.EROFS),
  ERANGE(Errno.ERANGE),
  ENAMETOOLONG(Errno.ENAMETOOLONG),
  ENODATA(Errno.ENODATA),
  EOPNOTSUPP(Errno.EOPNOTSUPP),
  ESTALE(Errno.ESTALE);

  private final int number;

  FsErrno(int number) {
    this.number = number;
  }

  /** Positive. */
  public int number() {
    return number;
  }
}
