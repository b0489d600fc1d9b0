package org.musicfs.core.name;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.List;

/** What must hold of every name, callable from any test and from a JVM of its own. */
public final class NameChecks {
  private static final List<NameRules> RULES =
      List.of(
          NameRules.DEFAULTS,
          new NameRules(false, "_"),
          new NameRules(true, "="),
          new NameRules(true, "⧸"),
          new NameRules(false, "e"));
  private static final List<String> EXTENSIONS =
      List.of("flac", "", "FLAC", "m?a", "ogg ", ".", "ﬁ", "e\u0301");

  /** Planes 4 to 13 hold nothing but the noncharacters every plane has. */
  private static final int FIRST_EMPTY_PLANE = 0x40000;

  private static final int TAGS_PLANE = 0xE0000;

  private NameChecks() {}

  /** Directories and files, with and without suffix, from {@code cases} nasty texts. */
  public static void anyTextBecomesASafeName(long seed, int cases) {
    NastyText text = new NastyText(seed);
    for (int i = 0; i < cases; i++) {
      NameRules rules = RULES.get(i % RULES.size());
      String raw = text.next();
      String fallback = text.next();
      String suffix = text.below(3) == 0 ? text.next() : " [3fa2]";
      String extension = text.below(8) == 0 ? text.next() : EXTENSIONS.get(text.below(8));
      try {
        check(rules, raw, fallback, suffix, extension);
      } catch (AssertionError | RuntimeException e) {
        String inputs = String.join(" | ", rules.toString(), raw, fallback, suffix, extension);
        throw new AssertionError("seed " + seed + " case " + i + ": " + escape(inputs), e);
      }
    }
  }

  /** Each code point alone, and beside dots and a letter. */
  public static void everyCodePointBecomesASafeName() {
    for (int codePoint = 0; codePoint <= Character.MAX_CODE_POINT; codePoint++) {
      if (codePoint == FIRST_EMPTY_PLANE) {
        codePoint = TAGS_PLANE;
      }
      String one = Character.toString(codePoint);
      NameRules rules = NameRules.DEFAULTS;
      for (String raw : List.of(one, "." + one + "b" + one + ".")) {
        String name = rules.directory(raw, "x");
        if (!isSafe(name) || !rules.directory(name, "y").equals(name)) {
          throw new AssertionError(escape(raw) + " -> " + escape(name));
        }
      }
      String key = NameRules.collisionKey(one);
      if (!NameRules.collisionKey(key).equals(key)) {
        throw new AssertionError("key of " + escape(one) + " -> " + escape(key));
      }
    }
  }

  private static void check(
      NameRules rules, String raw, String fallback, String suffix, String extension) {
    String directory = rules.directory(raw, fallback);
    assertSafe(directory);
    assertSame(directory, rules.directory(directory, fallback));
    String suffixed = rules.directory(raw, fallback, suffix);
    assertSafe(suffixed);
    assertSame(suffixed, rules.directory(suffixed, fallback));
    for (String rawFile : List.of(raw, raw + "." + extension)) {
      for (String s : List.of("", suffix)) {
        String file = rules.file(rawFile, extension, s, fallback);
        assertSafe(file);
        assertSame(file, rules.file(file, extension, "", fallback));
        if (extension.equals("flac") && rawFile.endsWith(".flac")) {
          assertHolds(file.endsWith(".flac"), file);
        }
        if (s.equals(" [3fa2]")) {
          assertHolds(file.contains(" [3fa2]"), file);
        }
      }
    }
    String key = NameRules.collisionKey(directory);
    assertSame(key, NameRules.collisionKey(key));
  }

  private static void assertSame(String expected, String actual) {
    if (!expected.equals(actual)) {
      throw new AssertionError(escape(expected) + " became " + escape(actual));
    }
  }

  private static void assertHolds(boolean condition, String name) {
    if (!condition) {
      throw new AssertionError("wrong: " + escape(name));
    }
  }

  private static void assertSafe(String name) {
    if (!isSafe(name)) {
      throw new AssertionError("not a safe name: " + escape(name));
    }
  }

  private static boolean isSafe(String name) {
    try {
      ByteBuffer bytes = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(name));
      char last = name.isEmpty() ? ' ' : name.charAt(name.length() - 1);
      return bytes.remaining() <= 255
          && bytes.remaining() > 0
          && name.indexOf('/') < 0
          && name.codePoints().noneMatch(Character::isISOControl)
          && name.charAt(0) != '.'
          && name.charAt(0) != ' '
          && last != '.'
          && last != ' '
          && Normalizer.isNormalized(name, Normalizer.Form.NFC);
    } catch (CharacterCodingException e) {
      return false;
    }
  }

  static String escape(String text) {
    StringBuilder out = new StringBuilder();
    for (char c : text.toCharArray()) {
      out.append(c >= ' ' && c < 0x7F ? Character.toString(c) : String.format("\\u%04X", (int) c));
    }
    return out.toString();
  }
}
