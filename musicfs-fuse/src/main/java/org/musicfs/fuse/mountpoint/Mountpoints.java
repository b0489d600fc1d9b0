package org.musicfs.fuse.mountpoint;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Optional;
import org.musicfs.core.error.ExitCode;
import org.musicfs.core.error.Shell;
import org.musicfs.core.error.UserError;
import org.musicfs.fuse.MountException;
import org.musicfs.fuse.sys.Libc;

/**
 * Checks a directory before it is mounted on. Changes nothing, but takes away a stale mount of
 * ours. Every refusal is a {@link UserError} with exit code {@code MOUNTPOINT} and a remedy.
 * Thread-safe.
 */
public final class Mountpoints {
  /** As many as the kernel follows. */
  private static final int MAX_LINKS = 40;

  private final MountTable table;

  public Mountpoints(MountTable table) {
    this.table = table;
  }

  /**
   * Checks that {@code mountpoint} can be mounted on.
   *
   * @param mountpoint as a person typed it; an {@link InheritedDevice} is no place to be checked
   * @param origins directories on this machine that the library reads; the mount must not lie in
   *     one, for it would list itself, nor hide one
   * @return the same place, absolute and without symbolic links
   * @throws UserError if it is missing, no directory, not empty, a mount already, in an origin, or
   *     not writable for this user
   */
  public Path check(Path mountpoint, Collection<Path> origins) {
    if (InheritedDevice.of(mountpoint).isPresent()) {
      return mountpoint;
    }
    Path place = canonical(mountpoint.toAbsolutePath().normalize(), mountpoint);
    refuseUnprintable(place);
    Optional<MountEntry> there = table.at(place);
    if (there.isPresent()) {
      cleanOrRefuse(there.get(), place);
    }
    checkDirectory(place);
    checkOrigins(place, origins);
    return place;
  }

  /**
   * The same place that {@link #check} returns, of a mount of ours that is to be taken over. The
   * mount itself is not touched: it answers only when it is served again.
   *
   * @throws UserError if its parent is missing
   */
  public Path locate(Path mountpoint) {
    return canonical(mountpoint.toAbsolutePath().normalize(), mountpoint);
  }

  /**
   * Resolves links without looking into what may be a mount at the end of the path: only parents
   * are resolved by the system, and the last component is compared with the mount table before it
   * is touched.
   */
  private Path canonical(Path path, Path typed) {
    Path current = path;
    for (int i = 0; i < MAX_LINKS; i++) {
      Path parent = current.getParent();
      Path name = current.getFileName();
      if (parent == null || name == null) {
        return current;
      }
      Path candidate;
      try {
        candidate = parent.toRealPath().resolve(name);
      } catch (IOException e) {
        throw refusal(
            typed + " does not exist", "create it: mkdir -p " + Shell.quote(typed.toString()));
      }
      if (table.at(candidate).isPresent() || !Files.isSymbolicLink(candidate)) {
        return candidate;
      }
      try {
        current = candidate.resolveSibling(Files.readSymbolicLink(candidate)).normalize();
      } catch (IOException e) {
        throw refusal(typed + " cannot be read: " + e.getMessage(), "choose another mountpoint");
      }
    }
    throw refusal(typed + " is a loop of symbolic links", "choose another mountpoint");
  }

  /** Under another locale than UTF-8, or with raw bytes, the name would not survive the way. */
  private static void refuseUnprintable(Path place) {
    if (!Path.of(place.toString()).equals(place)) {
      throw refusal(
          "the name of the mountpoint is not UTF-8: " + place, "choose another mountpoint");
    }
  }

  private void cleanOrRefuse(MountEntry entry, Path place) {
    String unmount = "unmount it: umount " + Shell.quote(place.toString());
    String library =
        entry
            .library()
            .orElseThrow(
                () ->
                    refusal(
                        place
                            + " is already a mount ("
                            + entry.fsType()
                            + ", "
                            + entry.source()
                            + ")",
                        "choose another mountpoint, or " + unmount));
    switch (table.health(entry)) {
      case STALE -> {
        try {
          table.cleanStale(entry);
        } catch (MountException e) {
          throw refusal(e.getMessage() + "", unmount);
        }
        // Several may lie over each other when a daemon died more than once.
        table.at(place).ifPresent(next -> cleanOrRefuse(next, place));
      }
      case LIVE ->
          throw refusal(
              "library " + library + " is already mounted at " + place,
              "use it, or unmount it: musicfs unmount " + Shell.quote(place.toString()));
      case UNKNOWN ->
          throw refusal(
              "library " + library + " is mounted at " + place + " and does not answer",
              "unmount it: musicfs unmount --force " + Shell.quote(place.toString()));
    }
  }

  private static void checkDirectory(Path place) {
    if (!Files.exists(place)) {
      throw refusal(
          place + " does not exist", "create it: mkdir -p " + Shell.quote(place.toString()));
    }
    if (!Files.isDirectory(place)) {
      throw refusal(place + " is not a directory", "choose an empty directory");
    }
    try (DirectoryStream<Path> children = Files.newDirectoryStream(place)) {
      if (children.iterator().hasNext()) {
        throw refusal(
            place + " is not empty",
            "choose an empty directory: what is in this one would be hidden");
      }
    } catch (IOException e) {
      throw denied(place);
    }
    if (Libc.geteuid() != 0 && !Files.isWritable(place)) {
      throw denied(place);
    }
  }

  private static UserError denied(Path place) {
    return refusal(
        "no permission to mount on " + place, "choose a directory of your own that you can write");
  }

  private static void checkOrigins(Path place, Collection<Path> origins) {
    for (Path origin : origins) {
      Path real;
      try {
        real = origin.toRealPath();
      } catch (IOException e) {
        // An origin that is not there cannot hold the mountpoint, nor be hidden by it.
        continue;
      }
      if (place.startsWith(real) || real.startsWith(place)) {
        throw refusal(
            "the mountpoint " + place + " and the origin " + real + " lie in each other",
            "choose a mountpoint outside the origins");
      }
    }
  }

  private static UserError refusal(String message, String remedy) {
    return new UserError(ExitCode.MOUNTPOINT, message, remedy);
  }
}
