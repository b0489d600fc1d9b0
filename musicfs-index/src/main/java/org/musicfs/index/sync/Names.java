package org.musicfs.index.sync;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.musicfs.core.origin.OriginPath;

/** What a name alone says: hidden, the system's own, or nothing. */
final class Names {
  private static final List<byte[]> SYSTEM_DIRECTORIES =
      List.of(
          "lost+found".getBytes(StandardCharsets.US_ASCII),
          "@eaDir".getBytes(StandardCharsets.US_ASCII));

  private Names() {}

  /** Whether a file or directory of this name is no part of a library; covers {@code .Trash-*}. */
  static boolean isSkipped(byte[] name) {
    return name.length > 0
        && (name[0] == '.' || SYSTEM_DIRECTORIES.stream().anyMatch(n -> Arrays.equals(n, name)));
  }

  /** Whether this path or a directory above it is skipped. */
  static boolean isBelowSkipped(OriginPath path) {
    for (OriginPath p = path; !p.isRoot(); p = p.parent()) {
      if (isSkipped(p.name())) {
        return true;
      }
    }
    return false;
  }

  /** As {@link OriginPath#isUtf8}, without a decoder for the many names that are ASCII. */
  static boolean isUtf8(byte[] name) {
    for (byte b : name) {
      if (b < 0) {
        return OriginPath.isUtf8(name);
      }
    }
    return true;
  }

  /**
   * Whether only the content can tell what it is: it has no extension. Of the many files that have
   * one none is opened for nothing.
   */
  static boolean isUntold(byte[] name) {
    for (byte b : name) {
      if (b == '.') {
        return false;
      }
    }
    return true;
  }
}
