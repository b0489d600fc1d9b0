package org.musicfs.fuse.mountpoint;

/** How a mount answers. */
public enum Health {
  /** Its server answers. */
  LIVE,
  /** Its server is gone: "Transport endpoint is not connected". */
  STALE,
  /** No answer in time, or one that tells nothing. */
  UNKNOWN
}
