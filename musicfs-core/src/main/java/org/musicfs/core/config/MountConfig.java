package org.musicfs.core.config;

import java.util.OptionalInt;

/**
 * How the mount shows itself: {@code [mount]}.
 *
 * @param allowOther whether other users may enter it
 * @param uid owner of every file; empty for the user who mounts
 * @param gid group of every file; empty for the group of the user who mounts
 * @param umask permission bits taken away; 0 to 0777
 */
public record MountConfig(boolean allowOther, OptionalInt uid, OptionalInt gid, int umask) {
  private static final int ALL_BITS = 0777;

  /**
   * @throws InvalidConfigException if a value is out of its range
   */
  public MountConfig {
    Check.that(uid.orElse(0) >= 0, "mount.uid", "is out of range", "a number of 0 or more");
    Check.that(gid.orElse(0) >= 0, "mount.gid", "is out of range", "a number of 0 or more");
    Check.range(umask, 0, ALL_BITS, "mount.umask", "octal digits from \"0000\" to \"0777\"");
  }
}
