package org.musicfs.core.config;

/**
 * How the kernel is spoken to: {@code [fuse]}.
 *
 * @param backend what serves the mount
 * @param maxReadBytes largest request the kernel may send; 4 KiB to 1 MiB, a power of two
 * @param passthrough whether files served directly are read by the kernel itself where it can
 * @param passthroughCached whether tracks that are wholly cached are as well, each from a copy in
 *     one file; nothing without {@code passthrough}
 */
public record FuseConfig(
    FuseBackend backend, int maxReadBytes, boolean passthrough, boolean passthroughCached) {
  private static final int LEAST = 4 << 10;
  private static final int MOST = 1 << 20;

  /**
   * @throws InvalidConfigException if a value is out of its range
   */
  public FuseConfig {
    Check.that(
        maxReadBytes >= LEAST && maxReadBytes <= MOST && Integer.bitCount(maxReadBytes) == 1,
        "fuse.max_read",
        "is out of range",
        "a power of two from 4 KiB to 1 MiB");
  }
}
