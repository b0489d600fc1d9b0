package org.musicfs.fuse.fs;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.musicfs.core.content.ContentException;
import org.musicfs.core.content.FileContent;
import org.musicfs.core.metrics.Metric;
import org.musicfs.core.metrics.Metrics;
import org.musicfs.core.tree.FileTree;
import org.musicfs.core.tree.Node;
import org.musicfs.core.tree.NodeAttributes;
import org.musicfs.core.tree.TreeException;
import org.musicfs.fuse.MountOptions;

/**
 * The file system, told in nodes and versions. A backend translates its requests into these calls
 * and their records and exceptions back. A file's handle is the id of the version it showed when it
 * was opened, a directory's handle is its node id: neither needs memory here, and an open file goes
 * on reading the same bytes whatever happens to its name. Thread-safe.
 */
public final class TreeFileSystem {
  private final FileTree tree;
  private final NodeAttributes attributes;
  private final FileContent content;
  private final MountOptions options;
  private final Metrics metrics;
  private final AtomicLong openHandles = new AtomicLong();

  public TreeFileSystem(
      FileTree tree,
      NodeAttributes attributes,
      FileContent content,
      MountOptions options,
      Metrics metrics) {
    this.tree = tree;
    this.attributes = attributes;
    this.content = content;
    this.options = options;
    this.metrics = metrics;
  }

  /**
   * The node at {@code path}, looked up component by component: one query each, always the tree of
   * this moment.
   *
   * @param path begins with a slash; the root is {@code /}
   * @throws FsException {@code ENOENT}, {@code ENOTDIR}, {@code ENAMETOOLONG}
   */
  public Node resolve(String path) throws FsException, TreeException {
    Node node = tree.root();
    int start = 1;
    while (start < path.length()) {
      int slash = path.indexOf('/', start);
      int end = slash < 0 ? path.length() : slash;
      node = child(node, path.substring(start, end));
      start = end + 1;
    }
    return node;
  }

  private Node child(Node parent, String name) throws FsException, TreeException {
    if (!(parent instanceof Node.Directory)) {
      throw new FsException(FsErrno.ENOTDIR);
    }
    Optional<Node> found = tree.lookup(parent.id(), name);
    if (found.isPresent()) {
      return found.get();
    }
    boolean tooLong =
        name.length() > FsFigures.NAME_MAX / 4
            && name.getBytes(StandardCharsets.UTF_8).length > FsFigures.NAME_MAX;
    throw new FsException(tooLong ? FsErrno.ENAMETOOLONG : FsErrno.ENOENT);
  }

  /** The directory at {@code path}; {@code ENOTDIR} if something else is there. */
  public Node.Directory directory(String path) throws FsException, TreeException {
    if (resolve(path) instanceof Node.Directory directory) {
      return directory;
    }
    throw new FsException(FsErrno.ENOTDIR);
  }

  /** The file at {@code path}; {@code EISDIR} if a directory is there. */
  public Node.File file(String path) throws FsException, TreeException {
    if (resolve(path) instanceof Node.File file) {
      return file;
    }
    throw new FsException(FsErrno.EISDIR);
  }

  public NodeStat stat(Node node) {
    return NodeStat.of(node, options);
  }

  public FsFigures figures() throws TreeException {
    return FsFigures.of(tree.counts());
  }

  /**
   * Children after {@code afterId} in order of id; see {@link FileTree#list}. A directory that has
   * gone has none.
   */
  public void list(long directoryId, long afterId, FileTree.NodeSink sink) throws TreeException {
    tree.list(directoryId, afterId, sink);
  }

  /** The directory that holds this directory; itself if it is the root or has gone. */
  public long parentOf(long directoryId) throws TreeException {
    return tree.node(directoryId).map(Node::parentId).orElse(directoryId);
  }

  /**
   * Opens a file for reading.
   *
   * @throws FsException {@code ESTALE} if the version was replaced since it was looked up: the
   *     kernel then looks the name up again and tries once more by itself
   * @throws ContentException if the bytes cannot be had
   */
  public void open(Node.File file) throws FsException, ContentException {
    try {
      content.open(file.versionId());
    } catch (ContentException e) {
      switch (e.reason()) {
        case UNKNOWN_VERSION, CHANGED -> throw new FsException(FsErrno.ESTALE);
        case UNAVAILABLE, TIMED_OUT, CORRUPT -> throw e;
      }
    }
    openHandles.incrementAndGet();
  }

  /**
   * Reads until {@code destination} is full or the version ends.
   *
   * @return bytes read; 0 at or past the end
   */
  public int read(long versionId, long offset, ByteBuffer destination)
      throws FsException, ContentException {
    if (offset < 0) {
      throw new FsException(FsErrno.EINVAL);
    }
    int n = content.read(versionId, offset, destination);
    metrics.add(Metric.READ_BYTES, n);
    return n;
  }

  /** Takes back one {@link #open}. */
  public void release(long versionId) {
    openHandles.decrementAndGet();
    content.release(versionId);
  }

  /** Files open now, 0 or more. */
  public long openHandles() {
    return openHandles.get();
  }

  /**
   * The value of an extended attribute.
   *
   * @throws FsException {@code EOPNOTSUPP} if the name is none of ours, {@code ENODATA} if the node
   *     has no such attribute
   */
  public byte[] attribute(String path, String name) throws FsException, TreeException {
    if (!Xattrs.isOurs(name)) {
      throw new FsException(FsErrno.EOPNOTSUPP);
    }
    return Xattrs.value(attributes.attributes(resolve(path)), name);
  }

  /** The names of the extended attributes, each ended by a NUL. */
  public byte[] attributeNames(String path) throws FsException, TreeException {
    return Xattrs.list(attributes.attributes(resolve(path)));
  }
}
