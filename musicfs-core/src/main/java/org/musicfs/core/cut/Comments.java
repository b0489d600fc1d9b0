package org.musicfs.core.cut;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Vorbis comments (https://xiph.org/vorbis/doc/v-comment.html). */
final class Comments {
  private static final byte[] VENDOR = "musicfs".getBytes(StandardCharsets.UTF_8);

  private Comments() {}

  /** {@code u32le vendor length, vendor, u32le count, count times (u32le length, NAME=value)}. */
  static byte[] toBytes(List<String> comments) {
    List<byte[]> all = new ArrayList<>();
    long length = 4L + VENDOR.length + 4;
    for (String comment : comments) {
      byte[] bytes = comment.getBytes(StandardCharsets.UTF_8);
      all.add(bytes);
      length += 4L + bytes.length;
    }
    ByteBuffer out = ByteBuffer.allocate(Math.toIntExact(length)).order(ByteOrder.LITTLE_ENDIAN);
    out.putInt(VENDOR.length).put(VENDOR).putInt(all.size());
    all.forEach(bytes -> out.putInt(bytes.length).put(bytes));
    return out.array();
  }
}
