package org.musicfs.fuse.fs;

import org.musicfs.core.tree.FileTree.TreeCounts;

/**
 * What statfs tells: the size of the library, all of it used. Block and fragment size are equal, so
 * that programs which multiply by the wrong one are right too. Never zero blocks: some programs
 * take that for a broken disk, and {@code df} leaves such a file system out.
 *
 * @param blockBytes size of a block
 * @param blocks at least 1
 * @param files files and directories
 */
public record FsFigures(int blockBytes, long blocks, long files) {
  /** Longest name, in bytes. */
  public static final int NAME_MAX = 255;

  private static final int BLOCK = 4096;

  static FsFigures of(TreeCounts counts) {
    return new FsFigures(
        BLOCK,
        Math.max(1, Math.ceilDiv(counts.bytes(), (long) BLOCK)),
        counts.files() + counts.directories());
  }
}
