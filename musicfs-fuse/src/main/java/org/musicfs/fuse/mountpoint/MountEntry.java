package org.musicfs.fuse.mountpoint;

import java.util.Optional;

/**
 * One line of {@code /proc/self/mountinfo}.
 *
 * @param id of the mount, unique among those that exist
 * @param parentId of the mount it lies on
 * @param device {@code major:minor} as the file system's files show it; the minor number of a FUSE
 *     mount names its connection
 * @param mountpoint absolute; bytes that are not UTF-8 are replaced, such a mount is never ours
 * @param fsType file system type with subtype, {@code fuse.musicfs}
 * @param source what is mounted, {@code musicfs:LIBRARY}; may be empty
 */
public record MountEntry(
    int id, int parentId, String device, String mountpoint, String fsType, String source) {
  public static final String FS_TYPE = "fuse.musicfs";
  public static final String SOURCE_PREFIX = "musicfs:";

  /** The library served here, if this is a mount of musicfs. */
  public Optional<String> library() {
    return fsType.equals(FS_TYPE) && source.startsWith(SOURCE_PREFIX)
        ? Optional.of(source.substring(SOURCE_PREFIX.length()))
        : Optional.empty();
  }

  /** Whether this is a mount of musicfs, of any library. */
  public boolean isOurs() {
    return library().isPresent();
  }

  /** The number of the FUSE connection below {@code /sys/fs/fuse/connections}. */
  String connection() {
    return device.substring(device.indexOf(':') + 1);
  }
}
