package org.musicfs.cli.doctor;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * Goes by {@code /proc/self/mountinfo} (proc(5)): of the mounts of type {@code fuse.musicfs}, those
 * that answer ENOTCONN. A FUSE mount answers that at once when nobody serves it any more.
 */
final class MountInfoStaleMounts implements StaleMounts {
  private static final String TYPE = "fuse.musicfs";
  private static final int MOUNTPOINT_FIELD = 4;

  private final Path mountInfo;
  private final Predicate<String> disconnected;

  MountInfoStaleMounts() {
    this(Path.of("/proc/self/mountinfo"), MountInfoStaleMounts::isDisconnected);
  }

  MountInfoStaleMounts(Path mountInfo, Predicate<String> disconnected) {
    this.mountInfo = mountInfo;
    this.disconnected = disconnected;
  }

  @Override
  public List<String> find() throws IOException {
    List<String> stale = new ArrayList<>();
    for (String line : Files.readString(mountInfo, StandardCharsets.UTF_8).split("\n")) {
      // 36 35 98:0 /root /mountpoint options [optional fields] - type source options
      int separator = line.indexOf(" - ");
      if (separator < 0 || !line.startsWith(TYPE + " ", separator + 3)) {
        continue;
      }
      String mountpoint = unescape(line.split(" ")[MOUNTPOINT_FIELD]);
      if (disconnected.test(mountpoint)) {
        stale.add(mountpoint);
      }
    }
    return stale;
  }

  private static boolean isDisconnected(String mountpoint) {
    try {
      Files.getFileStore(Path.of(mountpoint)).getTotalSpace();
      return false;
    } catch (FileSystemException e) {
      return String.valueOf(e.getMessage()).contains("not connected");
    } catch (IOException e) {
      return false; // Some other trouble; not for us to call it stale.
    }
  }

  /** The kernel writes space, tab, newline and backslash as three octal digits. */
  static String unescape(String field) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < field.length(); i++) {
      if (field.charAt(i) == '\\' && i + 3 < field.length()) {
        out.append((char) Integer.parseInt(field.substring(i + 1, i + 4), 8));
        i += 3;
      } else {
        out.append(field.charAt(i));
      }
    }
    return out.toString();
  }
}
