package org.musicfs.fuse.fs;

import org.musicfs.core.tree.Node;
import org.musicfs.fuse.MountOptions;

/**
 * What stat tells of a node. atime and ctime are the mtime: nothing else is known, and a value that
 * moves would make backup tools and media servers read everything again.
 *
 * @param inode the node's id
 * @param mode type and permission bits
 * @param links 1 for a file; 2 and one per sub-directory for a directory
 * @param uid owner
 * @param gid group
 * @param sizeBytes of a file; 0 for a directory
 * @param blocks of 512 bytes, rounded up
 * @param mtimeNanos since the epoch
 */
public record NodeStat(
    long inode,
    int mode,
    int links,
    int uid,
    int gid,
    long sizeBytes,
    long blocks,
    long mtimeNanos) {
  public static final int S_IFDIR = 0040000;
  public static final int S_IFREG = 0100000;

  private static final int FILE_BITS = 0444;
  private static final int DIRECTORY_BITS = 0555;
  private static final int NANOS = 1_000_000_000;

  /** The stat of {@code node} in a mount with these options. */
  public static NodeStat of(Node node, MountOptions options) {
    int keep = ~options.umask();
    return switch (node) {
      case Node.Directory d ->
          new NodeStat(
              d.id(),
              S_IFDIR | (DIRECTORY_BITS & keep),
              2 + d.subdirectories(),
              options.uid(),
              options.gid(),
              0,
              0,
              d.mtimeNanos());
      case Node.File f ->
          new NodeStat(
              f.id(),
              S_IFREG | (FILE_BITS & keep),
              1,
              options.uid(),
              options.gid(),
              f.sizeBytes(),
              (f.sizeBytes() + 511) / 512,
              f.mtimeNanos());
    };
  }

  /** The type bits a directory entry carries. */
  public static int typeOf(Node node) {
    return node instanceof Node.Directory ? S_IFDIR : S_IFREG;
  }

  /** Whole seconds, rounded down, also before 1970. */
  public long mtimeSeconds() {
    return Math.floorDiv(mtimeNanos, (long) NANOS);
  }

  /** The rest, 0 to 999,999,999. */
  public int mtimeNanosOfSecond() {
    return (int) Math.floorMod(mtimeNanos, (long) NANOS);
  }
}
