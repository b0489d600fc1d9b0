package org.musicfs.index.tags.layout;

import java.nio.ByteBuffer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.musicfs.core.origin.OriginException;

/**
 * The boxes of an MP4 file (ISO/IEC 14496-12, 4.2), one level at a time: {@code u32 size, type},
 * with size 1 followed by a {@code u64} size and size 0 meaning up to the end.
 */
final class Mp4Boxes {
  private final RangeReader in;
  private final long end;
  private long next;
  private @Nullable String cut;

  /**
   * One box.
   *
   * @param type four characters, ISO 8859-1
   * @param offset of its content
   * @param end first byte after it
   */
  record Box(String type, long offset, long end) {
    long length() {
      return end - offset;
    }
  }

  /** The boxes from {@code offset} to {@code end}. */
  Mp4Boxes(RangeReader in, long offset, long end) {
    this.in = in;
    this.next = offset;
    this.end = end;
  }

  /**
   * The next box; empty at the end.
   *
   * @throws MalformedFileException if it runs past the end
   */
  Optional<Box> next() throws OriginException, MalformedFileException {
    Optional<Box> box = nextOrCut();
    if (cut != null) {
      throw new MalformedFileException(cut);
    }
    return box;
  }

  /** What is wrong with a box that {@link #nextOrCut} cut; empty if none was. */
  Optional<String> cut() {
    return Optional.ofNullable(cut);
  }

  /** The next box, cut at the end if it runs past it; empty at the end. */
  Optional<Box> nextOrCut() throws OriginException, MalformedFileException {
    if (end - next < 8) {
      return Optional.empty();
    }
    ByteBuffer header = in.at(next, 8);
    long size = header.getInt(0) & 0xffff_ffffL;
    String type = Text.latin1(header.position(4), 4);
    int headerBytes = 8;
    if (size == 0 && type.equals("\0\0\0\0")) {
      return Optional.empty(); // the terminator QuickTime writes in user data
    }
    if (size == 1) {
      size = end - next < 16 ? -1 : in.at(next + 8, 8).getLong();
      headerBytes = 16;
    } else if (size == 0) {
      size = end - next;
    }
    boolean fits = size >= headerBytes && size <= end - next;
    if (!fits) {
      cut = tooLong(type, size);
      if (end - next < headerBytes) {
        return Optional.empty();
      }
    }
    Box box = new Box(type, next + headerBytes, fits ? next + size : end);
    next = box.end();
    return Optional.of(box);
  }

  private String tooLong(String type, long size) {
    return "its box '"
        + Text.printable(type)
        + "' at byte "
        + next
        + " claims "
        + Long.toUnsignedString(size)
        + " bytes where "
        + (end - next)
        + " are left";
  }

  /** The first box of {@code type} at this level, cut at the end if it runs past it. */
  Optional<Box> find(String type) throws OriginException, MalformedFileException {
    for (Optional<Box> box = nextOrCut(); box.isPresent(); box = nextOrCut()) {
      if (box.get().type().equals(type)) {
        return box;
      }
    }
    return Optional.empty();
  }

  /** The first box reached from {@code parent} by these types, one level each. */
  static Optional<Box> find(RangeReader in, Box parent, String... path)
      throws OriginException, MalformedFileException {
    Box at = parent;
    for (String type : path) {
      Optional<Box> found = new Mp4Boxes(in, at.offset(), at.end()).find(type);
      if (found.isEmpty()) {
        return found;
      }
      at = found.get();
    }
    return Optional.of(at);
  }
}
