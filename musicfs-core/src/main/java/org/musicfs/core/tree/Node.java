package org.musicfs.core.tree;

/** One directory or file of a view. Its id is its {@code st_ino}, for life. */
public sealed interface Node {
  /** Positive, never reused, unique in its low 32 bits. */
  long id();

  /** The directory that holds it; the root is its own parent. */
  long parentId();

  /** One path component, valid UTF-8 of at most 255 bytes; empty for the root. */
  String name();

  /** Nanoseconds since the epoch: a file's own, a directory's last change of membership. */
  long mtimeNanos();

  /**
   * A directory.
   *
   * @param subdirectories how many directories it holds directly; {@code st_nlink} is this plus 2
   */
  record Directory(long id, long parentId, String name, long mtimeNanos, int subdirectories)
      implements Node {}

  /**
   * A file.
   *
   * @param versionId the version whose bytes it shows; content is asked for by it
   * @param sizeBytes length of those bytes
   */
  record File(long id, long parentId, String name, long mtimeNanos, long versionId, long sizeBytes)
      implements Node {}
}
