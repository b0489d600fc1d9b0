package org.musicfs.fuse.kernel;

import org.jspecify.annotations.Nullable;
import org.musicfs.core.sys.Errno;
import org.musicfs.core.tree.FileTree;
import org.musicfs.core.tree.Node;
import org.musicfs.core.tree.TreeException;
import org.musicfs.fuse.fs.FsException;
import org.musicfs.fuse.fs.TreeFileSystem;
import org.musicfs.fuse.protocol.Reply;
import org.musicfs.fuse.protocol.Request;

/**
 * Writes directory entries into a reply until it is full. An entry's offset says what comes after
 * it: 1 after {@code .}, 2 after {@code ..}, a child's id and two after a child. So a listing goes
 * on right whatever came and went meanwhile, and nothing is kept between requests. Confined to one
 * worker.
 */
final class Listing implements FileTree.NodeSink {
  private static final long AFTER_SELF = 1;
  private static final long AFTER_PARENT = 2;

  private final Connection connection;
  private final TreeFileSystem fs;
  private final Reply reply;
  private boolean plus;
  private int limit;
  private int bytes;

  Listing(Connection connection, Reply reply) {
    this.connection = connection;
    this.fs = connection.fs();
    this.reply = reply;
  }

  /**
   * Answers READDIR or READDIRPLUS.
   *
   * @param withAttributes whether each entry is looked up on the way
   * @return bytes of payload, or minus an error number
   */
  int list(Request request, boolean withAttributes) throws FsException, TreeException {
    if (NodeIds.isFile(request.nodeId())) {
      return -Errno.ENOTDIR;
    }
    plus = withAttributes;
    limit = Math.min(request.size(), reply.capacity());
    bytes = 0;
    long directory = connection.ids().directory(request.nodeId());
    long offset = request.offset();
    if (offset < AFTER_PARENT && !addDots(directory, offset)) {
      return bytes;
    }
    fs.list(directory, Math.max(0, offset - AFTER_PARENT), this);
    return bytes;
  }

  private boolean addDots(long directory, long offset) throws FsException, TreeException {
    Node.Directory self = fs.directory(directory);
    if (offset < AFTER_SELF && !add(".", self, 0, AFTER_SELF)) {
      return false;
    }
    @Nullable Node parent =
        connection.ids().ofDirectory(directory) == NodeIds.ROOT
            ? self
            : fs.directoryOrNull(self.parentId());
    return add("..", parent == null ? self : parent, 0, AFTER_PARENT);
  }

  @Override
  public boolean accept(Node node) {
    return add(node.name(), node, connection.ids().of(node), node.id() + AFTER_PARENT);
  }

  private boolean add(String name, Node node, long nodeId, long next) {
    int end =
        plus
            ? reply.direntPlus(
                bytes, limit, name, node, nodeId, fs.stats(), connection.timeOuts(), next)
            : reply.dirent(
                bytes, limit, name, node.id(), org.musicfs.fuse.fs.StatRules.typeOf(node), next);
    boolean added = end > bytes;
    bytes = end;
    return added;
  }
}
