package org.musicfs.core.hash;

import java.util.HexFormat;

/**
 * A 128-bit content hash (XXH3-128). Detects corruption and finds equal content; it is no defence
 * against someone who crafts collisions.
 *
 * @param high the upper 64 bits
 * @param low the lower 64 bits
 */
public record Hash128(long high, long low) {
  /** Parses the 32 lower-case hex digits that {@link #toString} writes. */
  public static Hash128 parse(String hex) {
    if (hex.length() != 32) {
      throw new IllegalArgumentException("not a 128-bit hash: " + hex);
    }
    return new Hash128(
        HexFormat.fromHexDigitsToLong(hex, 0, 16), HexFormat.fromHexDigitsToLong(hex, 16, 32));
  }

  /** 32 lower-case hex digits, high half first. */
  @Override
  public String toString() {
    return HexFormat.of().toHexDigits(high) + HexFormat.of().toHexDigits(low);
  }
}
