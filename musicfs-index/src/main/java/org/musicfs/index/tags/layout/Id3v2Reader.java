package org.musicfs.index.tags.layout;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jaudiotagger.tag.id3.ID3Tags;
import org.jspecify.annotations.Nullable;
import org.musicfs.core.origin.OriginException;
import org.musicfs.index.tags.map.Chapter;

/**
 * The structure of an ID3v2 tag (https://id3.org/id3v2.3.0, id3v2.4.0-structure): where it ends,
 * which frames say something in words, where the bytes of its pictures lie, and its chapters. What
 * the words of the others are is decoded elsewhere. Frames come out with unsynchronisation undone
 * and sizes that are right.
 */
final class Id3v2Reader {
  static final int HEADER = 10;

  private static final int MAX_FRAME_BYTES = 256 * 1024;
  private static final int MAX_KEPT_BYTES = 1024 * 1024;

  /** Frames beside {@code T...} that hold words we know a field for. */
  private static final Set<String> WORDS =
      Set.of("COMM", "COM", "USLT", "ULT", "UFID", "UFI", "IPLS", "IPL", "MVNM", "MVIN", "GRP1");

  private static final int UNSYNC = 0x80;
  private static final int EXTENDED = 0x40;
  private static final int FOOTER = 0x10;

  private final RangeReader in;
  private final Findings found;
  private final int version;
  private final int flags;
  private final List<byte[]> frames = new ArrayList<>();
  private final List<Chapter> chapters = new ArrayList<>();
  private int keptBytes;

  private Id3v2Reader(RangeReader in, Findings found, int version, int flags) {
    this.in = in;
    this.found = found;
    this.version = version;
    this.flags = flags;
  }

  /** Whether a tag that can be read starts at {@code offset}. */
  static boolean isAt(RangeReader in, long offset) throws OriginException, MalformedFileException {
    if (in.size() - offset < HEADER) {
      return false;
    }
    ByteBuffer h = in.at(offset, HEADER);
    return h.get(0) == 'I'
        && h.get(1) == 'D'
        && h.get(2) == '3'
        && h.get(3) >= 2
        && h.get(3) <= 4
        && (h.getInt(6) & 0x8080_8080) == 0;
  }

  /**
   * Reads the tag at {@code offset}, if one is there.
   *
   * @param limit what it must not run past
   * @return the first byte after the tag; {@code offset} if there is none
   */
  static long read(RangeReader in, long offset, long limit, Findings found)
      throws OriginException, MalformedFileException {
    if (limit - offset < HEADER || !isAt(in, offset)) {
      return offset;
    }
    ByteBuffer header = in.at(offset, HEADER);
    int version = header.get(3);
    int flags = header.get(5) & 0xff;
    long end = offset + HEADER + syncsafe(header.getInt(6));
    if (end > limit) {
      throw new MalformedFileException(
          "its ID3v2 tag of " + (end - offset) + " bytes runs past its end");
    }
    Id3v2Reader reader = new Id3v2Reader(in, found, version, flags);
    try {
      reader.frames(offset + HEADER, end);
    } catch (MalformedFileException e) {
      // What follows a damaged frame cannot be told; what came before it can.
    }
    found.id3(new Id3Frames(version, reader.frames));
    found.chapters(reader.chapters);
    boolean footer = version == 4 && (flags & FOOTER) != 0 && limit - end >= HEADER;
    return footer ? end + HEADER : end;
  }

  static int syncsafe(int raw) {
    return (raw & 0x7f) | (raw >> 1 & 0x3f80) | (raw >> 2 & 0x1f_c000) | (raw >> 3 & 0xfe0_0000);
  }

  private static int toSyncsafe(int size) {
    return (size & 0x7f)
        | (size & 0x3f80) << 1
        | (size & 0x1f_c000) << 2
        | (size & 0xfe0_0000) << 3;
  }

  private void frames(long start, long end) throws OriginException, MalformedFileException {
    if (version == 2 && (flags & EXTENDED) != 0) {
      return; // compression of a kind nobody ever defined
    }
    boolean wholeTagUnsync = version < 4 && (flags & UNSYNC) != 0;
    if (wholeTagUnsync) {
      UnsyncSource source = new UnsyncSource(in, start, end);
      if ((flags & EXTENDED) != 0) {
        source.skip(source.take(4).getInt() & 0xffff_ffffL);
      }
      sequentialFrames(source);
      return;
    }
    long at = start;
    if (version > 2 && (flags & EXTENDED) != 0) {
      int size = in.at(start, 4).getInt();
      at += version == 4 ? syncsafe(size) : 4 + (size & 0xffff_ffffL);
    }
    int headerBytes = version == 2 ? 6 : 10;
    while (end - at >= headerBytes && isFrameId(at)) {
      at = frameAt(at, headerBytes, end);
    }
  }

  private boolean isFrameId(long at) throws OriginException, MalformedFileException {
    return isFrameId(in.at(at, version == 2 ? 3 : 4));
  }

  private static boolean isFrameId(ByteBuffer id) {
    for (int i = 0; i < id.limit(); i++) {
      byte b = id.get(i);
      boolean letter = b >= 'A' && b <= 'Z';
      boolean digit = b >= '0' && b <= '9';
      // A v2.2 id with a space in fourth place is what some writers leave in v2.3 tags.
      if (!letter && !digit && !(i == 3 && (b == ' ' || b == 0))) {
        return false;
      }
    }
    return true;
  }

  private long frameAt(long at, int headerBytes, long end)
      throws OriginException, MalformedFileException {
    ByteBuffer header = in.at(at, headerBytes);
    String id = Text.latin1(header, version == 2 ? 3 : 4);
    long size = version == 2 ? header.getInt(2) & 0xff_ffff : frameSize(header.getInt(4), at, end);
    int frameFlags = version == 2 ? 0 : header.getShort(8) & 0xffff;
    long body = at + headerBytes;
    if (version > 2 && (id.charAt(3) == ' ' || id.charAt(3) == 0)) {
      @Nullable String modern = ID3Tags.convertFrameID22To23(id.substring(0, 3));
      id = modern == null ? "" : modern;
    }
    if (size > end - body) {
      throw new MalformedFileException("an ID3v2 frame is larger than its tag");
    }
    if (id.equals("APIC") || id.equals("PIC")) {
      picture(id, frameFlags, body, size);
    } else if (id.equals("CHAP")) {
      chapter(frameFlags, body, size);
    } else if (isWords(id) && size > 0 && size <= MAX_FRAME_BYTES) {
      byte[] content = new byte[(int) size];
      in.at(body, (int) size).get(content);
      keep(id, frameFlags, content);
    }
    return body + size;
  }

  /**
   * A v2.4 size is syncsafe and a v2.3 size is plain, but writers confuse them: the reading that
   * leads to another frame, to padding or to the end wins.
   */
  private long frameSize(int raw, long at, long end)
      throws OriginException, MalformedFileException {
    long plain = raw & 0xffff_ffffL;
    if ((raw & 0x8080_8080) != 0 || plain < 0x80) {
      return plain;
    }
    long safe = syncsafe(raw);
    long proper = version == 4 ? safe : plain;
    long other = version == 4 ? plain : safe;
    return leadsOn(at + 10 + proper, end) || !leadsOn(at + 10 + other, end) ? proper : other;
  }

  private boolean leadsOn(long next, long end) throws OriginException, MalformedFileException {
    if (next > end) {
      return false;
    }
    if (end - next < 10) {
      return true;
    }
    ByteBuffer id = in.at(next, 4);
    return id.getInt(0) == 0 || isFrameId(id);
  }

  private void sequentialFrames(ByteSource source) throws OriginException, MalformedFileException {
    int idBytes = version == 2 ? 3 : 4;
    while (true) {
      ByteBuffer header = source.take(version == 2 ? 6 : 10);
      if (!isFrameId(header.slice(0, idBytes))) {
        return;
      }
      String id = Text.latin1(header, idBytes);
      long size = version == 2 ? header.getInt(2) & 0xff_ffff : header.getInt(4) & 0xffff_ffffL;
      int frameFlags = version == 2 ? 0 : header.getShort(8) & 0xffff;
      boolean chapter = id.equals("CHAP") && (frameFlags & 0xff) == 0;
      if ((chapter || isWords(id)) && size > 0 && size <= MAX_FRAME_BYTES) {
        byte[] content = new byte[(int) size];
        source.take((int) size).get(content);
        if (chapter) {
          chapter(new BufferSource(content), size);
        } else {
          keep(id, frameFlags, content);
        }
      } else {
        source.skip(size);
      }
    }
  }

  private static boolean isWords(String id) {
    return id.startsWith("T") || WORDS.contains(id);
  }

  private void keep(String id, int frameFlags, byte[] raw) {
    byte[] content = raw;
    int kept = frameFlags;
    if (version == 4 && ((frameFlags & 0x02) != 0 || (flags & UNSYNC) != 0)) {
      content = UnsyncSource.undo(raw);
      kept &= ~0x02;
    }
    if (version == 4 && (kept & 0x4d) == 0x01 && content.length > 4) {
      content = Arrays.copyOfRange(content, 4, content.length); // its length, stored
      kept &= ~0x01;
    }
    if (kept == 0 && !Text.isLatin(in.legacy())) {
      content = Id3Text.recoded(id, content, in.legacy());
    }
    boolean encrypted = version == 4 ? (kept & 0x04) != 0 : version == 3 && (kept & 0x40) != 0;
    boolean wild = isCompressed(kept) && inflatedLength(kept, content) > MAX_FRAME_BYTES;
    if (encrypted || wild || keptBytes + content.length > MAX_KEPT_BYTES) {
      return;
    }
    keptBytes += content.length;
    boolean old = version == 2;
    ByteBuffer frame = ByteBuffer.allocate((old ? 6 : 10) + content.length);
    for (int i = 0; i < (old ? 3 : 4); i++) {
      frame.put((byte) id.charAt(i));
    }
    if (old) {
      frame.put((byte) (content.length >> 16)).putShort((short) content.length);
    } else {
      frame.putInt(version == 4 ? toSyncsafe(content.length) : content.length);
      frame.putShort((short) (kept & 0xff));
    }
    frames.add(frame.put(content).array());
  }

  /** Chapters that are compressed or encrypted are passed over. */
  private void chapter(int frameFlags, long body, long size)
      throws OriginException, MalformedFileException {
    boolean lengthFirst = version == 4 && (frameFlags & 0x01) != 0;
    boolean unsync = version == 4 && ((frameFlags & 0x02) != 0 || (flags & UNSYNC) != 0);
    if ((frameFlags & (version == 4 ? 0xfc : 0xff)) != 0 || (lengthFirst && size < 4)) {
      return;
    }
    long start = lengthFirst ? body + 4 : body;
    long length = body + size - start;
    if (!unsync) {
      chapter(new RangeSource(in, start, start + length), length);
    } else if (length <= MAX_FRAME_BYTES) {
      byte[] raw = new byte[(int) length];
      in.at(start, raw.length).get(raw);
      byte[] content = UnsyncSource.undo(raw);
      chapter(new BufferSource(content), content.length);
    }
  }

  private void chapter(ByteSource content, long length) throws OriginException {
    if (chapters.size() < Chapter.MAX_CHAPTERS) {
      Id3Chapter.read(content, length, version, in).ifPresent(chapters::add);
    }
  }

  private boolean isCompressed(int frameFlags) {
    return version == 4 ? (frameFlags & 0x08) != 0 : version == 3 && (frameFlags & 0x80) != 0;
  }

  /** What a compressed frame claims to become; v2.4 puts a group's byte before it, v2.3 after. */
  private long inflatedLength(int frameFlags, byte[] content) {
    int at = version == 4 && (frameFlags & 0x40) != 0 ? 1 : 0;
    if (content.length < at + 4) {
      return Long.MAX_VALUE;
    }
    int raw = ByteBuffer.wrap(content).getInt(at);
    return version == 4 ? syncsafe(raw) : raw & 0xffff_ffffL;
  }

  private void picture(String id, int frameFlags, long body, long size)
      throws OriginException, MalformedFileException {
    boolean lengthFirst = version == 4 && (frameFlags & 0xff) == 0x01;
    boolean plain =
        ((frameFlags & 0xff) == 0 || lengthFirst) && !(version == 4 && (flags & UNSYNC) != 0);
    if (!plain) {
      return;
    }
    long start = lengthFirst ? body + 4 : body;
    long end = body + size;
    int length = (int) Math.min(512, end - start);
    if (length < 8) {
      return;
    }
    ByteBuffer p = in.at(start, length);
    int encoding = p.get();
    String type = id.equals("PIC") ? Text.latin1(p, 3) : terminated(p);
    int shows = p.get();
    boolean wide = encoding == 1 || encoding == 2;
    if (type.equals("-->") || !skipDescription(p, wide)) {
      return;
    }
    found.picture(shows, start + p.position(), end - start - p.position());
  }

  private static String terminated(ByteBuffer p) {
    StringBuilder text = new StringBuilder();
    while (p.remaining() > 1) {
      byte b = p.get();
      if (b == 0) {
        break;
      }
      text.append((char) (b & 0xff));
    }
    return text.toString();
  }

  private static boolean skipDescription(ByteBuffer p, boolean wide) {
    int unit = wide ? 2 : 1;
    while (p.remaining() >= unit) {
      if ((wide ? p.getShort() : p.get()) == 0) {
        return true;
      }
    }
    return false;
  }
}
