package org.musicfs.core.cut;

import java.io.IOException;

/**
 * The bytes of a file are those it had when it was looked through, and are not what they should be.
 */
public final class DamagedFileException extends IOException {
  public DamagedFileException(String message) {
    super(message);
  }
}
