package org.musicfs.core.audio;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/** The extension of a file's name. */
final class FileExtension {
  private FileExtension() {}

  /**
   * What follows the last dot, unless that is the first character; Latin-1, in lower case.
   *
   * @param name the last component of a path, raw bytes
   */
  static Optional<String> of(byte[] name) {
    int dot = name.length - 1;
    while (dot > 0 && name[dot] != '.') {
      dot--;
    }
    return dot <= 0
        ? Optional.empty()
        : Optional.of(
            new String(name, dot + 1, name.length - dot - 1, StandardCharsets.ISO_8859_1)
                .toLowerCase(Locale.ROOT));
  }
}
