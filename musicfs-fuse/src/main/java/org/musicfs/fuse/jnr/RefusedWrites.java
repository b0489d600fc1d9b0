package org.musicfs.fuse.jnr;

import org.musicfs.fuse.fs.FsErrno;
import ru.serce.jnrfuse.struct.FuseOperations;

/**
 * Every operation that would change something: EROFS. The kernel refuses most of them by itself
 * since the mount is read-only; this holds when somebody remounts it writable.
 */
final class RefusedWrites {
  private static final int REFUSED = -FsErrno.EROFS.number();

  private RefusedWrites() {}

  static void set(FuseOperations operations) {
    operations.mknod.set((path, mode, device) -> REFUSED);
    operations.mkdir.set((path, mode) -> REFUSED);
    operations.unlink.set(path -> REFUSED);
    operations.rmdir.set(path -> REFUSED);
    operations.symlink.set((target, path) -> REFUSED);
    operations.rename.set((from, to) -> REFUSED);
    operations.link.set((from, to) -> REFUSED);
    operations.chmod.set((path, mode) -> REFUSED);
    operations.chown.set((path, uid, gid) -> REFUSED);
    operations.truncate.set((path, size) -> REFUSED);
    operations.ftruncate.set((path, size, info) -> REFUSED);
    operations.utimens.set((path, times) -> REFUSED);
    operations.write.set((path, bytes, size, offset, info) -> REFUSED);
    operations.create.set((path, mode, info) -> REFUSED);
    operations.setxattr.set((path, name, value, size, flags) -> REFUSED);
    operations.removexattr.set((path, name) -> REFUSED);
    operations.fallocate.set((path, mode, offset, length, info) -> REFUSED);
  }
}
