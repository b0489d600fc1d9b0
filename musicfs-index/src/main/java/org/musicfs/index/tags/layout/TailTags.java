package org.musicfs.index.tags.layout;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.musicfs.core.origin.OriginException;
import org.musicfs.index.tags.map.RawTags;

/**
 * The tags after MPEG audio, from the end backwards: ID3v1, APEv1 or APEv2, Lyrics3v2 and an
 * appended ID3v2.4 tag, in any order.
 *
 * @param start of the first of them; the file's length if there is none
 */
record TailTags(long start) {
  private static final int MAX_TAGS = 6;
  private static final int ID3V1 = 128;
  private static final int APE_FOOTER = 32;
  private static final int LYRICS_FOOTER = 15;

  /** The bits of an item's flags that tell what it holds. */
  private static final int APE_KIND = 6;

  private static final int APE_TEXT = 0;
  private static final int APE_BINARY = 2;
  private static final String APE_FRONT_COVER = "Cover Art (Front)";
  private static final int MAX_FILE_NAME = 256;

  /** One request fetches this much, which holds all of most tails. */
  private static final int WINDOW = 1024;

  /** Reads them into {@code found}; none starts before {@code from}. */
  static TailTags read(RangeReader in, long from, Findings found)
      throws OriginException, MalformedFileException {
    long end = in.size();
    in.at(end - Math.min(WINDOW, end - from), (int) Math.min(WINDOW, end - from));
    @Nullable RawTags old = null;
    for (int i = 0; i < MAX_TAGS; i++) {
      long room = end - from;
      if (old == null && room >= ID3V1 && text(in, end - ID3V1, 3).equals("TAG")) {
        old = new RawTags(RawTags.Family.ID3);
        Id3v1.read(in.at(end - ID3V1, ID3V1), in.legacy(), old);
        end -= ID3V1;
        continue;
      }
      Optional<Long> start = ape(in, from, end, found);
      if (start.isEmpty() && room >= LYRICS_FOOTER) {
        start = lyrics3(in, from, end);
      }
      if (start.isEmpty() && room >= 2 * Id3v2Reader.HEADER) {
        start = appendedId3(in, from, end, found);
      }
      if (start.isEmpty()) {
        break;
      }
      end = start.get();
    }
    if (old != null) {
      RawTags last = found.newTags(RawTags.Family.ID3);
      old.entries().forEach(e -> last.add(e.key(), e.value()));
    }
    return new TailTags(end);
  }

  private static String text(RangeReader in, long at, int length)
      throws OriginException, MalformedFileException {
    return Text.latin1(in.at(at, length), length);
  }

  private static Optional<Long> ape(RangeReader in, long from, long end, Findings found)
      throws OriginException, MalformedFileException {
    if (end - from < APE_FOOTER || !text(in, end - APE_FOOTER, 8).equals("APETAGEX")) {
      return Optional.empty();
    }
    ByteBuffer footer = in.at(end - APE_FOOTER, APE_FOOTER).order(ByteOrder.LITTLE_ENDIAN);
    long size = footer.getInt(12) & 0xffff_ffffL;
    boolean header = footer.getInt(20) < 0;
    long items = end - size;
    long start = header ? items - APE_FOOTER : items;
    if (size < APE_FOOTER || start < from) {
      return Optional.empty();
    }
    apeItems(new RangeSource(in, items, end - APE_FOOTER), footer.getInt(16), found);
    return Optional.of(start);
  }

  /** A file's name ended by a zero, then the picture's bytes. */
  private static void apePicture(RangeSource in, int length, Findings found)
      throws OriginException, MalformedFileException {
    long end = in.position() + length;
    for (int i = 0; i < Math.min(length, MAX_FILE_NAME); i++) {
      if (in.take(1).get() == 0) {
        found.picture(Findings.FRONT_COVER, in.position(), end - in.position());
        break;
      }
    }
    in.skip(end - in.position());
  }

  private static void apeItems(RangeSource in, int count, Findings found) throws OriginException {
    RawTags tags = found.newTags(RawTags.Family.APE);
    try {
      for (int i = 0; i < Math.min(count, RawTags.MAX_ENTRIES); i++) {
        ByteBuffer head = in.take(8).order(ByteOrder.LITTLE_ENDIAN);
        int length = head.getInt(0);
        int kind = head.getInt(4) & APE_KIND;
        StringBuilder key = new StringBuilder();
        for (byte b = in.take(1).get(); b != 0; b = in.take(1).get()) {
          key.append((char) (b & 0xff));
        }
        if (kind == APE_TEXT && length >= 0 && length <= RawTags.MAX_VALUE_CHARS) {
          tags.add(key.toString(), Text.utf8(in.take(length)));
        } else if (kind == APE_BINARY
            && length > 0
            && key.toString().equalsIgnoreCase(APE_FRONT_COVER)) {
          apePicture(in, length, found);
        } else {
          in.skip(length & 0xffff_ffffL);
        }
      }
    } catch (MalformedFileException e) {
      // The items before the damaged one stand.
    }
  }

  private static Optional<Long> lyrics3(RangeReader in, long from, long end)
      throws OriginException, MalformedFileException {
    String footer = text(in, end - LYRICS_FOOTER, LYRICS_FOOTER);
    if (!footer.matches("\\d{6}LYRICS200")) {
      return Optional.empty();
    }
    long start = end - LYRICS_FOOTER - Integer.parseInt(footer.substring(0, 6));
    boolean real = start >= from && end - start >= 26 && text(in, start, 11).equals("LYRICSBEGIN");
    return real ? Optional.of(start) : Optional.empty();
  }

  private static Optional<Long> appendedId3(RangeReader in, long from, long end, Findings found)
      throws OriginException, MalformedFileException {
    ByteBuffer footer = in.at(end - Id3v2Reader.HEADER, Id3v2Reader.HEADER);
    byte[] magic = new byte[3];
    footer.get(magic);
    if (!new String(magic, StandardCharsets.ISO_8859_1).equals("3DI")) {
      return Optional.empty();
    }
    long start = end - 2 * Id3v2Reader.HEADER - Id3v2Reader.syncsafe(footer.getInt(6));
    if (start < from || !Id3v2Reader.isAt(in, start)) {
      return Optional.empty();
    }
    Id3v2Reader.read(in, start, end, found);
    return Optional.of(start);
  }
}
