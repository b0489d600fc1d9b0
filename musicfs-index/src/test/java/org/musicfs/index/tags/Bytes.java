package org.musicfs.index.tags;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Builds byte strings: {@code new Bytes().ascii("fLaC").u8(0).u24(34)}. */
final class Bytes {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  static byte[] latin1(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  /** {@code length} bytes that no reader takes for structure. */
  static byte[] filler(int length, int seed) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) (1 + (i * 7 + seed) % 100);
    }
    return bytes;
  }

  Bytes raw(byte[]... parts) {
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return this;
  }

  Bytes latin(String text) {
    return raw(latin1(text));
  }

  Bytes u8(int value) {
    out.write(value);
    return this;
  }

  Bytes u16(int value) {
    return u8(value >> 8).u8(value);
  }

  Bytes u24(int value) {
    return u8(value >> 16).u16(value);
  }

  Bytes u32(long value) {
    return u16((int) (value >> 16)).u16((int) value);
  }

  Bytes u64(long value) {
    return u32(value >> 32).u32(value);
  }

  Bytes le16(int value) {
    return u8(value).u8(value >> 8);
  }

  Bytes le32(long value) {
    return raw(ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt((int) value).array());
  }

  Bytes le64(long value) {
    return raw(ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(value).array());
  }

  Bytes zeros(int count) {
    return raw(new byte[count]);
  }

  byte[] array() {
    return out.toByteArray();
  }
}
