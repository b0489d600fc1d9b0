package org.musicfs.fuse.jnr;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.concurrent.CountDownLatch;
import jnr.ffi.Pointer;
import jnr.ffi.Runtime;
import jnr.ffi.Struct;
import org.jspecify.annotations.Nullable;
import org.musicfs.core.content.ContentException;
import org.musicfs.core.tree.Node;
import org.musicfs.fuse.fs.Edge;
import org.musicfs.fuse.fs.FsErrno;
import org.musicfs.fuse.fs.FsException;
import org.musicfs.fuse.fs.FsFigures;
import org.musicfs.fuse.fs.StatRules;
import org.musicfs.fuse.fs.TreeFileSystem;
import org.musicfs.fuse.fs.Xattrs;
import org.musicfs.fuse.sys.Libc;
import ru.serce.jnrfuse.struct.FileStat;
import ru.serce.jnrfuse.struct.FuseOperations;
import ru.serce.jnrfuse.struct.Statvfs;

/**
 * libfuse's table of operations, each translated into a call of {@link TreeFileSystem}. Called on
 * libfuse's threads, any number at a time. flush, fsync, locks and ioctl are left out on purpose:
 * the kernel hears ENOSYS once, does what a read-only file needs by itself, and asks no more.
 */
final class Callbacks {
  private static final int W_OK = 2;

  /** Directory offsets: after {@code .}, after {@code ..}, and before the children's. */
  private static final long AFTER_SELF = 1;

  private static final long AFTER_PARENT = 2;

  /** Set in the handle of a file that is read past the page cache; version ids are positive. */
  private static final long UNCACHED = 1L << 63;

  /** The page size of the kernel, which its requests are rounded up to. */
  private static final long PAGE = Libc.getpagesize();

  /** About a megabyte of remembered nodes at most. */
  private static final int REMEMBERED_NODES = 8192;

  private final TreeFileSystem fs;
  private final Edge edge;
  private final Runtime runtime = Runtime.getSystemRuntime();
  private final FuseOperations operations = new FuseOperations(runtime);

  /** One a thread: making one costs more than the whole rest of a getattr. */
  private final ThreadLocal<FileStat> stats = ThreadLocal.withInitial(() -> new FileStat(runtime));

  private final PageCache pages = new PageCache(REMEMBERED_NODES);
  private final CountDownLatch initialised = new CountDownLatch(1);

  Callbacks(TreeFileSystem fs, Edge edge) {
    this.fs = fs;
    this.edge = edge;
    setReading();
    RefusedWrites.set(operations);
  }

  /** The native table; valid while this object is reachable. */
  Pointer table() {
    return Struct.getMemory(operations);
  }

  long tableBytes() {
    return Struct.size(operations);
  }

  /** Opens when the kernel and libfuse have agreed and requests are answered. */
  CountDownLatch initialised() {
    return initialised;
  }

  private void setReading() {
    operations.init.set(this::init);
    operations.getattr.set(this::getattr);
    operations.opendir.set(this::opendir);
    operations.readdir.set(this::readdir);
    operations.releasedir.set((path, info) -> 0);
    operations.open.set(this::open);
    operations.read.set(this::read);
    operations.release.set(this::release);
    operations.statfs.set(this::statfs);
    operations.access.set(this::access);
    operations.readlink.set((path, buffer, size) -> -FsErrno.EINVAL.number());
    operations.getxattr.set(this::getxattr);
    operations.listxattr.set(this::listxattr);
  }

  private @Nullable Pointer init(Pointer connection) {
    initialised.countDown();
    return null;
  }

  private int getattr(String path, Pointer stat) {
    return edge.answer(
        "getattr",
        path,
        () -> {
          FileStat to = stats.get();
          to.useMemory(stat);
          write(fs.resolve(path), to);
          return 0;
        });
  }

  private void write(Node node, FileStat to) {
    StatRules stats = fs.stats();
    to.st_ino.set(node.id());
    to.st_mode.set(stats.mode(node));
    to.st_nlink.set(stats.links(node));
    to.st_uid.set(stats.uid());
    to.st_gid.set(stats.gid());
    to.st_size.set(stats.sizeBytes(node));
    to.st_blocks.set(stats.blocks(node));
    long seconds = stats.mtimeSeconds(node);
    int nanos = stats.mtimeNanosOfSecond(node);
    to.st_mtim.tv_sec.set(seconds);
    to.st_mtim.tv_nsec.set(nanos);
    to.st_ctim.tv_sec.set(seconds);
    to.st_ctim.tv_nsec.set(nanos);
    to.st_atim.tv_sec.set(seconds);
    to.st_atim.tv_nsec.set(nanos);
  }

  private int opendir(String path, Pointer info) {
    return edge.answer(
        "opendir",
        path,
        () -> {
          FileInfo.setHandle(info, fs.directory(path).id());
          return 0;
        });
  }

  /**
   * Lists from {@code offset} on. A child's offset is its id and two, so a listing goes on right
   * whatever came and went meanwhile, and libfuse keeps one page of it instead of all.
   */
  private int readdir(String path, Pointer buffer, Pointer filler, long offset, Pointer info) {
    return edge.answer(
        "readdir",
        path,
        () -> {
          long directory = FileInfo.handle(info);
          try (DirectoryFiller out = new DirectoryFiller(runtime, filler, buffer)) {
            if (offset < AFTER_SELF && !out.add(".", directory, StatRules.S_IFDIR, AFTER_SELF)) {
              return 0;
            }
            if (offset < AFTER_PARENT
                && !out.add("..", fs.parentOf(directory), StatRules.S_IFDIR, AFTER_PARENT)) {
              return 0;
            }
            fs.list(
                directory,
                Math.max(0, offset - AFTER_PARENT),
                node ->
                    out.add(
                        node.name(), node.id(), StatRules.typeOf(node), node.id() + AFTER_PARENT));
          }
          return 0;
        });
  }

  private int open(String path, Pointer info) {
    return edge.answer(
        "open",
        path,
        () -> {
          Node.File file = fs.file(path);
          if (!FileInfo.isReadOnly(info)) {
            throw new FsException(FsErrno.EROFS);
          }
          fs.open(file.versionId());
          PageCache.Use use = pages.opened(file.id(), file.versionId());
          long uncached = use == PageCache.Use.BYPASS || FileInfo.isDirect(info) ? UNCACHED : 0;
          FileInfo.setHandle(info, file.versionId() | uncached);
          FileInfo.setCaching(info, use);
          return 0;
        });
  }

  /**
   * Reads. Through the page cache the kernel never asks beyond the page in which the file ends, as
   * far as it knows: if it does, it has the size of another version, and would hand out zeros for
   * what is missing from a short answer. That must be an error instead.
   */
  private int read(String path, Pointer buffer, long size, long offset, Pointer info) {
    return edge.answer(
        "read",
        path,
        () -> {
          long handle = FileInfo.handle(info);
          int n = fs.read(handle & ~UNCACHED, offset, view(buffer, size));
          boolean pastTheLastPage = Math.ceilDiv(offset + n, PAGE) * PAGE < offset + size;
          if (n < size && pastTheLastPage && (handle & UNCACHED) == 0) {
            throw new ContentException(
                ContentException.Reason.CHANGED,
                "asked for bytes beyond version " + handle + ": the kernel has another's size",
                null);
          }
          return n;
        });
  }

  private int release(String path, Pointer info) {
    return edge.answer(
        "release",
        path,
        () -> {
          long version = FileInfo.handle(info) & ~UNCACHED;
          pages.released(version);
          fs.release(version);
          return 0;
        });
  }

  private int statfs(String path, Pointer figures) {
    return edge.answer(
        "statfs",
        path,
        () -> {
          FsFigures from = fs.figures();
          Statvfs to = Statvfs.of(figures);
          to.f_bsize.set(from.blockBytes());
          to.f_frsize.set(from.blockBytes());
          to.f_blocks.set(from.blocks());
          to.f_bfree.set(0);
          to.f_bavail.set(0);
          to.f_files.set(from.files());
          to.f_ffree.set(0);
          to.f_favail.set(0);
          to.f_namemax.set(FsFigures.NAME_MAX);
          return 0;
        });
  }

  /** Only reached where the kernel does not check permissions itself. */
  private int access(String path, int mask) {
    return edge.answer(
        "access",
        path,
        () -> {
          fs.resolve(path);
          if ((mask & W_OK) != 0) {
            throw new FsException(FsErrno.EROFS);
          }
          return 0;
        });
  }

  private int getxattr(String path, String name, @Nullable Pointer value, long size) {
    return edge.answer(
        "getxattr",
        path,
        () -> {
          Xattrs.requireOurs(name);
          return Xattrs.reply(fs.attribute(fs.resolve(path), name), view(value, size));
        });
  }

  private int listxattr(String path, @Nullable Pointer list, long size) {
    return edge.answer(
        "listxattr",
        path,
        () -> Xattrs.reply(fs.attributeNames(fs.resolve(path)), view(list, size)));
  }

  /** libfuse's own buffer, so that content is read to where it is sent from. */
  private static ByteBuffer view(@Nullable Pointer buffer, long size) {
    if (buffer == null || size == 0) {
      return ByteBuffer.allocate(0);
    }
    return MemorySegment.ofAddress(buffer.address()).reinterpret(size).asByteBuffer();
  }
}
