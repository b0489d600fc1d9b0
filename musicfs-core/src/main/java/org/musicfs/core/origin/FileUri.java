package org.musicfs.core.origin;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * Absolute paths of raw bytes as {@code file:///} URIs: letters, digits and {@code - _ . ~ /} stand
 * for themselves, every other byte is {@code %HH} (RFC 8089 and 3986). Any bytes survive, in any
 * locale, and two equal paths have one spelling.
 */
public final class FileUri {
  private static final String SCHEME = "file://";

  private FileUri() {}

  /** The URI of an absolute path; trailing slashes are left out. */
  public static String of(byte[] absolutePath) {
    StringBuilder uri = new StringBuilder(SCHEME);
    for (byte b : withoutEnd(absolutePath)) {
      if ((b >= 'a' && b <= 'z')
          || (b >= 'A' && b <= 'Z')
          || (b >= '0' && b <= '9')
          || "-_.~/".indexOf(b) >= 0) {
        uri.append((char) b);
      } else {
        uri.append('%').append(HexFormat.of().withUpperCase().toHexDigits(b));
      }
    }
    return uri.toString();
  }

  /**
   * The path in {@code uri}, without a trailing slash; null if it is no file URI of an absolute
   * path on this machine.
   */
  public static byte @Nullable [] path(String uri) {
    int start = uri.startsWith(SCHEME + "/") ? SCHEME.length() : uri.startsWith("file:/") ? 5 : -1;
    if (start < 0 || (start == 5 && uri.startsWith("//", start))) {
      return null;
    }
    ByteArrayOutputStream path = new ByteArrayOutputStream();
    for (int i = start; i < uri.length(); i++) {
      char c = uri.charAt(i);
      if (c != '%' && c > ' ' && c < 0x7f) {
        path.write(c);
      } else if (c == '%'
          && i + 2 < uri.length()
          && HexFormat.isHexDigit(uri.charAt(i + 1))
          && HexFormat.isHexDigit(uri.charAt(i + 2))) {
        int b = HexFormat.fromHexDigits(uri, i + 1, i + 3);
        if (b == 0) {
          return null;
        }
        path.write(b);
        i += 2;
      } else {
        return null;
      }
    }
    return withoutEnd(path.toByteArray());
  }

  private static byte[] withoutEnd(byte[] path) {
    int length = path.length;
    while (length > 1 && path[length - 1] == '/') {
      length--;
    }
    return Arrays.copyOf(path, length);
  }
}
