package org.musicfs.core.cut;

/** A file cannot be cut, or not there. The message says of the file why, for a person. */
public final class UncuttableException extends Exception {
  public UncuttableException(String message) {
    super(message, null, false, false);
  }
}
