package org.musicfs.fuse.kernel;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.musicfs.core.sys.Descriptor;
import org.musicfs.core.sys.Errno;
import org.musicfs.core.sys.Spawn;
import org.musicfs.core.sys.UnixSocket;
import org.musicfs.fuse.MountException;
import org.musicfs.fuse.MountOptions;
import org.musicfs.fuse.mountpoint.InheritedDevice;
import org.musicfs.fuse.mountpoint.MountEntry;
import org.musicfs.fuse.mountpoint.MountTable;
import org.musicfs.fuse.mountpoint.Unmounter;
import org.musicfs.fuse.sys.Libc;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gets a mounted {@code /dev/fuse}: as root by mount(2); as another user from fusermount, which may
 * mount for everybody and sends the descriptor back; or one that was mounted by whoever started
 * this process.
 */
final class DeviceMounter {
  private static final String DEVICE = "/dev/fuse";

  /** {@code _IOR(229, 0, uint32_t)}. */
  private static final long FUSE_DEV_IOC_CLONE = 0x8004e500L;

  /** Where fusermount finds the socket to answer on. */
  private static final String SOCKET_VARIABLE = "_FUSE_COMMFD";

  private static final int STDERR = 2;
  private static final int SOCKET = 3;
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final int MOST_SAID = 4096;
  private static final Logger log = LoggerFactory.getLogger(DeviceMounter.class);

  private DeviceMounter() {}

  /**
   * Mounts; the kernel's INIT is the first thing to be received.
   *
   * @return a descriptor, closed on exec, which is the caller's
   * @throws MountException {@code FAILED}
   */
  static int mount(MountOptions options) throws MountException {
    Optional<Integer> inherited = InheritedDevice.of(options.mountpoint());
    try {
      if (inherited.isPresent()) {
        Descriptor.closeOnExec(inherited.get(), true);
        return inherited.get();
      }
      return Libc.geteuid() == 0 ? mountAsRoot(options) : mountByHelper(options);
    } catch (IOException e) {
      throw failed(options, String.valueOf(e.getMessage()), e);
    }
  }

  private static int mountAsRoot(MountOptions options) throws MountException {
    int descriptor = open();
    if (descriptor < 0) {
      throw failed(options, DEVICE + ": " + Errno.text(-descriptor), null);
    }
    String data =
        "fd=%d,rootmode=40000,user_id=%d,group_id=%d,%s"
            .formatted(descriptor, Libc.geteuid(), Libc.getegid(), common(options));
    int result =
        Libc.mount(
            source(options),
            options.mountpoint().toString(),
            MountEntry.FS_TYPE,
            Libc.MS_RDONLY_NOSUID_NODEV,
            data);
    if (result < 0) {
      Libc.close(descriptor);
      throw failed(options, Errno.text(-result), null);
    }
    return descriptor;
  }

  private static int mountByHelper(MountOptions options) throws IOException, MountException {
    Path helper =
        Unmounter.fusermount()
            .orElseThrow(() -> failed(options, "fusermount is not installed (fuse3)", null));
    UnixSocket.Pair answers = UnixSocket.pair(UnixSocket.Kind.STREAM);
    UnixSocket.Pair errors = UnixSocket.pair(UnixSocket.Kind.STREAM);
    try (UnixSocket answer = answers.first();
        UnixSocket said = errors.first()) {
      Spawn.End end = run(helper, options, answers.second(), errors.second());
      Optional<UnixSocket.Message> message = answer.receive(1, PATIENCE);
      if (message.isPresent() && !message.get().descriptors().isEmpty()) {
        return message.get().descriptors().getFirst();
      }
      String reason = said.receive(MOST_SAID, PATIENCE).map(UnixSocket.Message::text).orElse("");
      throw failed(options, reason.isBlank() ? helper + ": " + end : reason.strip(), null);
    }
  }

  /** Our ends of what the helper is given are closed when it has them. */
  private static Spawn.End run(
      Path helper, MountOptions options, UnixSocket answer, UnixSocket errors) throws IOException {
    Map<String, String> environment = new HashMap<>(System.getenv());
    environment.put("LC_ALL", "C");
    environment.put(SOCKET_VARIABLE, Integer.toString(SOCKET));
    String list =
        "ro,nosuid,nodev,fsname=%s,subtype=musicfs,%s".formatted(source(options), common(options));
    List<String> command =
        List.of(helper.toString(), "-o", list, "--", options.mountpoint().toString());
    int pid;
    try (answer;
        errors) {
      pid =
          new Spawn(
                  command,
                  environment,
                  Map.of(STDERR, errors.descriptor(), SOCKET, answer.descriptor()),
                  false)
              .start();
    }
    return Spawn.waitFor(pid);
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

  /** Takes away what is mounted there, when serving it fails. */
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
  private static String common(MountOptions options) {
    return "default_permissions,max_read="
        + options.fuse().maxReadBytes()
        + (options.allowOther() ? ",allow_other" : "");
  }

  static MountException failed(MountOptions options, String why, @Nullable Throwable cause) {
    return failed(MountException.Reason.FAILED, options, why, cause);
  }

  static MountException failed(
      MountException.Reason reason, MountOptions options, String why, @Nullable Throwable cause) {
    return new MountException(
        reason, "cannot mount on " + options.mountpoint() + ": " + why.replace('\n', ';'), cause);
  }
}
