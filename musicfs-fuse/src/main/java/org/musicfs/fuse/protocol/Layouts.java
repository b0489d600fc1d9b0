package org.musicfs.fuse.protocol;

import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.lang.foreign.ValueLayout;

/** Lengths of the protocol's structs and layouts of their fields. */
final class Layouts {
  static final ValueLayout.OfShort U16 = JAVA_SHORT_UNALIGNED;
  static final ValueLayout.OfInt U32 = JAVA_INT_UNALIGNED;
  static final ValueLayout.OfLong U64 = JAVA_LONG_UNALIGNED;

  /** {@code struct fuse_in_header}. */
  static final int IN_HEADER = 40;

  /** {@code struct fuse_out_header}. */
  static final int OUT_HEADER = 16;

  /** {@code struct fuse_attr}. */
  static final int ATTR = 88;

  /** {@code struct fuse_entry_out}: 40 bytes, then the attributes. */
  static final int ENTRY = 40 + ATTR;

  /** {@code struct fuse_dirent} without its name. */
  static final int DIRENT = 24;

  private Layouts() {}

  /** Rounded up to the next multiple of 8, as directory entries are. */
  static int padded(int bytes) {
    return (bytes + 7) & ~7;
  }
}
