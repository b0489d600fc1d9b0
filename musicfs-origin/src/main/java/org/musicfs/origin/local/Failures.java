package org.musicfs.origin.local;

import org.musicfs.core.origin.OriginException;
import org.musicfs.core.sys.Errno;

/** What an error number of the kernel says of an origin. */
final class Failures {
  private Failures() {}

  static OriginException.Reason reason(int errno) {
    return switch (errno) {
      case Errno.ENOENT, Errno.ENOTDIR, Errno.EISDIR -> OriginException.Reason.NOT_FOUND;
      case Errno.EPERM, Errno.EACCES -> OriginException.Reason.DENIED;
      case Errno.ESTALE,
          Errno.ENOTCONN,
          Errno.ETIMEDOUT,
          Errno.EHOSTDOWN,
          Errno.EHOSTUNREACH,
          Errno.ENETUNREACH,
          Errno.ENODEV,
          Errno.ENXIO,
          Errno.EAGAIN ->
          OriginException.Reason.UNREACHABLE;
      default -> OriginException.Reason.FAILED;
    };
  }
}
