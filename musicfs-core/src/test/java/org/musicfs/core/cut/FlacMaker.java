package org.musicfs.core.cut;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Makes FLAC files of 16-bit stereo noise in verbatim frames (RFC 9639), so that every byte that
 * should be in a cut can be made as well. Its checksums are counted bit by bit.
 */
final class FlacMaker {
  static final int RATE = 44_100;

  private final boolean variable;
  private final int[] blocks;
  private final short[][] noise;
  private final Map<Long, byte[]> made = new HashMap<>();

  FlacMaker(long seed, boolean variable, int... blocks) {
    this.variable = variable;
    this.blocks = blocks;
    Random random = new Random(seed);
    this.noise = new short[blocks.length][];
    for (int i = 0; i < blocks.length; i++) {
      noise[i] = new short[blocks[i] * 2];
      for (int k = 0; k < noise[i].length; k++) {
        // Much of it looks like sync codes.
        noise[i][k] = random.nextInt(4) == 0 ? (short) 0xfff8 : (short) random.nextInt();
      }
    }
  }

  /** So many blocks of one size, and a short last one. */
  static FlacMaker fixed(long seed, int count, int block, int last) {
    int[] blocks = new int[count];
    Arrays.fill(blocks, block);
    blocks[count - 1] = last;
    return new FlacMaker(seed, false, blocks);
  }

  static FlacMaker varying(long seed, int count) {
    Random random = new Random(seed);
    int[] sizes = {16, 192, 576, 300, 1024, 17};
    return new FlacMaker(
        seed, true, random.ints(count, 0, sizes.length).map(i -> sizes[i]).toArray());
  }

  int count() {
    return blocks.length;
  }

  long firstSample(int frame) {
    long sum = 0;
    for (int i = 0; i < frame; i++) {
      sum += blocks[i];
    }
    return sum;
  }

  /** A whole file, with metadata blocks that are no part of a cut. */
  byte[] file() {
    byte[] padding = new byte[5000];
    return join(
        magic(),
        block(0, false, streamInfo(firstSample(count()), 0, 0)),
        block(3, false, new byte[18 * 7]),
        block(6, false, new byte[300_000]),
        block(1, true, padding),
        frames(0, count()));
  }

  /** What a cut from a frame up to another should be. */
  byte[] cut(int from, int to, String... comments) throws IOException {
    int least = Integer.MAX_VALUE;
    int largest = 0;
    List<byte[]> frames = new ArrayList<>();
    for (int i = from; i < to; i++) {
      byte[] frame = frame(i, from);
      least = Math.min(least, frame.length);
      largest = Math.max(largest, frame.length);
      frames.add(frame);
    }
    byte[] info = streamInfo(firstSample(to) - firstSample(from), least, largest);
    return join(
        magic(),
        block(0, false, info),
        block(4, true, comment(comments)),
        join(frames.toArray(byte[][]::new)));
  }

  static byte[] magic() {
    return new byte[] {'f', 'L', 'a', 'C'};
  }

  static byte[] comment(String... comments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    littleEndian(7, out);
    out.writeBytes("musicfs".getBytes(StandardCharsets.UTF_8));
    littleEndian(comments.length, out);
    for (String comment : comments) {
      byte[] bytes = comment.getBytes(StandardCharsets.UTF_8);
      littleEndian(bytes.length, out);
      out.writeBytes(bytes);
    }
    return out.toByteArray();
  }

  private static void littleEndian(int value, ByteArrayOutputStream out) {
    for (int i = 0; i < 4; i++) {
      out.write(value >> 8 * i);
    }
  }

  byte[] streamInfo(long samples, int least, int largest) {
    int smallest = Arrays.stream(blocks, 0, Math.max(1, count() - 1)).min().orElse(0);
    int biggest = Arrays.stream(blocks).max().orElse(0);
    ByteBuffer info = ByteBuffer.allocate(34);
    info.putShort((short) smallest).putShort((short) biggest);
    info.put((byte) (least >> 16)).putShort((short) least);
    info.put((byte) (largest >> 16)).putShort((short) largest);
    info.putLong((long) RATE << 44 | 1L << 41 | 15L << 36 | samples);
    return info.array();
  }

  static byte[] block(int type, boolean last, byte[] data) {
    ByteBuffer block = ByteBuffer.allocate(4 + data.length);
    return block.putInt((type | (last ? 0x80 : 0)) << 24 | data.length).put(data).array();
  }

  byte[] frames(int from, int to) {
    byte[][] frames = new byte[to - from][];
    for (int i = from; i < to; i++) {
      frames[i - from] = frame(i, 0);
    }
    return join(frames);
  }

  /** A file with no other metadata than it must have. */
  byte[] plainFile() {
    byte[] info = streamInfo(firstSample(count()), 0, 0);
    return join(magic(), block(0, true, info), frames(0, count()));
  }

  /** A frame, with its number counted from another's. */
  byte[] frame(int index, int base) {
    return made.computeIfAbsent((long) base << 32 | index, key -> make(index, base));
  }

  private byte[] make(int index, int base) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(0xff);
    out.write(variable ? 0xf9 : 0xf8);
    int block = blocks[index];
    boolean wide = block > 256;
    out.write((wide ? 7 : 6) << 4 | (index % 2 == 0 ? 9 : 13));
    out.write(1 << 4 | (index % 3 == 0 ? 0 : 4 << 1));
    out.writeBytes(utf8(variable ? firstSample(index) - firstSample(base) : index - base));
    if (wide) {
      out.write(block - 1 >> 8);
    }
    out.write(block - 1);
    if (index % 2 != 0) {
      out.write(RATE >> 8);
      out.write(RATE);
    }
    out.write(crc(out.toByteArray(), 8, 0x07));
    for (int channel = 0; channel < 2; channel++) {
      out.write(1 << 1);
      for (int i = 0; i < block; i++) {
        out.write(noise[index][2 * i + channel] >> 8);
        out.write(noise[index][2 * i + channel]);
      }
    }
    int crc = crc(out.toByteArray(), 16, 0x8005);
    out.write(crc >> 8);
    out.write(crc);
    return out.toByteArray();
  }

  private static byte[] utf8(long number) {
    String bits = Long.toBinaryString(number);
    if (bits.length() < 8) {
      return new byte[] {(byte) number};
    }
    int bytes = 2;
    while (6 * (bytes - 1) + 7 - bytes < bits.length()) {
      bytes++;
    }
    String padded = "0".repeat(6 * (bytes - 1) + 7 - bytes - bits.length()) + bits;
    byte[] coded = new byte[bytes];
    coded[0] = (byte) Integer.parseInt("1".repeat(bytes) + "0" + padded.substring(0, 7 - bytes), 2);
    for (int i = 1; i < bytes; i++) {
      int from = 7 - bytes + 6 * (i - 1);
      coded[i] = (byte) Integer.parseInt("10" + padded.substring(from, from + 6), 2);
    }
    return coded;
  }

  /** Bit by bit. */
  static int crc(byte[] bytes, int width, int polynomial) {
    int crc = 0;
    for (byte b : bytes) {
      for (int bit = 7; bit >= 0; bit--) {
        int top = crc >> width - 1 & 1 ^ b >> bit & 1;
        crc = (crc << 1 & (1 << width) - 1) ^ (top == 0 ? 0 : polynomial);
      }
    }
    return crc;
  }

  static byte[] join(byte[]... parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }
}
