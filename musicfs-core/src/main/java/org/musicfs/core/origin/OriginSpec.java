package org.musicfs.core.origin;

import java.io.ByteArrayOutputStream;
import java.util.HexFormat;

/**
 * An origin as the library remembers it.
 *
 * @param id never reused
 * @param type {@code local}
 * @param location for {@code local} an absolute path, percent-encoded as a file URI so that any
 *     bytes survive
 * @param cache whether its files go through the chunk store
 */
public record OriginSpec(OriginId id, String type, String location, CachePolicy cache) {
  private static final String FILE = "file:///";

  /**
   * A location for people: the path of a {@code file:///} URI with its {@code %HH} decoded, each
   * byte that is no UTF-8 as {@code \xNN}; any other location as it is. Not reversible.
   */
  public static String display(String location) {
    if (!location.startsWith(FILE)) {
      return location;
    }
    ByteArrayOutputStream path = new ByteArrayOutputStream();
    for (int i = FILE.length() - 1; i < location.length(); i++) {
      char c = location.charAt(i);
      boolean encoded =
          c == '%'
              && i + 2 < location.length()
              && HexFormat.isHexDigit(location.charAt(i + 1))
              && HexFormat.isHexDigit(location.charAt(i + 2));
      if (encoded) {
        path.write(HexFormat.fromHexDigits(location, i + 1, i + 3));
        i += 2;
      } else if (c < 0x80) {
        path.write(c);
      } else {
        return location;
      }
    }
    return OriginPath.display(path.toByteArray());
  }
}
