package org.musicfs.fuse.jnr;

import jnr.ffi.Pointer;

/**
 * {@code struct fuse_file_info} of libfuse 2.6 to 2.9 on 64-bit systems (fuse_common.h): {@code int
 * flags} at 0, {@code unsigned long fh_old} at 8, {@code int writepage} at 16, a word of bits at
 * 20, {@code uint64_t fh} at 24. jnr-fuse maps the struct but not its bits.
 */
final class FileInfo {
  private static final long FLAGS = 0;
  private static final long BITS = 20;
  private static final long HANDLE = 24;

  private static final int DIRECT_IO = 1;
  private static final int KEEP_CACHE = 1 << 1;

  private static final int O_ACCMODE = 3;
  private static final int O_TRUNC = 01000;
  private static final int O_DIRECT = 040000;

  private FileInfo() {}

  /** Whether the file is to be opened for reading and nothing else. */
  static boolean isReadOnly(Pointer info) {
    int flags = info.getInt(FLAGS);
    return (flags & O_ACCMODE) == 0 && (flags & O_TRUNC) == 0;
  }

  /** Whether the application asked for reads past the page cache (O_DIRECT). */
  static boolean isDirect(Pointer info) {
    return (info.getInt(FLAGS) & O_DIRECT) != 0;
  }

  static long handle(Pointer info) {
    return info.getLong(HANDLE);
  }

  static void setHandle(Pointer info, long handle) {
    info.putLong(HANDLE, handle);
  }

  static void setCaching(Pointer info, PageCache.Use use) {
    int bits = info.getInt(BITS) & ~(DIRECT_IO | KEEP_CACHE);
    info.putInt(
        BITS,
        switch (use) {
          case DROP -> bits;
          case KEEP -> bits | KEEP_CACHE;
          case BYPASS -> bits | DIRECT_IO;
        });
  }
}
