package org.musicfs.core.config;

import java.util.Locale;

/** What serves the mount. */
public enum FuseBackend {
  /** {@code KERNEL} on Linux where it can mount, else {@code JNR}. */
  AUTO,
  /** The kernel's protocol, spoken here. */
  KERNEL,
  /** libfuse 2 through jnr-fuse. */
  JNR;

  /** As it is written in the configuration. */
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }
}
