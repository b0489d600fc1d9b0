package org.musicfs.fuse.kernel;

import org.musicfs.core.tree.Node;

/**
 * How nodes are called towards the kernel. A directory by its node id, the view's root by 1. A file
 * by both its ids: bit 63, the version in bits 32 to 62, the node in bits 0 to 31. So a kernel
 * inode is one version in one place: its pages, its size and its backing file never change, and a
 * new version is another inode that shows the same {@code st_ino}. Nothing is kept, and an id means
 * the same to the next process.
 */
final class NodeIds {
  /** FUSE_ROOT_ID. */
  static final long ROOT = 1;

  private static final long FILE = 1L << 63;
  private static final int VERSION_SHIFT = 32;
  private static final long MOST_VERSION = (1L << 31) - 1;
  private static final long MOST_NODE = (1L << 32) - 1;

  private final long root;

  /**
   * @param root node id of the directory that is mounted
   */
  NodeIds(long root) {
    this.root = root;
  }

  /**
   * The kernel's id of a node.
   *
   * @throws IllegalStateException if an id is beyond 31 (version) or 32 bits (node)
   */
  long of(Node node) {
    return node instanceof Node.File file ? ofFile(file) : ofDirectory(node.id());
  }

  private static long ofFile(Node.File file) {
    if (file.versionId() > MOST_VERSION || file.id() > MOST_NODE) {
      throw new IllegalStateException("no kernel id for " + file);
    }
    return FILE | file.versionId() << VERSION_SHIFT | file.id();
  }

  long ofDirectory(long nodeId) {
    return nodeId == root ? ROOT : nodeId;
  }

  static boolean isFile(long kernelId) {
    return kernelId < 0;
  }

  /** The directory's node id. */
  long directory(long kernelId) {
    return kernelId == ROOT ? root : kernelId;
  }

  /** The file's node id. */
  static long node(long kernelId) {
    return kernelId & MOST_NODE;
  }

  /** The file's version id. */
  static long version(long kernelId) {
    return kernelId >>> VERSION_SHIFT & MOST_VERSION;
  }
}
