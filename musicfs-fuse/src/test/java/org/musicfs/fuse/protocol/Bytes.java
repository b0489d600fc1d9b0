package org.musicfs.fuse.protocol;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Requests and replies as {@code fuse.h} lays them out, written down field by field. */
public final class Bytes {
  private final ByteBuffer buffer = ByteBuffer.allocate(4096).order(ByteOrder.nativeOrder());

  /** A request's header, its length still open. */
  public static Bytes request(int opcode, long unique, long nodeId) {
    return new Bytes()
        .u32(0)
        .u32(opcode)
        .u64(unique)
        .u64(nodeId)
        .u32(1000)
        .u32(100)
        .u32(4711)
        .u16(0)
        .u16(0);
  }

  public Bytes u16(int value) {
    buffer.putShort((short) value);
    return this;
  }

  public Bytes u32(int value) {
    buffer.putInt(value);
    return this;
  }

  public Bytes u64(long value) {
    buffer.putLong(value);
    return this;
  }

  /** Ended by a zero byte. */
  public Bytes name(String name) {
    buffer.put(name.getBytes(StandardCharsets.UTF_8)).put((byte) 0);
    return this;
  }

  /** What was written, its length in the first field. */
  public byte[] sized() {
    buffer.putInt(0, buffer.position());
    return bytes();
  }

  public byte[] bytes() {
    byte[] all = new byte[buffer.position()];
    buffer.get(0, all);
    return all;
  }

  /** To read a reply by. */
  public static ByteBuffer reader(byte[] reply) {
    return ByteBuffer.wrap(reply).order(ByteOrder.nativeOrder());
  }

  /** The error of a reply: 0 or a positive number. */
  public static int errno(byte[] reply) {
    return -reader(reply).getInt(4);
  }
}
