package org.musicfs.index.playlist;

/** A cue sheet does not tell where its tracks are. The message says of it why, for a person. */
public final class CueSheetException extends Exception {
  CueSheetException(String message) {
    super(message, null, false, false);
  }
}
