package org.musicfs.index.tags.layout;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.musicfs.core.origin.OriginException;
import org.musicfs.index.tags.map.RawTags;

/**
 * The {@code ilst} of an MP4 file: one box per name, in it one {@code data} box per value ({@code
 * u32 type, u32 locale, bytes}); free-form names are {@code ----} boxes with {@code mean} and
 * {@code name} before the data. Every value of every name is kept, in order. The bytes of {@code
 * covr} are picture regions.
 */
final class Mp4ItemList {
  private static final int MAX_VALUE_BYTES = 256 * 1024;
  private static final int DATA_HEADER = 8;
  private static final int TYPE_UTF16 = 2;
  private static final int TYPE_INTEGER = 21;

  private final RangeReader in;
  private final Findings found;

  Mp4ItemList(RangeReader in, Findings found) {
    this.in = in;
    this.found = found;
  }

  void read(Mp4Boxes.Box list) throws OriginException, MalformedFileException {
    RawTags tags = found.newTags(RawTags.Family.MP4);
    Mp4Boxes items = new Mp4Boxes(in, list.offset(), list.end());
    for (Optional<Mp4Boxes.Box> i = items.nextOrCut(); i.isPresent(); i = items.nextOrCut()) {
      item(i.get(), tags);
    }
  }

  private void item(Mp4Boxes.Box item, RawTags tags)
      throws OriginException, MalformedFileException {
    String mean = "";
    String name = "";
    Mp4Boxes parts = new Mp4Boxes(in, item.offset(), item.end());
    for (Optional<Mp4Boxes.Box> p = parts.nextOrCut(); p.isPresent(); p = parts.nextOrCut()) {
      Mp4Boxes.Box part = p.get();
      switch (part.type()) {
        case "mean" -> mean = label(part);
        case "name" -> name = label(part);
        case "data" -> {
          boolean free = item.type().equals("----");
          data(free ? "----:" + mean + ":" + name : item.type(), part, tags);
        }
        default -> {}
      }
    }
  }

  private String label(Mp4Boxes.Box box) throws OriginException, MalformedFileException {
    int length = (int) Math.min(Math.max(box.length() - 4, 0), 256);
    return length == 0 ? "" : Text.utf8(in.at(box.offset() + 4, length));
  }

  private void data(String key, Mp4Boxes.Box data, RawTags tags)
      throws OriginException, MalformedFileException {
    long length = data.length() - DATA_HEADER;
    if (length <= 0) {
      return;
    }
    if (key.equals("covr")) {
      found.picture(Findings.FRONT_COVER, data.offset() + DATA_HEADER, length);
      return;
    }
    if (length > MAX_VALUE_BYTES) {
      return;
    }
    int type = in.at(data.offset(), 4).getInt() & 0xff_ffff;
    ByteBuffer value = in.at(data.offset() + DATA_HEADER, (int) length);
    switch (key) {
      case "trkn", "disk" -> tags.add(key, pair(value));
      case "gnre" -> tags.add(key, Integer.toString(integer(value).intValue() - 1));
      case "cpil", "tmpo", "rtng", "stik", "\u00a9mvi", "\u00a9mvc", "shwm", "pgap" ->
          tags.add(key, integer(value).toString());
      default -> tags.add(key, words(type, value));
    }
  }

  /** {@code u16 0, u16 number, u16 total}: {@code 3/12}, {@code 3}, or nothing. */
  private static String pair(ByteBuffer value) {
    int number = value.limit() >= 4 ? value.getShort(2) & 0xffff : 0;
    int total = value.limit() >= 6 ? value.getShort(4) & 0xffff : 0;
    return (number == 0 ? "" : Integer.toString(number)) + (total == 0 ? "" : "/" + total);
  }

  private static BigInteger integer(ByteBuffer value) {
    byte[] bytes = new byte[Math.min(value.remaining(), 8)];
    value.get(bytes);
    return new BigInteger(bytes);
  }

  private static String words(int type, ByteBuffer value) {
    if (type == TYPE_UTF16) {
      return StandardCharsets.UTF_16.decode(value).toString();
    }
    return type == TYPE_INTEGER ? integer(value).toString() : Text.utf8(value);
  }
}
