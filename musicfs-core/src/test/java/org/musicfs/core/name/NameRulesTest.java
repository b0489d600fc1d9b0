package org.musicfs.core.name;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NameRulesTest {
  private static final NameRules RULES = NameRules.DEFAULTS;
  private static final NameRules POSIX = new NameRules(false, "_");

  @ParameterizedTest
  @CsvSource(
      delimiter = '→',
      quoteCharacter = '`',
      value = {
        "AC/DC → AC_DC",
        "`a\\b:c*d?e\"f<g>h|i` → a_b_c_d_e_f_g_h_i",
        ".search → _search",
        "...And Justice for All → _..And Justice for All",
        "`.` → _",
        "`..` → _",
        "`/` → _",
        "`???` → ___",
        "`   ` → FALLBACK",
        "`` → FALLBACK",
        "` What? . . ` → What_",
        "R.E.M. → R.E.M",
        "CON → CON_",
        "con.flac → con_.flac",
        "Nul .txt → Nul_ .txt",
        "COM1 → COM1_",
        "lpt² → lpt²_",
        "COM10 → COM10",
        "Console → Console",
        "CONOUT$ → CONOUT$_",
        "坂本 龍一 → 坂本 龍一",
      })
  void aNameIsMadeFitForEverySystem(String raw, String name) {
    assertThat(RULES.directory(raw, "FALLBACK")).isEqualTo(name);
  }

  @Test
  void whatCannotBeSeenIsRemoved() {
    assertThat(RULES.directory("a\0b\tc\nd\u007Fe\u0085f", "x")).isEqualTo("abcdef");
    assertThat(RULES.directory("\uFEFFa\u200Bb\u200Dc\u2060d\u00ADe\u3164f", "x"))
        .isEqualTo("abcdef");
    assertThat(RULES.directory("a\u202Eb\u2066c\u2069d\u200Ee\u061Cf", "x")).isEqualTo("abcdef");
    assertThat(RULES.directory("\u200B\u202E", "x")).isEqualTo("x");
    assertThat(RULES.directory("\u200B.\u200B./x", "x")).isEqualTo("_._x");
  }

  @Test
  void whatIsNoCharacterIsReplaced() {
    assertThat(RULES.directory("a\uD800b\uDC00c\uFFFFd", "x")).isEqualTo("a_b_c_d");
    assertThat(RULES.directory("\uD83D\uDE00", "x")).isEqualTo("\uD83D\uDE00");
  }

  @Test
  void namesAreComposed() {
    assertThat(RULES.directory("Bjo\u0308rk", "x")).isEqualTo("Björk");
    assertThat(RULES.directory("\u1100\u1161", "x")).isEqualTo("가");
    assertThat(RULES.directory("a\u037Eb", "x")).isEqualTo("a;b");
  }

  @Test
  void withoutWindowsOnlyTheSlashIsForbidden() {
    assertThat(POSIX.directory("a\\b:c*?\"<>|/CON", "x")).isEqualTo("a\\b:c*?\"<>|_CON");
    assertThat(POSIX.directory("CON", "x")).isEqualTo("CON");
    assertThat(POSIX.directory(".a.", "x")).isEqualTo("_a");
  }

  @Test
  void theReplacementIsConfigurable() {
    NameRules rules = new NameRules(true, "⧸");
    assertThat(rules.directory("AC/DC", "x")).isEqualTo("AC⧸DC");
    assertThat(rules.directory(".hidden", "x")).isEqualTo("⧸hidden");
    assertThat(rules.file("a/b.flac", "flac", "", "x")).isEqualTo("a⧸b.flac");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/", ".", "a.b", " ", "?", "\0", "\u200B", "\u0301", "123456789"})
  void aReplacementThatWouldNeedReplacingIsRefused(String replacement) {
    assertThatThrownBy(() -> new NameRules(true, replacement))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aLongNameIsCutBetweenCharacters() {
    assertThat(RULES.directory("a".repeat(300), "x")).hasSize(255);
    String cut = RULES.directory("ä".repeat(200), "x");
    assertThat(cut).isEqualTo("ä".repeat(127));
    assertThat(RULES.directory("龍".repeat(100), "x")).isEqualTo("龍".repeat(85));
    assertThat(RULES.directory("a" + "😀".repeat(100), "x")).isEqualTo("a" + "😀".repeat(63));
    // The mark of the last letter does not fit, so its letter goes, too.
    assertThat(RULES.directory("a".repeat(253) + "x\u0332\u0332", "x")).isEqualTo("a".repeat(253));
    assertThat(RULES.directory("a".repeat(252) + "👍🏽", "x")).isEqualTo("a".repeat(252));
    // A pile of marks too high to move as one is split.
    assertThat(bytes(RULES.directory("x" + "\u0332".repeat(400), "x"))).isEqualTo(255);
    assertThat(RULES.directory("a".repeat(250) + "    . tail", "x")).isEqualTo("a".repeat(250));
    assertThat(RULES.directory("CON" + " ".repeat(300) + "x", "x")).isEqualTo("CON_");
    assertThat(RULES.directory("CON." + "x".repeat(251), "x")).isEqualTo("CON_." + "x".repeat(250));
  }

  @Test
  void aSuffixStaysWhole() {
    assertThat(RULES.directory("Weezer", "x", " [3fa2]")).isEqualTo("Weezer [3fa2]");
    assertThat(RULES.directory("a".repeat(300), "x", " [3fa2]"))
        .isEqualTo("a".repeat(248) + " [3fa2]");
    assertThat(RULES.directory("", "Unknown Album", " [3fa2]")).isEqualTo("Unknown Album [3fa2]");
    assertThat(RULES.directory("Name. . ", "x", " [a/b]")).isEqualTo("Name [a_b]");
    assertThat(RULES.directory("CON", "x", " [3fa2]")).isEqualTo("CON [3fa2]");
    assertThat(bytes(RULES.directory("a".repeat(300), "x", "s".repeat(400)))).isEqualTo(255);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '→',
      quoteCharacter = '`',
      value = {
        "03 - Song.flac → 03 - Song [3fa2].flac",
        "Song.FLAC → Song [3fa2].FLAC",
        "Wait....flac → Wait... [3fa2].flac",
        "`Song .flac` → Song [3fa2].flac",
        ".flac → FALLBACK [3fa2].flac",
        "` .flac` → FALLBACK [3fa2].flac",
        "..flac → _ [3fa2].flac",
        "Song → Song [3fa2]",
        "Song.mp3 → Song.mp3 [3fa2]",
        "`` → FALLBACK [3fa2]",
        "AC/DC.flac → AC_DC [3fa2].flac",
      })
  void theSuffixOfAFileGoesBeforeItsExtension(String raw, String name) {
    assertThat(RULES.file(raw, "flac", " [3fa2]", "FALLBACK")).isEqualTo(name);
    assertThat(RULES.file(raw, "flac", "", "FALLBACK")).isEqualTo(name.replace(" [3fa2]", ""));
  }

  @Test
  void aLongFileNameKeepsItsExtension() {
    assertThat(RULES.file("a".repeat(300) + ".flac", "flac", "", "x"))
        .isEqualTo("a".repeat(250) + ".flac");
    assertThat(RULES.file("龍".repeat(300) + ".flac", "flac", " [3fa2]", "x"))
        .isEqualTo("龍".repeat(81) + " [3fa2].flac");
    assertThat(RULES.file("a".repeat(300), "flac", "", "x")).isEqualTo("a".repeat(255));
    assertThat(RULES.file("con.flac", "flac", "", "x")).isEqualTo("con_.flac");
    assertThat(RULES.file("a.fl?c ", "fl?c ", "", "x")).isEqualTo("a.fl_c");
    assertThat(RULES.file("a.", "", "", "x")).isEqualTo("a");
    assertThat(RULES.file("a." + "e".repeat(300), "e".repeat(300), " [1]", "x"))
        .hasSize(255)
        .endsWith("e [1]");
  }

  @ParameterizedTest
  @CsvSource({
    "Straße, STRASSE",
    "ẞ, ss",
    "ΣΊΣΥΦΟΣ, σίσυφος",
    "ﬁlm, FILM",
    "Björk, BJÖRK",
    "İ, i\u0307",
    "\u212Aelvin, kelvin",
    "ſong, SONG",
    "ᾳ, ΑΙ",
    "Ǆ, ǆ",
    "ЁЛКА, ёлка",
    "Bjo\u0308rk, BJÖRK",
    "\u0587, \u0535\u0552",
  })
  void namesThatDifferInCaseOrCompositionMeet(String one, String other) {
    assertThat(NameRules.collisionKey(one)).isEqualTo(NameRules.collisionKey(other));
  }

  @ParameterizedTest
  @CsvSource({"ısı, isi", "ISI, ısı", "Bjork, Björk", "坂本, 坂木", "a, а", "a_b, a b"})
  void namesThatReadDifferentlyDoNotMeet(String one, String other) {
    assertThat(NameRules.collisionKey(one)).isNotEqualTo(NameRules.collisionKey(other));
  }

  private static int bytes(String name) {
    return name.getBytes(StandardCharsets.UTF_8).length;
  }
}
