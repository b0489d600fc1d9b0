package org.musicfs.fuse.kernel;

import java.nio.ByteBuffer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.musicfs.core.content.ContentException;
import org.musicfs.core.content.FileContent;
import org.musicfs.core.sys.Errno;
import org.musicfs.core.tree.Node;
import org.musicfs.core.tree.TreeException;
import org.musicfs.fuse.fs.FsException;
import org.musicfs.fuse.fs.FsFigures;
import org.musicfs.fuse.fs.TreeFileSystem;
import org.musicfs.fuse.fs.Xattrs;
import org.musicfs.fuse.handover.CountedRequests;
import org.musicfs.fuse.handover.OpenInodes;
import org.musicfs.fuse.protocol.Init;
import org.musicfs.fuse.protocol.Opcode;
import org.musicfs.fuse.protocol.Reply;
import org.musicfs.fuse.protocol.Request;

/**
 * What each opcode does. A method takes the request, writes the payload of its reply and returns
 * its length, minus an error number, or {@link #NO_REPLY}. Confined to one worker.
 *
 * <p>Left to the kernel by ENOSYS, which it hears once: flush, fsync, locks, ioctl, poll, bmap, and
 * opening directories where it can do without. Refused by EROFS: whatever would write.
 */
final class Operations {
  /** Nothing is sent, now or by this worker. */
  static final int NO_REPLY = Integer.MIN_VALUE;

  private static final int ENOSYS = 38;
  private static final int O_ACCMODE = 3;
  private static final int O_TRUNC = 01000;
  private static final int W_OK = 2;
  private static final int SEEK_SET = 0;
  private static final int SEEK_CUR = 1;
  private static final int SEEK_END = 2;
  private static final int SEEK_DATA = 3;
  private static final int SEEK_HOLE = 4;

  private final Connection connection;
  private final TreeFileSystem fs;
  private final NodeIds ids;
  private final @Nullable Passthrough passthrough;
  private final CountedRequests counted;
  private final Reply reply;
  private final Listing listing;

  /**
   * @param reply where payloads go
   */
  Operations(Connection connection, Reply reply) {
    this.connection = connection;
    this.fs = connection.fs();
    this.ids = connection.ids();
    this.passthrough = connection.passthrough();
    this.counted = connection.counted();
    this.reply = reply;
    this.listing = new Listing(connection, reply);
  }

  /**
   * Hands a read that has to wait to others; answers {@link #NO_REPLY} or minus an error number.
   */
  @FunctionalInterface
  interface Waiting {
    int read(long unique, long versionId, long offset, int size);
  }

  /**
   * Serves one request.
   *
   * @return bytes of payload, minus an error number, or {@link #NO_REPLY}
   */
  int serve(Request request, Waiting waiting) throws FsException, TreeException, ContentException {
    return switch (request.opcode()) {
      case Opcode.LOOKUP -> lookup(request);
      case Opcode.FORGET, Opcode.BATCH_FORGET -> NO_REPLY; // nothing is kept that could go
      case Opcode.GETATTR -> reply.stat(node(request), fs.stats(), connection.timeOuts());
      case Opcode.STATX -> reply.statx(node(request), fs.stats(), connection.timeOuts());
      case Opcode.READLINK -> -Errno.EINVAL; // there are no symbolic links
      case Opcode.OPEN -> open(request);
      case Opcode.READ -> read(request, waiting);
      case Opcode.RELEASE -> release(request);
      case Opcode.OPENDIR -> openDirectory(request);
      case Opcode.READDIR -> listing.list(request, false);
      case Opcode.READDIRPLUS -> listing.list(request, true);
      case Opcode.RELEASEDIR -> 0;
      case Opcode.STATFS -> reply.figures(fs.figures());
      case Opcode.ACCESS -> access(request);
      case Opcode.GETXATTR -> attribute(request);
      case Opcode.LISTXATTR -> attributeNames(request);
      case Opcode.LSEEK -> seek(request);
      case Opcode.INTERRUPT -> interrupt(request);
      case Opcode.DESTROY -> 0;
      case Opcode.SETATTR,
          Opcode.SYMLINK,
          Opcode.MKNOD,
          Opcode.MKDIR,
          Opcode.UNLINK,
          Opcode.RMDIR,
          Opcode.RENAME,
          Opcode.RENAME2,
          Opcode.LINK,
          Opcode.WRITE,
          Opcode.CREATE,
          Opcode.TMPFILE,
          Opcode.SETXATTR,
          Opcode.REMOVEXATTR,
          Opcode.FALLOCATE,
          Opcode.COPY_FILE_RANGE,
          Opcode.COPY_FILE_RANGE_64 ->
          -Errno.EROFS;
      default -> -ENOSYS;
    };
  }

  /** The node the request is about, in the version its id names. */
  private Node node(Request request) throws FsException, TreeException {
    long id = request.nodeId();
    return NodeIds.isFile(id)
        ? fs.file(NodeIds.node(id), NodeIds.version(id))
        : fs.directory(ids.directory(id));
  }

  private int lookup(Request request) throws FsException, TreeException {
    if (NodeIds.isFile(request.nodeId())) {
      return -Errno.ENOTDIR;
    }
    if (request.nameBytes(0) > FsFigures.NAME_MAX) {
      return -Errno.ENAMETOOLONG;
    }
    String name = request.name(0);
    Optional<Node> child = fs.child(ids.directory(request.nodeId()), name);
    if (child.isEmpty()) {
      // An error the kernel forgets at once; an empty entry it keeps.
      return fs.mayAppear(name) ? -Errno.ENOENT : reply.absent(connection.timeOuts());
    }
    Node node = child.get();
    return reply.entry(node, ids.of(node), fs.stats(), connection.timeOuts());
  }

  private int open(Request request) throws FsException, ContentException {
    if (!NodeIds.isFile(request.nodeId())) {
      return -Errno.EISDIR;
    }
    int flags = request.openFlags();
    if ((flags & O_ACCMODE) != 0 || (flags & O_TRUNC) != 0) {
      return -Errno.EROFS;
    }
    long version = NodeIds.version(request.nodeId());
    if (counted.isCounted(request.unique())) {
      release(request.nodeId(), version);
    }
    fs.open(version);
    boolean done = false;
    try {
      int backing = passthrough == null ? 0 : passthrough.opened(fs, request.nodeId(), version);
      done = backing != OpenInodes.NO_ROOM;
      if (done) {
        counted.counted(request.unique());
      }
      return switch (backing) {
        case OpenInodes.NO_ROOM -> -Errno.ENFILE;
        case 0 -> reply.opened(version, Reply.KEEP_CACHE, 0);
        default -> reply.opened(version, Reply.PASSTHROUGH, backing);
      };
    } finally {
      if (!done) {
        fs.release(version);
      }
    }
  }

  /** The reply to an open reached nobody: there will be no release. */
  void openWasInterrupted(Request request) {
    release(request.nodeId(), NodeIds.version(request.nodeId()));
  }

  private int read(Request request, Waiting waiting) throws FsException, ContentException {
    long version = request.handle();
    ByteBuffer content = reply.content(request.size());
    int n = fs.readNow(version, request.offset(), content);
    return n == FileContent.NOT_AT_HAND
        ? waiting.read(request.unique(), version, request.offset(), content.limit())
        : n;
  }

  private int release(Request request) {
    if (!counted.isCounted(request.unique())) {
      release(request.nodeId(), request.handle());
      counted.counted(request.unique());
    }
    return 0;
  }

  private void release(long kernelId, long version) {
    if (passthrough != null) {
      passthrough.released(kernelId);
    }
    fs.release(version);
  }

  private int openDirectory(Request request) {
    if (connection.agreement().has(Init.NO_OPENDIR_SUPPORT)) {
      return -ENOSYS; // it opens directories by itself from now on, and keeps listings
    }
    return NodeIds.isFile(request.nodeId())
        ? -Errno.ENOTDIR
        : reply.opened(0, Reply.KEEP_CACHE | Reply.CACHE_DIR, 0);
  }

  /** Only reached where the kernel does not check permissions itself. */
  private int access(Request request) throws FsException, TreeException {
    Node node = node(request);
    return node.id() == 0 || (request.accessMask() & W_OK) != 0 ? -Errno.EROFS : 0;
  }

  private int attribute(Request request) throws FsException, TreeException {
    String name = request.xattrName();
    Xattrs.requireOurs(name);
    return xattr(request, fs.attribute(node(request), name));
  }

  private int attributeNames(Request request) throws FsException, TreeException {
    return xattr(request, fs.attributeNames(node(request)));
  }

  private int xattr(Request request, byte[] value) throws FsException {
    ByteBuffer room = reply.content(request.xattrSize());
    int length = Xattrs.reply(value, room);
    return request.xattrSize() == 0 ? reply.length(length) : length;
  }

  /** Files have no holes: data up to the end, one hole there. */
  private int seek(Request request) throws FsException, TreeException {
    if (!NodeIds.isFile(request.nodeId())) {
      return -Errno.EISDIR;
    }
    long size = fs.stats().sizeBytes(node(request));
    long offset = request.offset();
    return switch (request.whence()) {
      case SEEK_SET -> reply.position(offset);
      case SEEK_END -> reply.position(size + offset);
      case SEEK_DATA, SEEK_HOLE ->
          offset < 0 || offset >= size
              ? -Errno.ENXIO
              : reply.position(request.whence() == SEEK_DATA ? offset : size);
      case SEEK_CUR -> -Errno.EINVAL; // the kernel knows the position, not we
      default -> -Errno.EINVAL;
    };
  }

  /**
   * One that is not known is being served, or about to be: the kernel is asked to tell again, until
   * it is known or answered.
   */
  private int interrupt(Request request) {
    return connection.waiting().interrupt(request.interrupted()) ? NO_REPLY : -Errno.EAGAIN;
  }
}
