package org.musicfs.index.tree;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.musicfs.core.hash.Hash128;
import org.musicfs.core.hash.Xxh3;
import org.musicfs.core.origin.OriginId;
import org.musicfs.core.origin.OriginPath;

/**
 * What is put behind a name that is taken: {@code " [3fa2]"}, hex digits of a hash of the thing
 * itself, so that the name never depends on what else there is, except in how many digits it takes.
 */
public final class Suffix {
  /** How many digits are tried, in order. 32 are the whole hash. */
  static final List<Integer> DIGITS = List.of(4, 6, 8, 12, 16, 24, 32);

  private final String hex;

  private Suffix(Hash128 hash) {
    this.hex = hash.toString();
  }

  /** Of a file: hash of its origin's id (4 bytes, big-endian) and its path there. */
  static Suffix of(OriginId origin, OriginPath path) {
    byte[] bytes = path.toBytes();
    return new Suffix(
        Xxh3.hash(ByteBuffer.allocate(4 + bytes.length).putInt(origin.value()).put(bytes).array()));
  }

  /** Of a directory or an album: hash of a text that names it. */
  static Suffix of(String text) {
    return new Suffix(Xxh3.hash(text.getBytes(StandardCharsets.UTF_8)));
  }

  /** Whether the file is listed under a name with a suffix, because another had the bare one. */
  public static boolean isIn(String name, OriginId origin, OriginPath path) {
    Suffix suffix = of(origin, path);
    return DIGITS.stream().map(suffix::text).anyMatch(name::contains);
  }

  String hex(int digits) {
    return hex.substring(0, digits);
  }

  String text(int digits) {
    return " [" + hex(digits) + "]";
  }
}
