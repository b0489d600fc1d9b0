package org.musicfs.fuse.mountpoint;

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

  private InheritedDevice() {}

  /** The descriptor that this mountpoint names; empty if it is a place. */
  public static Optional<Integer> of(Path mountpoint) {
    Matcher matcher = NAME.matcher(mountpoint.toString());
    return matcher.matches() ? Optional.of(Integer.parseInt(matcher.group(1))) : Optional.empty();
  }
}
