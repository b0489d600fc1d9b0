package org.musicfs.index.tags.layout;

/** The bytes of a file are not what its format asks for. The message is for a person. */
final class MalformedFileException extends Exception {
  MalformedFileException(String message) {
    super(message, null, false, false);
  }
}
