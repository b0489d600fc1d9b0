package org.musicfs.fuse.kernel;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.musicfs.fuse.mountpoint.MountEntry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How far the kernel reads ahead of programs, and with it how much it asks for at a time: 128 KiB
 * unless raised for the mount's device in {@code /sys/class/bdi}. Only root may.
 */
final class KernelReadAhead {
  private static final Path DEVICES = Path.of("/sys/class/bdi");
  private static final Logger log = LoggerFactory.getLogger(KernelReadAhead.class);

  private KernelReadAhead() {}

  /** Raises it if this process may; without it everything works, in more requests. */
  static void raise(MountEntry mount, int bytes) {
    Path file = DEVICES.resolve(mount.device()).resolve("read_ahead_kb");
    try {
      Files.write(
          file,
          Integer.toString(bytes >> 10).getBytes(StandardCharsets.US_ASCII),
          StandardOpenOption.WRITE);
    } catch (IOException e) {
      log.debug("the kernel's read-ahead stays as it is: {}", e.getMessage());
    }
  }
}
