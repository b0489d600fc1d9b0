package org.musicfs.core.tree;

import java.util.Optional;

/**
 * The tree of one view. Thread-safe. Every call is a few indexed queries at most and never waits
 * for an origin, a cache write or a sync, but for what {@link #mayAppear} tells.
 */
public interface FileTree {
  /** The root directory. */
  Node.Directory root() throws TreeException;

  /**
   * The child of {@code directoryId} whose name is exactly {@code name}, listed or not. Waits for a
   * second at most, for a child that {@link #mayAppear}; else as every call here.
   */
  Optional<Node> lookup(long directoryId, String name) throws TreeException;

  /**
   * Whether a child of this name, found absent, may be found by the next look-up without a change
   * being told. Nobody is to keep that it is absent; that it leaves is told.
   */
  default boolean mayAppear(String name) {
    return false;
  }

  /** The node with this id. */
  Optional<Node> node(long id) throws TreeException;

  /**
   * A file as it was at one of its versions: for requests that know a file by node and version
   * only, such as a stat of an open handle. The node may show another version by now, or be gone;
   * size and mtime are those of the version asked for, name and place the node's, or empty and the
   * root's if it is gone.
   *
   * @return empty if the version is not known (any more)
   */
  Optional<Node.File> file(long id, long versionId) throws TreeException;

  /**
   * From now on {@code listener} is told of every change, after it can be seen here. One listener
   * at a time; it replaces the one before.
   */
  void onChange(TreeListener listener);

  /**
   * Hands over the children of {@code directoryId} whose id is greater than {@code afterId}, in
   * order of id, until the sink has enough. Stable under parallel changes: a child that exists
   * throughout is handed over exactly once by a walk that passes the last id it got.
   *
   * @param afterId 0 to begin
   */
  void list(long directoryId, long afterId, NodeSink sink) throws TreeException;

  /** Figures for statfs. */
  TreeCounts counts() throws TreeException;

  /** Takes nodes one by one. */
  @FunctionalInterface
  interface NodeSink {
    /** Returns false when it wants no more. */
    boolean accept(Node node);
  }

  /**
   * How much the view holds.
   *
   * @param files files listed
   * @param directories directories listed, the root included
   * @param bytes sum of the files' sizes
   */
  record TreeCounts(long files, long directories, long bytes) {}
}
