package org.musicfs.fuse.fs;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.musicfs.core.content.BackingFile;
import org.musicfs.core.content.ContentException;
import org.musicfs.core.content.FileContent;
import org.musicfs.core.metrics.Metric;
import org.musicfs.core.metrics.Metrics;
import org.musicfs.core.tree.FileTree;
import org.musicfs.core.tree.Node;
import org.musicfs.core.tree.NodeAttributes;
import org.musicfs.core.tree.TreeException;
import org.musicfs.core.tree.TreeListener;
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
  private final StatRules stats;
  private final Metrics metrics;
  private final OpenHandles openHandles;

  public TreeFileSystem(
      FileTree tree,
      NodeAttributes attributes,
      FileContent content,
      MountOptions options,
      OpenHandles openHandles,
      Metrics metrics) {
    this.tree = tree;
    this.attributes = attributes;
    this.content = content;
    this.stats = new StatRules(options);
    this.openHandles = openHandles;
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
    return child(parent.id(), name).orElseThrow(() -> new FsException(FsErrno.ENOENT));
  }

  /** From now on told of every change of the tree; see {@link FileTree#onChange}. */
  public void onChange(TreeListener listener) {
    tree.onChange(listener);
  }

  /** The root directory. */
  public Node.Directory root() throws TreeException {
    return tree.root();
  }

  /**
   * The child of this directory.
   *
   * @return empty if it has none of this name
   * @throws FsException {@code ENAMETOOLONG}
   */
  public Optional<Node> child(long directoryId, String name) throws FsException, TreeException {
    Optional<Node> found = tree.lookup(directoryId, name);
    if (found.isPresent()) {
      return found;
    }
    boolean tooLong =
        name.length() > FsFigures.NAME_MAX / 4
            && name.getBytes(StandardCharsets.UTF_8).length > FsFigures.NAME_MAX;
    if (tooLong) {
      throw new FsException(FsErrno.ENAMETOOLONG);
    }
    return found;
  }

  /** Whether it must not be kept that a name is absent; see {@link FileTree#mayAppear}. */
  public boolean mayAppear(String name) {
    return tree.mayAppear(name);
  }

  /**
   * The directory with this id.
   *
   * @throws FsException {@code ESTALE} if it is gone
   */
  public Node.Directory directory(long id) throws FsException, TreeException {
    Node.Directory directory = directoryOrNull(id);
    if (directory == null) {
      throw new FsException(FsErrno.ESTALE);
    }
    return directory;
  }

  /**
   * The file that this node shows, or showed, as this version.
   *
   * @throws FsException {@code ESTALE} if the version is not known any more
   */
  public Node.File file(long id, long versionId) throws FsException, TreeException {
    return tree.file(id, versionId).orElseThrow(() -> new FsException(FsErrno.ESTALE));
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

  /** What stat tells of a node. */
  public StatRules stats() {
    return stats;
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

  /** The directory with this id; null if it is gone. */
  public Node.@Nullable Directory directoryOrNull(long id) throws TreeException {
    return tree.node(id).orElse(null) instanceof Node.Directory directory ? directory : null;
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
  public void open(long versionId) throws FsException, ContentException {
    try {
      content.open(versionId);
    } catch (ContentException e) {
      throwIfStale(e);
      throw e;
    }
    openHandles.add(1);
  }

  private static void throwIfStale(ContentException e) throws FsException {
    switch (e.reason()) {
      case UNKNOWN_VERSION, CHANGED -> throw new FsException(FsErrno.ESTALE);
      case UNAVAILABLE, TIMED_OUT, CORRUPT -> {}
    }
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

  /**
   * {@link #read} if that takes no waiting; all of it or nothing.
   *
   * @return bytes read, or {@link FileContent#NOT_AT_HAND}
   */
  public int readNow(long versionId, long offset, ByteBuffer destination)
      throws FsException, ContentException {
    if (offset < 0) {
      throw new FsException(FsErrno.EINVAL);
    }
    int n = content.readNow(versionId, offset, destination);
    if (n > 0) {
      metrics.add(Metric.READ_BYTES, n);
    }
    return n;
  }

  /** Waits until these bytes are at hand; see {@link FileContent#await}. */
  public void await(long versionId, long offset, int length)
      throws ContentException, InterruptedException {
    content.await(versionId, offset, length);
  }

  /**
   * A local file with exactly this version's bytes, for a handle that is being opened; see {@link
   * FileContent#backing}.
   *
   * @throws FsException as {@link #open}
   */
  public Optional<BackingFile> backing(long versionId) throws FsException, ContentException {
    try {
      return content.backing(versionId);
    } catch (ContentException e) {
      throwIfStale(e);
      throw e;
    }
  }

  /** Takes back one {@link #open}. */
  public void release(long versionId) {
    openHandles.add(-1);
    content.release(versionId);
  }

  /** Files open now, 0 or more. */
  public long openHandles() {
    return openHandles.count();
  }

  /**
   * The value of an extended attribute.
   *
   * @param name one of {@link Xattrs#requireOurs ours}
   * @throws FsException {@code ENODATA} if the node has no such attribute
   */
  public byte[] attribute(Node node, String name) throws FsException, TreeException {
    return Xattrs.value(attributes.attributes(node), name);
  }

  /** The names of the extended attributes, each ended by a NUL. */
  public byte[] attributeNames(Node node) throws TreeException {
    return Xattrs.list(attributes.attributes(node));
  }
}
