package org.musicfs.index.tags.layout;

import java.nio.ByteBuffer;
import java.util.Optional;
import org.musicfs.core.origin.OriginException;
import org.musicfs.index.tags.map.Chapter;

/**
 * The content of a {@code CHAP} frame (https://id3.org/id3v2-chapters-1.0): {@code element id, 0,
 * u32 start and u32 end in milliseconds, u32 start and u32 end in bytes}, then frames of which
 * {@code TIT2} is the title. Others, such as pictures, are stepped over. Stateless.
 */
final class Id3Chapter {
  private static final int MAX_ELEMENT_ID_BYTES = 256;
  private static final int TIMES_BYTES = 16;
  private static final int FRAME_HEADER_BYTES = 10;

  /** Enough for every character that is kept of a title, whatever its encoding. */
  private static final int MAX_TITLE_BYTES = 4 * Chapter.MAX_TITLE_CHARS;

  private final ByteSource content;
  private final int version;
  private long left;

  private Id3Chapter(ByteSource content, long length, int version) {
    this.content = content;
    this.left = length;
    this.version = version;
  }

  /**
   * Reads a chapter; empty if the frame tells none.
   *
   * @param content of the frame, from its first byte
   * @param length of the content in bytes
   * @param version of the tag, 3 or 4
   * @param in the file, for what its text is written in
   */
  static Optional<Chapter> read(ByteSource content, long length, int version, RangeReader in)
      throws OriginException {
    Id3Chapter chapter = new Id3Chapter(content, length, version);
    long start;
    try {
      start = chapter.start();
    } catch (MalformedFileException e) {
      return Optional.empty();
    }
    try {
      return Optional.of(new Chapter(start, chapter.title(in)));
    } catch (MalformedFileException e) {
      return Optional.of(new Chapter(start, ""));
    }
  }

  private long start() throws OriginException, MalformedFileException {
    for (int i = 0; take(1).get() != 0; i++) {
      if (i == MAX_ELEMENT_ID_BYTES) {
        throw new MalformedFileException("the name of a chapter does not end");
      }
    }
    return take(TIMES_BYTES).getInt() & 0xffff_ffffL;
  }

  private String title(RangeReader in) throws OriginException, MalformedFileException {
    while (left >= FRAME_HEADER_BYTES) {
      ByteBuffer header = take(FRAME_HEADER_BYTES);
      int raw = header.getInt(4);
      boolean syncsafe = version == 4 && (raw & 0x8080_8080) == 0;
      long size = syncsafe ? Id3v2Reader.syncsafe(raw) : raw & 0xffff_ffffL;
      if (Text.latin1(header, 4).equals("TIT2") && (header.getShort(8) & 0xff) == 0) {
        byte[] text = new byte[(int) Math.min(size, MAX_TITLE_BYTES)];
        take(text.length).get(text);
        return Id3Text.decoded(text, in.legacy());
      }
      content.skip(size);
      left -= size;
    }
    return "";
  }

  private ByteBuffer take(int length) throws OriginException, MalformedFileException {
    left -= length;
    return content.take(length);
  }
}
