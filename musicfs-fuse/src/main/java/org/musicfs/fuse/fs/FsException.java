package org.musicfs.fuse.fs;

/**
 * An answer that is an error number, and no news: a name that is not there, a write. Carries no
 * stack trace, because media players ask for absent files all day.
 */
public final class FsException extends Exception {
  private final FsErrno errno;

  public FsException(FsErrno errno) {
    super(errno.name(), null, false, false);
    this.errno = errno;
  }

  public FsErrno errno() {
    return errno;
  }
}
