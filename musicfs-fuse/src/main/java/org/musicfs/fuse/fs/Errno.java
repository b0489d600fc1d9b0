package org.musicfs.fuse.fs;

/** Error numbers the file system answers, as Linux counts them. */
public enum Errno {
  ENOENT(2),
  EIO(5),
  E2BIG(7),
  ENOTDIR(20),
  EISDIR(21),
  EINVAL(22),
  EROFS(30),
  ERANGE(34),
  ENAMETOOLONG(36),
  ENODATA(61),
  EOPNOTSUPP(95),
  ESTALE(116);

  private final int number;

  Errno(int number) {
    this.number = number;
  }

  /** Positive. */
  public int number() {
    return number;
  }
}
