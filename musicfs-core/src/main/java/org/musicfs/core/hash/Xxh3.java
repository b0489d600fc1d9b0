package org.musicfs.core.hash;

import net.openhft.hashing.LongTupleHashFunction;

/**
 * XXH3-128 with seed 0 over byte arrays, as published at https://github.com/Cyan4973/xxHash. Only
 * {@code byte[]} is accepted: mixing access kinds in one JVM makes the library's virtual calls
 * megamorphic and 15 to 20 times slower. Stateless; any thread.
 */
public final class Xxh3 {
  private static final LongTupleHashFunction XX128 = LongTupleHashFunction.xx128();

  private Xxh3() {}

  /** Hash of the whole array. */
  public static Hash128 hash(byte[] data) {
    return hash(data, 0, data.length);
  }

  /** Hash of {@code length} bytes from {@code offset}. */
  public static Hash128 hash(byte[] data, int offset, int length) {
    long[] result = new long[2];
    XX128.hashBytes(data, offset, length, result);
    return new Hash128(result[1], result[0]);
  }
}
