package org.musicfs.cas.chunk;

import java.util.Optional;
import org.musicfs.core.hash.Hash128;
import org.musicfs.core.hash.Xxh3;

/**
 * The name of what is stored in one file: a chunk, its XXH3-128 hash and its length; or a whole
 * version, the hash over its chunks' hashes ({@code Manifest.contentHash}) and its length. Written
 * {@code <32 hex digits>-<length>}.
 *
 * @param high the upper 64 bits of the hash
 * @param low the lower 64 bits of the hash
 * @param length bytes, 1 or more; of a chunk at most {@link ChunkPlan#MAX_CHUNK_BYTES}
 */
public record ChunkId(long high, long low, int length) {
  public ChunkId {
    if (length < 1) {
      throw new IllegalArgumentException("chunk length " + length);
    }
  }

  /** The name of {@code length} bytes of {@code data} from {@code offset}. */
  public static ChunkId of(byte[] data, int offset, int length) {
    Hash128 hash = Xxh3.hash(data, offset, length);
    return new ChunkId(hash.high(), hash.low(), length);
  }

  /** Reads what {@link #toString} writes; empty for anything else. */
  public static Optional<ChunkId> parse(String name) {
    if (name.length() < 34 || name.length() > 43 || name.charAt(32) != '-') {
      return Optional.empty();
    }
    try {
      Hash128 hash = Hash128.parse(name.substring(0, 32));
      ChunkId id =
          new ChunkId(hash.high(), hash.low(), Integer.parseInt(name, 33, name.length(), 10));
      return id.toString().equals(name) ? Optional.of(id) : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** The hash alone. */
  public Hash128 hash() {
    return new Hash128(high, low);
  }

  // Compared and hashed on every cached read: by hand, which the generated forms do not match.
  @Override
  public boolean equals(Object o) {
    return o instanceof ChunkId c && low == c.low && high == c.high && length == c.length;
  }

  @Override
  public int hashCode() {
    return (int) low;
  }

  @Override
  public String toString() {
    return hash() + "-" + length;
  }
}
