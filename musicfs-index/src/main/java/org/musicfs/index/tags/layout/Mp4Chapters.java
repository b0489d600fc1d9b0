package org.musicfs.index.tags.layout;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.musicfs.core.origin.OriginException;
import org.musicfs.index.tags.map.Chapter;

/**
 * Chapters of an MP4 file, of both kinds: QuickTime's, a track of text that another names in {@code
 * tref/chap} and whose samples are titles (QuickTime File Format Specification, "Chapter Lists"),
 * and Nero's, a list in {@code udta/chpl} with at most 255 titles of 255 bytes. Damage in them
 * costs nothing but themselves. Collects while the description is read; one use, not thread-safe.
 */
final class Mp4Chapters {
  private static final int MAX_TRACKS = 64;
  private static final Set<String> TEXT_TRACKS = Set.of("text", "sbtl");

  /** Enough for every character that is kept of a title, whatever its encoding. */
  private static final int MAX_TITLE_BYTES = 4 * Chapter.MAX_TITLE_CHARS;

  /** Nero counts in units of 100 ns. */
  private static final long NERO_UNITS_PER_MILLI = 10_000;

  private final RangeReader in;
  private final Set<Integer> chapterTracks = new LinkedHashSet<>();
  private final Map<Integer, Mp4Boxes.Box> media = new HashMap<>();
  private List<Chapter> nero = List.of();

  Mp4Chapters(RangeReader in) {
    this.in = in;
  }

  /** Remembers a track, and which tracks hold its chapters. */
  void track(Mp4Boxes.Box trak) throws OriginException, MalformedFileException {
    int id = 0;
    Mp4Boxes boxes = new Mp4Boxes(in, trak.offset(), trak.end());
    for (Optional<Mp4Boxes.Box> b = boxes.nextOrCut(); b.isPresent(); b = boxes.nextOrCut()) {
      Mp4Boxes.Box box = b.get();
      switch (box.type()) {
        case "tkhd" -> id = trackId(box);
        case "tref" -> references(box);
        case "mdia" -> {
          if (media.size() < MAX_TRACKS) {
            media.putIfAbsent(id, box);
          }
        }
        default -> {}
      }
    }
  }

  /** {@code u8 version, u24 flags, two times of 32 bits, in version 1 of 64, u32 id}. */
  private int trackId(Mp4Boxes.Box tkhd) throws OriginException, MalformedFileException {
    if (tkhd.length() < 24) {
      return 0;
    }
    ByteBuffer t = in.at(tkhd.offset(), 24);
    return t.getInt(t.get(0) == 1 ? 20 : 12);
  }

  private void references(Mp4Boxes.Box tref) throws OriginException, MalformedFileException {
    Optional<Mp4Boxes.Box> chap = Mp4Boxes.find(in, tref, "chap");
    if (chap.isPresent()) {
      int count = (int) Math.min(chap.get().length() / 4, MAX_TRACKS);
      ByteBuffer ids = in.at(chap.get().offset(), 4 * count);
      while (ids.hasRemaining()) {
        chapterTracks.add(ids.getInt());
      }
    }
  }

  /**
   * Reads Nero's list: {@code u8 version, u24 flags, in version 1 a u32, u8 count, count times (u64
   * start, u8 length, title in UTF-8)}.
   */
  void nero(Mp4Boxes.Box chpl) throws OriginException, MalformedFileException {
    List<Chapter> chapters = new ArrayList<>();
    nero = chapters;
    RangeSource list = new RangeSource(in, chpl.offset(), chpl.end());
    try {
      list.skip(list.take(4).get() == 0 ? 0 : 4);
      int count = list.take(1).get() & 0xff;
      for (int i = 0; i < count; i++) {
        long start = list.take(8).getLong() / NERO_UNITS_PER_MILLI;
        byte[] title = new byte[list.take(1).get() & 0xff];
        list.take(title.length).get(title);
        chapters.add(new Chapter(start, Text.utf8Cut(title)));
      }
    } catch (MalformedFileException e) {
      // What comes after cannot be told.
    }
  }

  /**
   * Tells what was found. Reads the samples of QuickTime's chapters, which may lie all over the
   * file; so it is the last thing to do, and it stops where half of what a file may cost is spent.
   */
  void tell(Findings found) throws OriginException {
    for (int track : chapterTracks) {
      Mp4Boxes.Box mdia = media.get(track);
      if (mdia != null) {
        try {
          found.chapters(quickTime(mdia));
        } catch (MalformedFileException e) {
          // The tables of that track make no sense.
        }
      }
    }
    found.chapters(nero);
  }

  private List<Chapter> quickTime(Mp4Boxes.Box mdia)
      throws OriginException, MalformedFileException {
    List<Chapter> chapters = new ArrayList<>();
    Optional<Mp4Boxes.Box> handler = Mp4Boxes.find(in, mdia, "hdlr");
    Optional<Mp4Boxes.Box> header = Mp4Boxes.find(in, mdia, "mdhd");
    Optional<Mp4Boxes.Box> table = Mp4Boxes.find(in, mdia, "minf", "stbl");
    boolean complete = handler.isPresent() && header.isPresent() && table.isPresent();
    if (!complete || handler.get().length() < 12 || header.get().length() < 24) {
      return chapters;
    }
    String kind = Text.latin1(in.at(handler.get().offset() + 8, 4), 4);
    if (!TEXT_TRACKS.contains(kind)) {
      return chapters;
    }
    ByteBuffer h = in.at(header.get().offset(), 24);
    long unitsPerSecond = h.getInt(h.get(0) == 1 ? 20 : 12) & 0xffff_ffffL;
    for (Mp4Samples.Sample sample : Mp4Samples.read(in, table.get(), Chapter.MAX_CHAPTERS)) {
      chapters.add(new Chapter(Rates.millis(sample.start(), unitsPerSecond), title(sample)));
    }
    return chapters;
  }

  /** {@code u16 length, text}, and after it what says how it is shown. */
  private String title(Mp4Samples.Sample sample) throws OriginException {
    if (sample.sizeBytes() < 2 || in.isHalfSpent()) {
      return "";
    }
    try {
      int size = (int) Math.min(sample.sizeBytes(), 2 + MAX_TITLE_BYTES);
      ByteBuffer bytes = in.at(sample.offset(), size);
      byte[] text = new byte[Math.min(bytes.getShort() & 0xffff, size - 2)];
      bytes.get(text);
      boolean utf16 = text.length > 1 && (text[0] & text[1] & 0xfe) == 0xfe;
      return utf16 ? new String(text, StandardCharsets.UTF_16) : Text.utf8Cut(text);
    } catch (MalformedFileException e) {
      return "";
    }
  }
}
