package org.musicfs.core.origin;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * A path below an origin's root: raw bytes as the origin has them, {@code /}-separated, no leading
 * or trailing slash; the empty path is the root itself. Not necessarily UTF-8. Immutable; ordered
 * by unsigned bytes.
 */
public final class OriginPath implements Comparable<OriginPath> {
  /** The origin's root directory. */
  public static final OriginPath ROOT = new OriginPath(new byte[0]);

  private final byte[] bytes;

  private OriginPath(byte[] bytes) {
    this.bytes = bytes;
  }

  /**
   * The path with these bytes.
   *
   * @throws IllegalArgumentException if a component is empty, {@code .} or {@code ..}, or holds a
   *     NUL
   */
  public static OriginPath of(byte[] bytes) {
    if (bytes.length == 0) {
      return ROOT;
    }
    int start = 0;
    for (int i = 0; i <= bytes.length; i++) {
      if (i == bytes.length || bytes[i] == '/') {
        checkName(bytes, start, i);
        start = i + 1;
      }
    }
    return new OriginPath(bytes.clone());
  }

  /** The path with the UTF-8 bytes of {@code path}. */
  public static OriginPath of(String path) {
    return of(path.getBytes(StandardCharsets.UTF_8));
  }

  private static void checkName(byte[] bytes, int from, int to) {
    int length = to - from;
    boolean dots =
        (length == 1 && bytes[from] == '.')
            || (length == 2 && bytes[from] == '.' && bytes[from + 1] == '.');
    boolean nul = false;
    for (int i = from; i < to; i++) {
      nul |= bytes[i] == 0;
    }
    if (length == 0 || dots || nul) {
      throw new IllegalArgumentException("not a path below an origin: " + display(bytes));
    }
  }

  /** The child called {@code name} (one component, raw bytes). */
  public OriginPath resolve(byte[] name) {
    for (byte b : name) {
      if (b == '/') {
        throw new IllegalArgumentException("a name holds no slash: " + display(name));
      }
    }
    checkName(name, 0, name.length);
    if (bytes.length == 0) {
      return new OriginPath(name.clone());
    }
    byte[] joined = Arrays.copyOf(bytes, bytes.length + 1 + name.length);
    joined[bytes.length] = '/';
    System.arraycopy(name, 0, joined, bytes.length + 1, name.length);
    return new OriginPath(joined);
  }

  /** The directory that holds this path; the root's parent is the root. */
  public OriginPath parent() {
    int slash = lastSlash();
    return slash < 0 ? ROOT : new OriginPath(Arrays.copyOf(bytes, slash));
  }

  /** The last component, raw; empty for the root. */
  public byte[] name() {
    return Arrays.copyOfRange(bytes, lastSlash() + 1, bytes.length);
  }

  private int lastSlash() {
    for (int i = bytes.length - 1; i >= 0; i--) {
      if (bytes[i] == '/') {
        return i;
      }
    }
    return -1;
  }

  public boolean isRoot() {
    return bytes.length == 0;
  }

  /** True if this is {@code ancestor} or lies below it. */
  public boolean startsWith(OriginPath ancestor) {
    byte[] a = ancestor.bytes;
    return a.length == 0
        || (bytes.length >= a.length
            && Arrays.equals(bytes, 0, a.length, a, 0, a.length)
            && (bytes.length == a.length || bytes[a.length] == '/'));
  }

  /** A copy of the raw bytes. */
  public byte[] toBytes() {
    return bytes.clone();
  }

  /** Whether the bytes are well-formed UTF-8. */
  public boolean isUtf8() {
    return isUtf8(bytes);
  }

  /** Whether {@code bytes} are well-formed UTF-8. */
  public static boolean isUtf8(byte[] bytes) {
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }

  /** For people: UTF-8 where it is, each byte of anything else as {@code \xNN}. Not reversible. */
  @Override
  public String toString() {
    return display(bytes);
  }

  /** {@code bytes} for people: UTF-8 where it is, each other byte as {@code \xNN}. */
  public static String display(byte[] bytes) {
    if (isUtf8(bytes)) {
      return new String(bytes, StandardCharsets.UTF_8);
    }
    StringBuilder text = new StringBuilder();
    int i = 0;
    while (i < bytes.length) {
      int length = Math.min(sequenceLength(bytes[i]), bytes.length - i);
      byte[] sequence = Arrays.copyOfRange(bytes, i, i + length);
      if (isUtf8(sequence)) {
        text.append(new String(sequence, StandardCharsets.UTF_8));
        i += length;
      } else {
        text.append("\\x").append(HexFormat.of().toHexDigits(bytes[i]));
        i++;
      }
    }
    return text.toString();
  }

  private static int sequenceLength(byte lead) {
    int b = lead & 0xff;
    return b < 0xc0 ? 1 : b < 0xe0 ? 2 : b < 0xf0 ? 3 : 4;
  }

  @Override
  public int compareTo(OriginPath other) {
    return Arrays.compareUnsigned(bytes, other.bytes);
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof OriginPath p && Arrays.equals(bytes, p.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }
}
