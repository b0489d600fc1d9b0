package org.musicfs.core.name;

import java.util.Random;

/** Seeded text of the kind that breaks names: everything taggers, people and attackers write. */
public final class NastyText {
  private static final String[] PIECES = {
    "",
    " ",
    ".",
    "..",
    "...",
    "/",
    "\\",
    "\0",
    "\n",
    "\t",
    "\u007F",
    "\u00A0",
    "\u3000",
    ". ",
    " .",
    "CON",
    "con",
    "NUL.",
    "com1",
    "LPT\u00B9",
    "aux.flac",
    "PRN  ",
    "CONIN$",
    ".search",
    ".flac",
    ".FLAC",
    "flac",
    "Björk",
    "Bjo\u0308rk",
    "坂本 龍一",
    "עברית",
    "ΣΊΣΥΦΟΣ",
    "straße",
    "STRASSE",
    "ﬁ",
    "İstanbul",
    "ısı",
    "e\u0301",
    "\u0301",
    "\u0338",
    "<\u0338",
    "=\u0338",
    "\u1100",
    "\u1161",
    "각",
    "\u200B",
    "\u200D",
    "\u202E",
    "\u2066",
    "\uFEFF",
    "\u00AD",
    "\uFE0F",
    "👩\u200D🚀",
    "🇩🇪",
    "👍🏽",
    "\uD800",
    "\uDC00",
    "\uDBFF\uD800",
    "\uFFFF",
    "\uFFFD",
    "\uFDD0",
    "\u037E",
    "\u212A",
    "\u2126",
    "\u1E9E",
    "\u0345",
    "ᾳ",
    "\uFDFA",
    "\u0958",
    "\u0DDD",
    "\uD834\uDD5E",
    "\u0F73",
    "?",
    "*",
    ":",
    "|",
    "\"",
    "<",
    ">",
    "_",
    "-",
    " [3fa2]",
    "[",
    "]",
    "{",
    "}",
    "$",
    "%",
    ",",
    "$artist",
    "${title|album}",
    "%upper{x}",
    "[$year]",
    "$$",
    "$[",
    "%if{a,b",
    "%aunique{}",
    "$}",
    "%left{$title,3}",
    "%first{$artist,2,1,/,+}",
    "%replace{$title,/,-}",
    "%bucket{$x,a-z}"
  };

  private final Random random;

  public NastyText(long seed) {
    this.random = new Random(seed);
  }

  /** Mostly short, now and then far too long; may hold lone surrogates. */
  public String next() {
    StringBuilder out = new StringBuilder();
    int pieces = random.nextInt(7);
    for (int i = 0; i < pieces; i++) {
      switch (random.nextInt(8)) {
        case 0 -> out.append((char) random.nextInt(0x10000));
        case 1 -> out.appendCodePoint(random.nextInt(0x110000));
        case 2 -> out.append((char) (' ' + random.nextInt(95)));
        case 3 -> out.append((char) (0x300 + random.nextInt(0x70)));
        case 4 -> repeat(out);
        default -> out.append(pick());
      }
    }
    return out.toString();
  }

  /** Like {@link #next}, made only of pieces a template is made of. */
  public String template() {
    StringBuilder out = new StringBuilder();
    int pieces = random.nextInt(12);
    String alphabet = "$%[]{},|/.ab \\";
    for (int i = 0; i < pieces; i++) {
      out.append(
          switch (random.nextInt(5)) {
            case 0 -> alphabet.substring(random.nextInt(14)).substring(0, 1);
            case 1 -> "$title";
            case 2 -> "[$year";
            case 3 ->
                "%" + new String[] {"if{", "left{", "first{", "the{$artist}"}[random.nextInt(4)];
            default -> pick();
          });
    }
    return out.toString();
  }

  public int below(int bound) {
    return random.nextInt(bound);
  }

  private String pick() {
    return PIECES[random.nextInt(PIECES.length)];
  }

  private void repeat(StringBuilder out) {
    if (random.nextInt(4) == 0) {
      out.append(pick().repeat(random.nextInt(140)));
    }
  }
}
