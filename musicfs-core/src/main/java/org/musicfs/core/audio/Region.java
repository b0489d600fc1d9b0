package org.musicfs.core.audio;

/**
 * A run of bytes of one kind in a file.
 *
 * @param kind what the bytes are
 * @param offset bytes from the start of the file
 * @param length bytes, more than 0
 */
public record Region(Kind kind, long offset, long length) {
  /** What the bytes of a region are. */
  public enum Kind {
    /** Leading tags and structure. */
    HEAD,
    /** The bytes of one embedded picture. */
    PICTURE,
    /** The audio, whatever its coding. */
    AUDIO,
    /** Trailing tags and structure. */
    TAIL,
    /** A file, or a part of it, of which nothing is known. */
    UNKNOWN
  }

  public Region {
    if (offset < 0 || length <= 0) {
      throw new IllegalArgumentException("region " + offset + "+" + length);
    }
  }

  /** The first byte after the region. */
  public long end() {
    return offset + length;
  }
}
