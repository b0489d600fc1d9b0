package org.musicfs.index.sync;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.musicfs.core.audio.AudioFormat;
import org.musicfs.core.origin.OriginPath;

/** What a name alone says: hidden, system's own, or the format it promises. */
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

  /** The format promised by the extension, for a file nobody could look into. */
  static AudioFormat promisedFormat(byte[] name) {
    String text = new String(name, StandardCharsets.ISO_8859_1).toLowerCase(Locale.ROOT);
    String extension = text.substring(text.lastIndexOf('.') + 1);
    return Arrays.stream(AudioFormat.values())
        .filter(f -> f.extension().equals(extension))
        .findFirst()
        .orElse(AudioFormat.MP3);
  }
}
