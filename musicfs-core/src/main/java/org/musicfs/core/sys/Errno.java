package org.musicfs.core.sys;

/** The error numbers of Linux that decide something here, and what they mean to a person. */
public final class Errno {
  public static final int EPERM = 1;
  public static final int ENOENT = 2;
  public static final int EINTR = 4;
  public static final int EIO = 5;
  public static final int ENXIO = 6;
  public static final int E2BIG = 7;
  public static final int EBADF = 9;
  public static final int ECHILD = 10;
  public static final int EAGAIN = 11;
  public static final int EACCES = 13;
  public static final int EBUSY = 16;
  public static final int ENODEV = 19;
  public static final int ENOTDIR = 20;
  public static final int EISDIR = 21;
  public static final int EINVAL = 22;
  public static final int ENFILE = 23;
  public static final int EMFILE = 24;
  public static final int ENOSPC = 28;
  public static final int EROFS = 30;
  public static final int ERANGE = 34;
  public static final int ENAMETOOLONG = 36;
  public static final int ELOOP = 40;
  public static final int ENODATA = 61;
  public static final int EOPNOTSUPP = 95;
  public static final int EMSGSIZE = 90;
  public static final int EADDRINUSE = 98;
  public static final int ENETUNREACH = 101;
  public static final int ENOTCONN = 107;
  public static final int ETIMEDOUT = 110;
  public static final int ECONNREFUSED = 111;
  public static final int EHOSTDOWN = 112;
  public static final int EHOSTUNREACH = 113;
  public static final int ESTALE = 116;

  private Errno() {}

  /** In words, lower-case, without a dot; the bare number for one that is not known here. */
  public static String text(int errno) {
    return switch (errno) {
      case EPERM -> "operation not permitted";
      case ENOENT -> "no such file or directory";
      case EIO -> "input/output error";
      case ENXIO, ENODEV -> "no such device";
      case EAGAIN -> "another process holds a lease on it";
      case EBADF -> "not an open descriptor";
      case ECHILD -> "no such child process";
      case EACCES -> "permission denied";
      case EBUSY -> "in use";
      case ENOTDIR -> "not a directory";
      case EISDIR -> "is a directory";
      case EINVAL -> "invalid argument";
      case ENFILE, EMFILE -> "too many open files";
      case EROFS -> "read-only file system";
      case ENAMETOOLONG -> "the path is longer than the system allows";
      case ELOOP -> "symbolic links run in a circle";
      case EMSGSIZE -> "the message is too long";
      case EADDRINUSE -> "the address is in use";
      case ECONNREFUSED -> "nobody listens there";
      case ENETUNREACH, EHOSTDOWN, EHOSTUNREACH -> "its server cannot be reached";
      case ENOTCONN -> "its file system is not connected";
      case ETIMEDOUT -> "its server does not answer";
      case ESTALE -> "its file system was exchanged on the server";
      default -> "error " + errno;
    };
  }
}
