package org.musicfs.core.cut;

import java.io.IOException;

/** The bytes of a file are no longer those it had when it was looked through, or are damaged. */
public final class ChangedFileException extends IOException {
  public ChangedFileException(String message) {
    super(message);
  }
}
