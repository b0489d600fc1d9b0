package org.musicfs.fuse.kernel;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.jspecify.annotations.Nullable;
import org.musicfs.core.sys.Errno;
import org.musicfs.fuse.MountException;
import org.musicfs.fuse.MountOptions;
import org.musicfs.fuse.mountpoint.MountEntry;
import org.musicfs.fuse.mountpoint.MountTable;
import org.musicfs.fuse.mountpoint.Unmounter;
import org.musicfs.fuse.sys.Libc;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Gets a mounted {@code /dev/fuse}: as root by mount(2). */
final class DeviceMounter {
  private static final String DEVICE = "/dev/fuse";

  /** {@code _IOR(229, 0, uint32_t)}. */
  private static final long FUSE_DEV_IOC_CLONE = 0x8004e500L;

  private static final Logger log = LoggerFactory.getLogger(DeviceMounter.class);

  private DeviceMounter() {}

  /**
   * Mounts; the kernel's INIT is the first thing to be received.
   *
   * @return a descriptor, which is the caller's
   * @throws MountException {@code FAILED}
   */
  static int mount(MountOptions options) throws MountException {
    int descriptor = open();
    if (descriptor < 0) {
      throw failed(options, DEVICE + ": " + Errno.text(-descriptor), null);
    }
    int result =
        Libc.mount(
            source(options),
            options.mountpoint().toString(),
            MountEntry.FS_TYPE,
            Libc.MS_RDONLY_NOSUID_NODEV,
            data(options, descriptor));
    if (result < 0) {
      Libc.close(descriptor);
      throw failed(options, Errno.text(-result), null);
    }
    return descriptor;
  }

  private static int open() {
    return Libc.open(DEVICE, Libc.O_RDWR | Libc.O_CLOEXEC);
  }

  /**
   * Another descriptor of the same connection, with a queue of its own for requests that are being
   * served.
   *
   * @throws MountException {@code FAILED}
   */
  static int duplicate(int mounted) throws MountException {
    int descriptor = open();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment from = arena.allocateFrom(ValueLayout.JAVA_INT, mounted);
      int result = descriptor < 0 ? descriptor : Libc.ioctl(descriptor, FUSE_DEV_IOC_CLONE, from);
      if (result < 0) {
        if (descriptor >= 0) {
          Libc.close(descriptor);
        }
        throw new MountException(
            MountException.Reason.FAILED,
            "cannot clone " + DEVICE + ": " + Errno.text(-result),
            null);
      }
      return descriptor;
    }
  }

  /** Takes away what {@link #mount} made, when serving it fails. */
  static void abandon(MountOptions options) {
    MountTable table = new MountTable();
    table
        .at(options.mountpoint())
        .filter(MountEntry::isOurs)
        .ifPresent(
            entry -> {
              try {
                new Unmounter(table).detach(entry);
              } catch (MountException e) {
                log.warn("{}", e.getMessage());
              }
            });
  }

  private static String source(MountOptions options) {
    return MountEntry.SOURCE_PREFIX + options.library();
  }

  /** The kernel checks permissions by the modes shown. */
  private static String data(MountOptions options, int descriptor) {
    return "fd="
        + descriptor
        + ",rootmode=40000,user_id="
        + Libc.geteuid()
        + ",group_id="
        + Libc.getegid()
        + ",default_permissions,max_read="
        + options.fuse().maxReadBytes()
        + (options.allowOther() ? ",allow_other" : "");
  }

  static MountException failed(MountOptions options, String why, @Nullable Throwable cause) {
    return new MountException(
        MountException.Reason.FAILED,
        "cannot mount on " + options.mountpoint() + ": " + why.replace('\n', ';'),
        cause);
  }
}
