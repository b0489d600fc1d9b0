package org.musicfs.fuse.fs;

import org.musicfs.core.tree.Node;
import org.musicfs.fuse.MountOptions;

/**
 * What stat tells of a node in one mount. atime and ctime are the mtime: nothing else is known, and
 * a value that moves would make backup tools and media servers read everything again. Numbers
 * instead of records, since a listing asks for each of a million files. Immutable.
 */
public final class StatRules {
  public static final int S_IFDIR = 0040000;
  public static final int S_IFREG = 0100000;

  private static final int FILE_BITS = 0444;
  private static final int DIRECTORY_BITS = 0555;
  private static final long NANOS = 1_000_000_000;

  /** Bytes of a unit of {@code st_blocks}. */
  private static final long BLOCK = 512;

  private final int fileMode;
  private final int directoryMode;
  private final int uid;
  private final int gid;

  public StatRules(MountOptions options) {
    this.fileMode = S_IFREG | (FILE_BITS & ~options.umask());
    this.directoryMode = S_IFDIR | (DIRECTORY_BITS & ~options.umask());
    this.uid = options.uid();
    this.gid = options.gid();
  }

  /** The type bits a directory entry carries. */
  public static int typeOf(Node node) {
    return node instanceof Node.Directory ? S_IFDIR : S_IFREG;
  }

  /** Type and permission bits. */
  public int mode(Node node) {
    return node instanceof Node.Directory ? directoryMode : fileMode;
  }

  /** 1 for a file; 2 and one per sub-directory for a directory. */
  public int links(Node node) {
    return node instanceof Node.Directory directory ? 2 + directory.subdirectories() : 1;
  }

  public int uid() {
    return uid;
  }

  public int gid() {
    return gid;
  }

  /** Of a file; 0 for a directory. */
  public long sizeBytes(Node node) {
    return node instanceof Node.File file ? file.sizeBytes() : 0;
  }

  /** Of 512 bytes, rounded up. */
  public long blocks(Node node) {
    return (sizeBytes(node) + BLOCK - 1) / BLOCK;
  }

  /** Seconds since the epoch, rounded down, also before 1970. */
  public long mtimeSeconds(Node node) {
    return Math.floorDiv(node.mtimeNanos(), NANOS);
  }

  /** The rest, 0 to 999,999,999. */
  public int mtimeNanosOfSecond(Node node) {
    return (int) Math.floorMod(node.mtimeNanos(), NANOS);
  }
}
