package org.musicfs.cli.service;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.FunctionDescriptor;
import java.lang.invoke.MethodHandle;
import org.musicfs.core.sys.CLibrary;

/**
 * The process's file mode creation mask, umask(2). Java offers no way to it, and libraries that
 * make files of their own (log, search index, databases) ask for none of our modes.
 */
public final class Umask {
  private static final int OWNER_ONLY = 0077;

  private Umask() {}

  /** From now on what this process makes is for its owner alone: 0600 and 0700. */
  public static void ownerOnly() {
    MethodHandle umask = CLibrary.plain("umask", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
    try {
      int before = (int) umask.invokeExact(OWNER_ONLY);
      assert before >= 0; // umask(2) cannot fail
    } catch (Throwable e) {
      throw CLibrary.unexpected(e);
    }
  }
}
