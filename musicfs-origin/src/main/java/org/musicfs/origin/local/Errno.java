package org.musicfs.origin.local;

import org.musicfs.core.origin.OriginException;

/** The error numbers of Linux that decide something here, and what they mean to a reader. */
final class Errno {
  static final int EPERM = 1;
  static final int ENOENT = 2;
  static final int EINTR = 4;
  static final int EIO = 5;
  static final int ENXIO = 6;
  static final int EAGAIN = 11;
  static final int EACCES = 13;
  static final int ENODEV = 19;
  static final int ENOTDIR = 20;
  static final int EISDIR = 21;
  static final int ENFILE = 23;
  static final int EMFILE = 24;
  static final int ENAMETOOLONG = 36;
  static final int ELOOP = 40;
  static final int ENETUNREACH = 101;
  static final int ENOTCONN = 107;
  static final int ETIMEDOUT = 110;
  static final int EHOSTDOWN = 112;
  static final int EHOSTUNREACH = 113;
  static final int ESTALE = 116;

  private Errno() {}

  static OriginException.Reason reason(int errno) {
    return switch (errno) {
      case ENOENT, ENOTDIR, EISDIR -> OriginException.Reason.NOT_FOUND;
      case EPERM, EACCES -> OriginException.Reason.DENIED;
      case ESTALE,
          ENOTCONN,
          ETIMEDOUT,
          EHOSTDOWN,
          EHOSTUNREACH,
          ENETUNREACH,
          ENODEV,
          ENXIO,
          EAGAIN ->
          OriginException.Reason.UNREACHABLE;
      default -> OriginException.Reason.FAILED;
    };
  }

  static String text(int errno) {
    return switch (errno) {
      case EPERM -> "operation not permitted";
      case ENOENT -> "no such file or directory";
      case EIO -> "input/output error";
      case ENXIO, ENODEV -> "no such device";
      case EAGAIN -> "another process holds a lease on it";
      case EACCES -> "permission denied";
      case ENOTDIR -> "not a directory";
      case EISDIR -> "is a directory";
      case ENFILE, EMFILE -> "too many open files";
      case ENAMETOOLONG -> "the path is longer than the system allows";
      case ELOOP -> "symbolic links run in a circle";
      case ENETUNREACH, EHOSTDOWN, EHOSTUNREACH -> "its server cannot be reached";
      case ENOTCONN -> "its file system is not connected";
      case ETIMEDOUT -> "its server does not answer";
      case ESTALE -> "its file system was exchanged on the server";
      default -> "error " + errno;
    };
  }
}
