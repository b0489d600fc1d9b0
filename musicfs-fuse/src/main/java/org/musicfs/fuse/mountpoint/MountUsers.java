package org.musicfs.fuse.mountpoint;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds the processes that use a mount, from {@code /proc} alone: the links there are read, never
 * followed, so a hung mount does not hold the search. Processes of other users are invisible to
 * ordinary users.
 */
public final class MountUsers {
  private static final Path PROC = Path.of("/proc");

  private MountUsers() {}

  /** Who uses this mount, as {@code pid name}, by pid. */
  public static List<String> of(MountEntry entry) {
    Path mountpoint;
    try {
      mountpoint = Path.of(entry.mountpoint());
    } catch (InvalidPathException e) {
      return List.of();
    }
    List<Long> pids = new ArrayList<>();
    try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROC, "[0-9]*")) {
      for (Path process : processes) {
        if (uses(process, mountpoint, entry.device())) {
          pids.add(Long.parseLong(process.getFileName().toString()));
        }
      }
    } catch (IOException e) {
      // Without /proc nobody can be named.
      return List.of();
    }
    return pids.stream().sorted().map(MountUsers::describe).toList();
  }

  private static boolean uses(Path process, Path mountpoint, String device) {
    return pointsInto(process.resolve("cwd"), mountpoint)
        || pointsInto(process.resolve("root"), mountpoint)
        || hasOpen(process.resolve("fd"), mountpoint)
        || hasMapped(process.resolve("maps"), device);
  }

  private static boolean pointsInto(Path link, Path mountpoint) {
    try {
      return Files.readSymbolicLink(link).startsWith(mountpoint);
    } catch (IOException e) {
      // Gone, or not ours to see.
      return false;
    }
  }

  private static boolean hasOpen(Path descriptors, Path mountpoint) {
    try (DirectoryStream<Path> links = Files.newDirectoryStream(descriptors)) {
      for (Path link : links) {
        if (pointsInto(link, mountpoint)) {
          return true;
        }
      }
    } catch (IOException | java.nio.file.DirectoryIteratorException e) {
      return false;
    }
    return false;
  }

  /** Lines are {@code address perms offset major:minor inode path}; numbers of devices in hex. */
  private static boolean hasMapped(Path maps, String device) {
    String hex = hexDevice(device);
    try {
      String text = new String(Files.readAllBytes(maps), StandardCharsets.ISO_8859_1);
      return text.lines()
          .map(l -> l.split(" ", 5))
          .anyMatch(f -> f.length == 5 && f[3].equals(hex));
    } catch (IOException e) {
      return false;
    }
  }

  private static String hexDevice(String device) {
    int colon = device.indexOf(':');
    return String.format(
        "%02x:%02x",
        Integer.parseInt(device, 0, colon, 10),
        Integer.parseInt(device, colon + 1, device.length(), 10));
  }

  private static String describe(long pid) {
    try {
      byte[] name = Files.readAllBytes(PROC.resolve(Long.toString(pid)).resolve("comm"));
      return pid + " " + new String(name, StandardCharsets.UTF_8).strip();
    } catch (IOException e) {
      return Long.toString(pid);
    }
  }
}
