package org.musicfs.core.name;

import java.util.Locale;
import java.util.Set;

/**
 * Names that Windows takes for devices whatever follows their first dot: {@code CON}, {@code
 * con.flac}, {@code LPT1 .txt} (Microsoft, "Naming Files, Paths, and Namespaces").
 */
final class DeviceNames {
  private static final Set<String> WORDS = Set.of("CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$");
  private static final String PORT_NUMBERS = "0123456789\u00B9\u00B2\u00B3";

  private DeviceNames() {}

  /** Length of the device's word at the start of {@code name}; 0 if it is none. */
  static int deviceLength(String name) {
    int end = name.indexOf('.');
    end = end < 0 ? name.length() : end;
    while (end > 0 && NameCharacters.isSpace(name.charAt(end - 1))) {
      end--;
    }
    if (end < 3 || end > 7) {
      return 0;
    }
    String word = name.substring(0, end).toUpperCase(Locale.ROOT);
    boolean port =
        end == 4
            && (word.startsWith("COM") || word.startsWith("LPT"))
            && PORT_NUMBERS.indexOf(word.charAt(3)) >= 0;
    return port || WORDS.contains(word) ? end : 0;
  }
}
