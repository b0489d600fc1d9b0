package org.musicfs.fuse.mountpoint;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A mountpoint that is no place but a descriptor: {@code /dev/fd/N}, an open {@code /dev/fuse} that
 * whoever started this process has mounted already. So containers are served that may not mount.
 */
public final class InheritedDevice {
  private static final Pattern NAME = Pattern.compile("/dev/fd/(\\d{1,9})");

  /** How {@code /proc/self/fdinfo} names the connection, since Linux 6.17. */
  private static final Pattern CONNECTION =
      Pattern.compile("^fuse_connection:\\s*(\\d+)$", Pattern.MULTILINE);

  private InheritedDevice() {}

  /** The descriptor that this mountpoint names; empty if it is a place. */
  public static Optional<Integer> of(Path mountpoint) {
    Matcher matcher = NAME.matcher(mountpoint.toString());
    return matcher.matches() ? Optional.of(Integer.parseInt(matcher.group(1))) : Optional.empty();
  }

  /**
   * The mount that this descriptor serves; empty if the kernel does not say which it is, or if it
   * is mounted where this process does not see it.
   */
  static Optional<MountEntry> entry(int descriptor, MountTable table) {
    try {
      Matcher connection =
          CONNECTION.matcher(Files.readString(Path.of("/proc/self/fdinfo/" + descriptor)));
      return connection.find() ? table.ofConnection(connection.group(1)) : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
