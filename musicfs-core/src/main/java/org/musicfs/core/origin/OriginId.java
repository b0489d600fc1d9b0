package org.musicfs.core.origin;

/**
 * Names an origin for the life of the library; never reused. User state hangs on it.
 *
 * @param value positive
 */
public record OriginId(int value) {
  public OriginId {
    if (value <= 0) {
      throw new IllegalArgumentException("origin id " + value);
    }
  }
}
