package org.musicfs.cli.service;

import org.musicfs.core.sys.SystemFunction;

/**
 * The process's file mode creation mask, umask(2). Java offers no way to it, and libraries that
 * make files of their own (log, search index, databases) ask for none of our modes.
 */
public final class Umask {
  private static final int OWNER_ONLY = 0077;

  private Umask() {}

  /** From now on what this process makes is for its owner alone: 0600 and 0700. */
  public static void ownerOnly() {
    SystemFunction.of("umask").call(OWNER_ONLY);
  }
}
