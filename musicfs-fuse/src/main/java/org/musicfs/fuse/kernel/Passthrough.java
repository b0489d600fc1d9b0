package org.musicfs.fuse.kernel;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.musicfs.core.content.BackingFile;
import org.musicfs.core.content.ContentException;
import org.musicfs.core.sys.Errno;
import org.musicfs.fuse.fs.FsException;
import org.musicfs.fuse.fs.TreeFileSystem;
import org.musicfs.fuse.handover.OpenInodes;
import org.musicfs.fuse.sys.Libc;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Files that the kernel reads by itself, from a file of this machine that holds the version's
 * bytes. Decided when an inode is opened first, and kept while it is open: the kernel does not mix
 * both ways. Needs CAP_SYS_ADMIN, a kernel of 6.9 or later, and a file that does not itself lie on
 * a stacked file system; where one is missing the file is served as any other. Thread-safe.
 */
final class Passthrough {
  /** {@code _IOW(229, 1, struct fuse_backing_map)}. */
  private static final long FUSE_DEV_IOC_BACKING_OPEN = 0x4010e501L;

  /** {@code _IOW(229, 2, uint32_t)}. */
  private static final long FUSE_DEV_IOC_BACKING_CLOSE = 0x4004e502L;

  /** A file that is always there, to try with. */
  private static final String PROBE = "/proc/self/exe";

  private static final Logger log = LoggerFactory.getLogger(Passthrough.class);

  private final int descriptor;
  private final OpenInodes inodes;

  /** Held open as long as their inode: what is a backing must not be evicted. */
  @GuardedBy("files")
  private final Map<Long, BackingFile> files = new HashMap<>();

  /**
   * @param descriptor of the connection
   */
  Passthrough(int descriptor, OpenInodes inodes) {
    this.descriptor = descriptor;
    this.inodes = inodes;
  }

  /** Whether this process and this kernel can. */
  static boolean isPossible(int descriptor) {
    int file = Libc.open(PROBE, Libc.O_CLOEXEC);
    if (file < 0) {
      return false;
    }
    try {
      int id = register(descriptor, file);
      if (id <= 0) {
        log.info("the kernel does not read files by itself: {}", Errno.text(-id));
        return false;
      }
      unregister(descriptor, id);
      return true;
    } finally {
      Libc.close(file);
    }
  }

  /**
   * Notes that an inode is opened.
   *
   * @return the id of its backing file, 0 to serve it here, or {@link OpenInodes#NO_ROOM}
   * @throws FsException {@code ESTALE} if its file is not what the version is any more
   * @throws ContentException if it cannot be had
   */
  int opened(TreeFileSystem fs, long kernelId, long version) throws FsException, ContentException {
    Optional<BackingFile> file = fs.backing(version);
    int backing = inodes.opened(kernelId, () -> file.map(f -> keep(kernelId, f)).orElse(0));
    file.ifPresent(f -> closeUnlessKept(kernelId, f));
    return backing;
  }

  private int keep(long kernelId, BackingFile file) {
    int id = register(descriptor, file.descriptor());
    if (id <= 0) {
      log.debug("inode {} is not read by the kernel: {}", kernelId, Errno.text(-id));
      return 0;
    }
    synchronized (files) {
      files.put(kernelId, file);
    }
    return id;
  }

  private void closeUnlessKept(long kernelId, BackingFile file) {
    synchronized (files) {
      if (file.equals(files.get(kernelId))) {
        return;
      }
    }
    file.close();
  }

  /** Notes that an inode is closed once. */
  void released(long kernelId) {
    int backing = inodes.released(kernelId);
    if (backing == 0) {
      return;
    }
    unregister(descriptor, backing);
    BackingFile file;
    synchronized (files) {
      file = files.remove(kernelId);
    }
    if (file != null) {
      file.close();
    }
  }

  /** {@code struct fuse_backing_map}: fd s32, flags u32, padding u64. */
  private static int register(int descriptor, int file) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment map = arena.allocate(16, 8);
      map.set(ValueLayout.JAVA_INT, 0, file);
      return Libc.ioctl(descriptor, FUSE_DEV_IOC_BACKING_OPEN, map);
    }
  }

  private static void unregister(int descriptor, int id) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment argument = arena.allocateFrom(ValueLayout.JAVA_INT, id);
      int result = Libc.ioctl(descriptor, FUSE_DEV_IOC_BACKING_CLOSE, argument);
      if (result < 0) {
        log.debug("backing file {} was not given back: {}", id, Errno.text(-result));
      }
    }
  }
}
