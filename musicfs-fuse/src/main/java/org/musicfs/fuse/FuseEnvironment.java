package org.musicfs.fuse;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.musicfs.core.config.FuseBackend;
import org.musicfs.core.error.ExitCode;
import org.musicfs.core.error.UserError;
import org.musicfs.fuse.jnr.JnrMounter;
import org.musicfs.fuse.mountpoint.Unmounter;
import org.musicfs.fuse.sys.Libc;

/** What this machine must have for a mount, and what is missing. */
public final class FuseEnvironment {
  private static final Path DEVICE = Path.of("/dev/fuse");
  private static final Path CONFIG = Path.of("/etc/fuse.conf");

  private FuseEnvironment() {}

  /**
   * Everything that would keep this user from mounting, each with exit code {@code ENVIRONMENT} and
   * the command that mends it; empty if nothing does.
   */
  public static List<UserError> problems(FuseBackend backend, boolean allowOther) {
    List<UserError> problems = new ArrayList<>();
    boolean root = Libc.geteuid() == 0;
    checkDevice(problems);
    if (backend == FuseBackend.JNR && !JnrMounter.isAvailable()) {
      problems.add(
          problem(
              "libfuse 2 (libfuse.so.2) is not installed",
              "install it: apt-get install libfuse2 (libfuse2t64 on Ubuntu 24.04 and later)"));
    }
    if (!root && Unmounter.fusermount().isEmpty()) {
      problems.add(problem("fusermount is not installed", "install it: apt-get install fuse3"));
    }
    if (allowOther && !root && !othersAllowed()) {
      problems.add(
          problem(
              "allow_other is not permitted to ordinary users by " + CONFIG,
              "add the line user_allow_other to it: echo user_allow_other | sudo tee -a "
                  + CONFIG));
    }
    return problems;
  }

  /**
   * Throws the first problem there is.
   *
   * @throws UserError with exit code {@code ENVIRONMENT}
   */
  public static void check(FuseBackend backend, boolean allowOther) {
    List<UserError> problems = problems(backend, allowOther);
    if (!problems.isEmpty()) {
      throw problems.getFirst();
    }
  }

  /** fusermount, too, opens the device with the rights of whoever runs it. */
  private static void checkDevice(List<UserError> problems) {
    if (!Files.exists(DEVICE)) {
      problems.add(
          problem(
              DEVICE + " does not exist: the kernel has no FUSE, or this container no access to it",
              "load it: modprobe fuse (in a container: run it with --device /dev/fuse)"));
      return;
    }
    try (FileChannel device =
        FileChannel.open(DEVICE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      device.isOpen();
    } catch (IOException e) {
      problems.add(
          problem(
              DEVICE + " may not be opened by you",
              "give access: sudo chmod 0666 " + DEVICE + " (in a container: --device /dev/fuse)"));
    }
  }

  private static boolean othersAllowed() {
    try {
      return Files.readString(CONFIG, StandardCharsets.ISO_8859_1)
          .lines()
          .anyMatch(line -> line.strip().equals("user_allow_other"));
    } catch (IOException e) {
      return false;
    }
  }

  private static UserError problem(String message, String remedy) {
    return new UserError(ExitCode.ENVIRONMENT, message, remedy);
  }
}
