package org.musicfs.cas.store;

import java.io.IOException;

/** A file could not be opened since no file can be: the process has no descriptor left. */
final class NoDescriptorException extends IOException {
  private static final long serialVersionUID = 1L;

  NoDescriptorException(IOException cause) {
    super("no descriptor is left", cause);
  }
}
