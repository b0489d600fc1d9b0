package org.musicfs.fuse.mountpoint;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.musicfs.core.sys.Errno;
import org.musicfs.fuse.MountException;
import org.musicfs.fuse.sys.Libc;

/**
 * Takes mounts of ours away: as root by umount2(2), else by fusermount. Before each step the mount
 * table is read again, so that a mount someone else has put in the place is never touched.
 * Thread-safe.
 */
public final class Unmounter {
  private static final long HELPER_SECONDS = 10;
  private static final Path CONNECTIONS = Path.of("/sys/fs/fuse/connections");

  private final MountTable table;

  public Unmounter(MountTable table) {
    this.table = table;
  }

  /**
   * Unmounts if nobody uses the mount. A mount that is gone already is no error.
   *
   * @throws MountException {@code BUSY} with its users, {@code FAILED}
   */
  public void unmount(MountEntry entry) throws MountException {
    if (isVisible(entry)) {
      take(entry, 0, List.of("-u"));
    }
  }

  /**
   * Takes the mount out of the tree at once; what is open goes on. A mount that is gone already is
   * no error.
   *
   * @throws MountException {@code FAILED}
   */
  public void detach(MountEntry entry) throws MountException {
    if (isVisible(entry)) {
      take(entry, Libc.MNT_DETACH, List.of("-u", "-z"));
    }
  }

  /**
   * Detaches, and ends the connection: every request that waits fails.
   *
   * @return false if this user has no means to end the connection
   * @throws MountException {@code FAILED}
   */
  public boolean abort(MountEntry entry) throws MountException {
    if (Libc.geteuid() == 0 && isVisible(entry)) {
      take(entry, Libc.MNT_FORCE | Libc.MNT_DETACH, List.of());
      return true;
    }
    boolean aborted = abortConnection(entry);
    detach(entry);
    return aborted;
  }

  /** Whether this very mount is what one sees at its place. */
  private boolean isVisible(MountEntry entry) throws MountException {
    List<MountEntry> there =
        table.entries().stream().filter(e -> e.mountpoint().equals(entry.mountpoint())).toList();
    if (there.stream().noneMatch(e -> sameMount(e, entry))) {
      return false;
    }
    MountEntry top = there.getLast();
    if (!sameMount(top, entry)) {
      throw failed(entry, "another mount of type " + top.fsType() + " lies over it");
    }
    return true;
  }

  private static boolean sameMount(MountEntry a, MountEntry b) {
    return a.device().equals(b.device()) && a.fsType().equals(b.fsType());
  }

  private void take(MountEntry entry, int flags, List<String> helperOptions) throws MountException {
    if (Libc.geteuid() == 0) {
      int result = Libc.umount2(entry.mountpoint(), flags | Libc.UMOUNT_NOFOLLOW);
      switch (-result) {
        case 0, Errno.EINVAL, Errno.ENOENT -> {}
        case Errno.EBUSY -> throw busy(entry);
        default -> throw failed(entry, Errno.text(-result));
      }
    } else {
      runHelper(entry, helperOptions);
    }
  }

  private void runHelper(MountEntry entry, List<String> options) throws MountException {
    Path helper =
        fusermount().orElseThrow(() -> failed(entry, "fusermount is not installed (fuse3)"));
    List<String> command = new ArrayList<>(List.of(helper.toString()));
    command.addAll(options);
    command.add("--");
    command.add(entry.mountpoint());
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("LC_ALL", "C");
    try {
      Process child = builder.start();
      child.getOutputStream().close();
      if (!child.waitFor(HELPER_SECONDS, TimeUnit.SECONDS)) {
        child.destroyForcibly();
        throw failed(entry, helper + " does not end");
      }
      if (child.exitValue() != 0) {
        String said =
            new String(child.getInputStream().readNBytes(4096), StandardCharsets.UTF_8).strip();
        if (said.endsWith("busy")) {
          throw busy(entry);
        }
        if (isVisible(entry)) {
          throw failed(entry, said);
        }
      }
    } catch (IOException e) {
      throw new MountException(
          MountException.Reason.FAILED, "cannot run " + helper + ": " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failed(entry, "interrupted");
    }
  }

  /** The helper that unmounts for ordinary users, whichever of its two names is installed. */
  public static Optional<Path> fusermount() {
    for (String directory : List.of("/usr/bin", "/bin", "/usr/local/bin", "/run/wrappers/bin")) {
      for (String name : List.of("fusermount3", "fusermount")) {
        Path path = Path.of(directory, name);
        if (Files.isExecutable(path)) {
          return Optional.of(path);
        }
      }
    }
    return Optional.empty();
  }

  private static boolean abortConnection(MountEntry entry) {
    Path abort = CONNECTIONS.resolve(entry.connection()).resolve("abort");
    try {
      Files.write(abort, new byte[] {'1'}, StandardOpenOption.WRITE);
      return true;
    } catch (IOException e) {
      return Libc.geteuid() == 0 && abortFromOwnNamespace(entry);
    }
  }

  /**
   * Where nobody has mounted the control file system, root does for a moment: in a child with a
   * mount namespace of its own, so that nothing changes for others.
   */
  private static boolean abortFromOwnNamespace(MountEntry entry) {
    String script = "mount -t fusectl fusectl \"$0\" && echo 1 > \"$0/$1/abort\"";
    try {
      Process child =
          new ProcessBuilder(
                  "unshare",
                  "--mount",
                  "sh",
                  "-c",
                  script,
                  CONNECTIONS.toString(),
                  entry.connection())
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      child.getOutputStream().close();
      if (!child.waitFor(HELPER_SECONDS, TimeUnit.SECONDS)) {
        child.destroyForcibly();
        return false;
      }
      return child.exitValue() == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static MountException busy(MountEntry entry) {
    List<String> users = MountUsers.of(entry);
    String who = users.isEmpty() ? "" : ", used by " + String.join(", ", users);
    return new MountException(
        MountException.Reason.BUSY, entry.mountpoint() + " is busy" + who, users, null);
  }

  private static MountException failed(MountEntry entry, String why) {
    return new MountException(
        MountException.Reason.FAILED, "cannot unmount " + entry.mountpoint() + ": " + why, null);
  }
}
