package org.musicfs.fuse;

import java.nio.file.Path;
import java.util.regex.Pattern;
import org.musicfs.core.config.FuseConfig;
import org.musicfs.core.config.MusicfsConfig;
import org.musicfs.fuse.sys.Libc;

/**
 * How to mount, whatever the backend.
 *
 * @param mountpoint absolute; as {@link org.musicfs.fuse.mountpoint.Mountpoints} returned it
 * @param library the library's name; part of the mount's source, {@code musicfs:LIBRARY}
 * @param allowOther whether users other than the one who mounts may look in
 * @param uid owner of everything, 0 or more
 * @param gid group of everything, 0 or more
 * @param umask permission bits taken away from 0444 (files) and 0555 (directories); 0 to 0777
 * @param fuse which backend, and how it speaks to the kernel
 */
public record MountOptions(
    Path mountpoint,
    String library,
    boolean allowOther,
    int uid,
    int gid,
    int umask,
    FuseConfig fuse) {
  /** What may be in a library's name: nothing that has a meaning in mount options or paths. */
  private static final Pattern LIBRARY = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

  public MountOptions {
    if (!mountpoint.isAbsolute()) {
      throw new IllegalArgumentException("the mountpoint is not absolute: " + mountpoint);
    }
    if (!LIBRARY.matcher(library).matches()) {
      throw new IllegalArgumentException("not a library's name: " + library);
    }
    if (uid < 0 || gid < 0) {
      throw new IllegalArgumentException("uid " + uid + ", gid " + gid);
    }
    if ((umask & ~0777) != 0) {
      throw new IllegalArgumentException("umask " + Integer.toOctalString(umask));
    }
  }

  /** For the user of this process alone, nothing masked. */
  public static MountOptions forProcess(Path mountpoint, String library) {
    return new MountOptions(
        mountpoint,
        library,
        false,
        Libc.geteuid(),
        Libc.getegid(),
        0,
        MusicfsConfig.defaults().fuse());
  }

  public MountOptions withAllowOther(boolean value) {
    return new MountOptions(mountpoint, library, value, uid, gid, umask, fuse);
  }

  public MountOptions withOwner(int newUid, int newGid) {
    return new MountOptions(mountpoint, library, allowOther, newUid, newGid, umask, fuse);
  }

  public MountOptions withUmask(int value) {
    return new MountOptions(mountpoint, library, allowOther, uid, gid, value, fuse);
  }

  public MountOptions withFuse(FuseConfig value) {
    return new MountOptions(mountpoint, library, allowOther, uid, gid, umask, value);
  }
}
