package org.musicfs.cas.chunk;

/**
 * Content-defined chunking: where bytes are cut depends on the bytes alone, so that what stands
 * before them may grow or shrink and most chunks stay the same. FastCDC with its gear hash, the
 * minimum skipped, normalised chunking (level 2) and two bytes a step: W. Xia et al., "FastCDC: a
 * Fast and Efficient Content-Defined Chunking Approach for Data Deduplication", USENIX ATC 2016,
 * and "The Design of Fast Content-Defined Chunking for Data Deduplication Based Storage Systems",
 * IEEE TPDS 31(9), 2020.
 *
 * <p>The hash of a position is {@code hash = (hash << 1) + GEAR[byte]} over the bytes since the
 * minimum, the last 64 of which matter. A chunk ends behind a byte where all bits of a mask are
 * zero: 2 bits more than the average asks for until the average is reached, 2 bits less from then
 * on. Masks and table decide which chunks old and new files share: they never change.
 *
 * <p>Immutable; any thread.
 */
public final class FastCdc {
  /** As heads and tails are cut: 16 KiB, 64 KiB on average, 256 KiB. */
  public static final FastCdc STANDARD = new FastCdc(16 << 10, 64 << 10, 256 << 10);

  private static final int NORMALISATION_BITS = 2;

  /** The topmost bit of the masks: one is left above it for the first of two bytes. */
  private static final int TOP_BIT = 62;

  /** Bits of a mask lie apart, so that bytes at many distances take part. */
  private static final int BIT_DISTANCE = 3;

  private static final long SEED = 0x6d75_7369_6366_7331L;
  private static final long[] GEAR = gear(0);

  /** The same one bit further up: what the first byte of a step is worth after the second. */
  private static final long[] GEAR_SHIFTED = gear(1);

  private final int minBytes;
  private final int averageBytes;
  private final int maxBytes;
  private final long strictMask;
  private final long looseMask;

  /**
   * @param minBytes of every chunk but the last, at least 1
   * @param averageBytes a power of two from 8 to 64 KiB, at least {@code minBytes}
   * @param maxBytes of every chunk, at least {@code averageBytes}
   */
  public FastCdc(int minBytes, int averageBytes, int maxBytes) {
    if (minBytes < 1
        || averageBytes < Math.max(8, minBytes)
        || averageBytes > 64 << 10
        || Integer.bitCount(averageBytes) != 1
        || maxBytes < averageBytes) {
      throw new IllegalArgumentException(minBytes + ", " + averageBytes + ", " + maxBytes);
    }
    this.minBytes = minBytes;
    this.averageBytes = averageBytes;
    this.maxBytes = maxBytes;
    int bits = Integer.numberOfTrailingZeros(averageBytes);
    this.strictMask = mask(bits + NORMALISATION_BITS);
    this.looseMask = mask(bits - NORMALISATION_BITS);
  }

  /** Numbers of SplitMix64 (Steele, Lea, Flood, OOPSLA 2014) from a seed of our own. */
  private static long[] gear(int shift) {
    long[] gear = new long[256];
    long state = SEED;
    for (int i = 0; i < gear.length; i++) {
      state += 0x9e37_79b9_7f4a_7c15L;
      long z = state;
      z = (z ^ (z >>> 30)) * 0xbf58_476d_1ce4_e5b9L;
      z = (z ^ (z >>> 27)) * 0x94d0_49bb_1331_11ebL;
      gear[i] = (z ^ (z >>> 31)) << shift;
    }
    return gear;
  }

  private static long mask(int bits) {
    long mask = 0;
    for (int i = 0; i < bits; i++) {
      mask |= 1L << (TOP_BIT - i * BIT_DISTANCE);
    }
    return mask;
  }

  /** What fewer bytes than this follow is one chunk. */
  public int minBytes() {
    return minBytes;
  }

  /** No chunk is longer. */
  public int maxBytes() {
    return maxBytes;
  }

  /**
   * Length of the first chunk of {@code length} bytes of {@code data} from {@code offset}. Looks at
   * no other byte, allocates nothing.
   *
   * @param length the bytes up to the end of what is cut, 1 or more
   * @return 1 to {@code length}; at least the minimum unless that is more than {@code length}
   */
  public int cut(byte[] data, int offset, int length) {
    if (length <= minBytes) {
      return length;
    }
    int end = offset + Math.min(length, maxBytes);
    int middle = Math.min(end, offset + averageBytes);
    long hash = 0;
    long mask = strictMask;
    int at = offset + minBytes;
    int to = middle;
    while (true) {
      long shiftedMask = mask << 1;
      for (; at + 1 < to; at += 2) {
        hash = (hash << 2) + GEAR_SHIFTED[data[at] & 0xff];
        if ((hash & shiftedMask) == 0) {
          return at + 1 - offset;
        }
        hash += GEAR[data[at + 1] & 0xff];
        if ((hash & mask) == 0) {
          return at + 2 - offset;
        }
      }
      if (at < to) {
        hash = (hash << 1) + GEAR[data[at] & 0xff];
        at++;
        if ((hash & mask) == 0) {
          return at - offset;
        }
      }
      if (to == end) {
        return end - offset;
      }
      to = end;
      mask = looseMask;
    }
  }
}
