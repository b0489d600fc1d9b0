package org.musicfs.core.cut;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * What is kept in a database of a {@link Cuttable} and a {@link Cut}: {@code u8 version, u8 kind (0
 * FLAC, 1 WAVE, 2 a picture in Ogg)}, then what the kind's class says. Numbers are unsigned, the
 * lowest seven bits first, with the highest bit of a byte set if there are more.
 */
final class Blob {
  private static final int VERSION = 1;
  private static final int MAX_NUMBER_BYTES = 9;

  /** More than any offset, and safe to add to. */
  private static final long MAX_FIRST = 1L << 60;

  /** What follows. */
  enum Kind {
    FLAC(0),
    WAV(1),
    OGG_PICTURE(2);

    private final int code;

    Kind(int code) {
      this.code = code;
    }
  }

  private Blob() {}

  static Writer create(Kind kind) {
    Writer out = new Writer();
    out.bytes.write(VERSION);
    out.bytes.write(kind.code);
    return out;
  }

  /**
   * @throws IllegalArgumentException here and from the reader if this is none
   */
  static Reader open(byte[] bytes) {
    if (bytes.length < 2
        || bytes[0] != VERSION
        || bytes[1] < 0
        || bytes[1] >= Kind.values().length) {
      throw new IllegalArgumentException("no description of a cut, or one of another version");
    }
    return new Reader(Kind.values()[bytes[1]], ByteBuffer.wrap(bytes, 2, bytes.length - 2));
  }

  /** Confined to one thread. */
  static final class Writer {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    private Writer() {}

    void number(long value) {
      long rest = value;
      while (rest > 0x7f) {
        bytes.write(((int) rest & 0x7f) | 0x80);
        rest >>>= 7;
      }
      bytes.write((int) rest);
    }

    void raw(byte[] some) {
      number(some.length);
      bytes.writeBytes(some);
    }

    void texts(List<String> texts) {
      number(texts.size());
      texts.forEach(text -> raw(text.getBytes(StandardCharsets.UTF_8)));
    }

    byte[] toBytes() {
      return bytes.toByteArray();
    }
  }

  /** Confined to one thread. */
  static final class Reader {
    private final Kind kind;
    private final ByteBuffer bytes;

    private Reader(Kind kind, ByteBuffer bytes) {
      this.kind = kind;
      this.bytes = bytes;
    }

    Kind kind() {
      return kind;
    }

    /** 0 or more. */
    long number() {
      long value = 0;
      for (int i = 0; i < MAX_NUMBER_BYTES && bytes.hasRemaining(); i++) {
        byte b = bytes.get();
        value |= (b & 0x7fL) << (7 * i);
        if (b >= 0) {
          return value;
        }
      }
      throw new IllegalArgumentException("no number at byte " + bytes.position());
    }

    int number(int min, int max) {
      return check(number(), min, max);
    }

    private static int check(long value, int min, int max) {
      if (value < min || value > max) {
        throw new IllegalArgumentException(value + " is not from " + min + " to " + max);
      }
      return (int) value;
    }

    /** A number of things that take a byte or more each. */
    int count() {
      long value = number();
      return check(value, 0, bytes.remaining());
    }

    /** {@code first}, then what it comes to with each of {@code count} numbers, 1 to max each. */
    long[] sums(long first, int count, int max) {
      if (first > MAX_FIRST) {
        throw new IllegalArgumentException(first + " is too much");
      }
      long[] sums = new long[count + 1];
      sums[0] = first;
      for (int i = 0; i < count; i++) {
        sums[i + 1] = sums[i] + number(1, max);
      }
      return sums;
    }

    byte[] raw() {
      byte[] some = new byte[count()];
      bytes.get(some);
      return some;
    }

    List<String> texts() {
      int count = count();
      List<String> texts = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        texts.add(new String(raw(), StandardCharsets.UTF_8));
      }
      return texts;
    }

    void end() {
      if (bytes.hasRemaining()) {
        throw new IllegalArgumentException(bytes.remaining() + " bytes too many");
      }
    }
  }
}
