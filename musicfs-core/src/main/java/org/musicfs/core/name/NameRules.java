package org.musicfs.core.name;

import java.text.Normalizer;

/**
 * How a raw path component becomes a name. In this order: invisible characters (control, bidi,
 * zero-width) go; NFC; forbidden characters, lone surrogates and a leading dot are replaced; cut to
 * 255 bytes of UTF-8 between characters; spaces around it and dots and spaces at its end go; what
 * is empty becomes the fallback; names of Windows devices get a {@code _} after the device's word.
 *
 * <p>Doing it twice changes nothing. A name is never empty, {@code .} or {@code ..}, never holds
 * {@code /}, NUL or a lone surrogate, never begins with a dot, and never exceeds {@link
 * #MAX_BYTES}. Immutable; any thread.
 *
 * @param windowsSafe whether the characters Windows forbids are replaced and its devices marked
 * @param replacement what stands for a forbidden character; 1 to {@link #MAX_REPLACEMENT_CHARS}
 *     visible characters, none of them forbidden itself, a dot or a space
 */
public record NameRules(boolean windowsSafe, String replacement) {
  /** The longest name, in bytes of UTF-8: {@code f_namelen} of every common file system. */
  public static final int MAX_BYTES = 255;

  /** The longest replacement, in UTF-16 units. */
  public static final int MAX_REPLACEMENT_CHARS = 8;

  /** Windows-safe, with {@code _}. */
  public static final NameRules DEFAULTS = new NameRules(true, "_");

  /** What is left for the stem never falls below 255 - 160 - 1 - 32 bytes. */
  private static final int MAX_SUFFIX_BYTES = 160;

  /** A longer ending is no extension, but a part of the name that happens to follow a dot. */
  private static final int MAX_EXTENSION_BYTES = 32;

  private static final String LAST_RESORT = "Unknown";

  /**
   * @throws IllegalArgumentException if the replacement is empty, too long, or holds what a name
   *     must not; the message is for a person
   */
  public NameRules {
    boolean usable =
        !replacement.isEmpty()
            && replacement.length() <= MAX_REPLACEMENT_CHARS
            && NameCharacters.clean(replacement, windowsSafe, "").equals(replacement)
            && replacement.chars().noneMatch(c -> c == '.' || NameCharacters.isSpace((char) c))
            && replacement.codePoints().noneMatch(Clusters::extendsPrevious);
    if (!usable) {
      throw new IllegalArgumentException(
          "the replacement must be 1 to "
              + MAX_REPLACEMENT_CHARS
              + " visible characters that a name may hold, without dot and space");
    }
  }

  /**
   * One directory name.
   *
   * @param raw as the template gave it
   * @param fallback used when nothing is left of {@code raw}
   */
  public String directory(String raw, String fallback) {
    return isPlain(raw) ? raw : assemble(raw, fallback, "", "");
  }

  /**
   * One directory name that ends in a suffix.
   *
   * @param suffix such as {@code " [3fa2]"}: kept whole (up to 160 bytes) and counted in the 255;
   *     its forbidden characters are replaced like the name's
   */
  public String directory(String raw, String fallback, String suffix) {
    return suffix.isEmpty() ? directory(raw, fallback) : assemble(raw, fallback, suffix, "");
  }

  /**
   * One file name. When {@code raw} ends in a dot and the extension (in any case) these stay whole
   * at the end, with the suffix before them, and the stem is cut so that all fits; otherwise the
   * suffix goes to the end and no extension is added. Dots at the end of a stem stay: the extension
   * follows them.
   *
   * @param raw as the template gave it
   * @param extension without dot; may be empty; longer than 32 bytes counts as part of the stem
   * @param suffix such as {@code " [3fa2]"}, or empty
   * @param fallback the stem used when nothing is left of {@code raw}'s
   */
  public String file(String raw, String extension, String suffix, String fallback) {
    if (suffix.isEmpty()
        && isPlain(raw)
        && raw.length() > extension.length() + 1
        && raw.charAt(raw.length() - extension.length() - 2) != ' ') {
      return raw;
    }
    int stemEnd = raw.length() - extension.length() - 1;
    if (!endsInExtension(raw, extension)) {
      return withoutExtension(raw, extension, suffix, fallback);
    }
    String ending = NameCharacters.withoutTrailing(clean(raw.substring(stemEnd + 1)), true);
    if (NameCharacters.bytes(ending) > MAX_EXTENSION_BYTES) {
      return withoutExtension(raw, extension, suffix, fallback);
    }
    return assemble(
        raw.substring(0, stemEnd), fallback, suffix, ending.isEmpty() ? "" : "." + ending);
  }

  /**
   * Names with the same key meet in one place: they are equal under NFC and Unicode's full case
   * folding, independent of locale. Sharp s equals {@code SS}, the final sigma any sigma; the
   * Turkish dotless i differs from i, and the dotted capital equals {@code i} with a dot above.
   */
  public static String collisionKey(String name) {
    return CaseFold.key(name);
  }

  private static boolean endsInExtension(String raw, String extension) {
    int dot = raw.length() - extension.length() - 1;
    return !extension.isEmpty()
        && dot >= 0
        && raw.charAt(dot) == '.'
        && raw.regionMatches(true, dot + 1, extension, 0, extension.length());
  }

  /** The fallback, the suffix or a cut can make an ending that must be treated as one after all. */
  private String withoutExtension(String raw, String extension, String suffix, String fallback) {
    String name = assemble(raw, fallback, suffix, "");
    return name.equals(raw) || !endsInExtension(name, extension)
        ? name
        : file(name, extension, "", fallback);
  }

  private String assemble(String rawStem, String fallback, String rawSuffix, String extension) {
    boolean dots = extension.isEmpty();
    String suffix =
        NameCharacters.withoutTrailing(
            NameCharacters.cut(clean(rawSuffix), MAX_SUFFIX_BYTES), dots);
    String tail = suffix + extension;
    String stem = stem(rawStem, tail, dots);
    if (stem.isEmpty()) {
      stem = stem(fallback, tail, dots);
    }
    if (stem.isEmpty()) {
      stem = LAST_RESORT;
    }
    String name = join(stem, tail);
    int device = windowsSafe ? DeviceNames.deviceLength(name) : 0;
    if (device == 0) {
      return name;
    }
    String marked = name.substring(0, device) + "_" + name.substring(device);
    return NameCharacters.bytes(marked) <= MAX_BYTES
        ? marked
        : join(stem(marked.substring(0, marked.length() - tail.length()), tail, dots), tail);
  }

  /** The stem as it may stand before {@code tail}; may be empty. */
  private String stem(String raw, String tail, boolean dots) {
    String text = NameCharacters.withoutLeadingSpaces(clean(raw));
    if (text.startsWith(".")) {
      String rest = text.substring(1);
      text = Normalizer.normalize(replacement + rest, Normalizer.Form.NFC);
    }
    String cut = NameCharacters.cut(text, MAX_BYTES - NameCharacters.bytes(tail));
    return NameCharacters.withoutTrailing(cut, dots);
  }

  /** Joining may compose across the seam (Hangul, marks), which never lengthens the text. */
  private static String join(String stem, String tail) {
    return tail.isEmpty() ? stem : Normalizer.normalize(stem + tail, Normalizer.Form.NFC);
  }

  private String clean(String raw) {
    return NameCharacters.clean(raw, windowsSafe, replacement);
  }

  /** Whether {@code raw} is plain ASCII that no rule touches: most names are. */
  private boolean isPlain(String raw) {
    int length = raw.length();
    if (length == 0 || length > MAX_BYTES) {
      return false;
    }
    for (int i = 0; i < length; i++) {
      char c = raw.charAt(i);
      if (c < ' ' || c >= 0x7F || NameCharacters.isForbidden(c, windowsSafe)) {
        return false;
      }
    }
    char first = raw.charAt(0);
    char last = raw.charAt(length - 1);
    return first != '.'
        && first != ' '
        && last != '.'
        && last != ' '
        && !(windowsSafe && DeviceNames.deviceLength(raw) > 0);
  }
}
