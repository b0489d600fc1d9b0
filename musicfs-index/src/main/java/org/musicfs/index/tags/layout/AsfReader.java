package org.musicfs.index.tags.layout;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.musicfs.core.audio.AudioFormat;
import org.musicfs.core.audio.AudioProperties;
import org.musicfs.core.origin.OriginException;
import org.musicfs.index.tags.map.RawTags;

/**
 * ASF, the container of WMA (Advanced Systems Format Specification, revision 01.20.03): objects of
 * {@code GUID, u64le length, bytes}. The header object holds those that describe and tag, the data
 * object the audio.
 */
final class AsfReader implements ContainerReader {
  private static final int OBJECT_HEADER = 24;
  private static final int MAX_OBJECTS = 1024;
  private static final int MAX_VALUE_BYTES = 128 * 1024;
  private static final int UNICODE = 0;
  private static final int BYTES = 1;
  private static final int BOOL = 2;
  private static final int DWORD = 3;
  private static final int QWORD = 4;
  private static final int WORD = 5;

  private static final UUID HEADER = UUID.fromString("75B22630-668E-11CF-A6D9-00AA0062CE6C");
  private static final UUID DATA = UUID.fromString("75B22636-668E-11CF-A6D9-00AA0062CE6C");
  private static final UUID FILE = UUID.fromString("8CABDCA1-A947-11CF-8EE4-00C00C205365");
  private static final UUID STREAM = UUID.fromString("B7DC0791-A9B7-11CF-8EE6-00C00C205365");
  private static final UUID AUDIO_STREAM = UUID.fromString("F8699E40-5B4D-11CF-A8FD-00805F5C442B");
  private static final UUID CONTENT = UUID.fromString("75B22633-668E-11CF-A6D9-00AA0062CE6C");
  private static final UUID EXTENDED = UUID.fromString("D2D0A440-E307-11D2-97F0-00A0C95EA850");
  private static final UUID EXTENSION = UUID.fromString("5FBF03B5-A92E-11CF-8EE3-00C00C205365");
  private static final UUID METADATA = UUID.fromString("C5F8CBEA-5BAF-4877-8467-AA8C44FA4CCA");
  private static final UUID LIBRARY = UUID.fromString("44231C94-9498-49D1-A141-1D134E457054");

  /** The fields of the content description, in their order. */
  private static final String[] CONTENT_NAMES = {"Title", "Author", "Copyright", "Description", ""};

  private final RangeReader in;
  private final Findings found;
  private final RawTags tags;
  private long durationMillis;
  private int objects;

  AsfReader(RangeReader in, Findings found) {
    this.in = in;
    this.found = found;
    this.tags = found.newTags(RawTags.Family.ASF);
  }

  /** One object: its kind, and where its bytes are. */
  private record AsfObject(UUID id, long offset, long end) {}

  @Override
  public void read(long start) throws OriginException, MalformedFileException {
    found.format(AudioFormat.WMA);
    AsfObject header = object(start, in.size());
    if (!header.id().equals(HEADER)) {
      throw new MalformedFileException("it has no header object");
    }
    headerObjects(header.offset() + 6, header.end());
    AsfObject data = object(header.end(), in.size());
    if (!data.id().equals(DATA)) {
      throw new MalformedFileException("its header is not followed by data");
    }
    found.audio(data.offset(), data.end());
    AudioProperties known = found.properties();
    found.properties(
        new AudioProperties(
            durationMillis,
            known.bitrateBitsPerSecond() > 0
                ? known.bitrateBitsPerSecond()
                : Rates.bitrate(data.end() - data.offset(), durationMillis),
            known.sampleRateHz(),
            known.channels(),
            known.bitDepth()));
  }

  private void headerObjects(long from, long end) throws OriginException, MalformedFileException {
    long at = from;
    while (end - at >= OBJECT_HEADER) {
      AsfObject object = object(at, end);
      headerObject(object);
      at = object.end();
    }
  }

  private AsfObject object(long at, long limit) throws OriginException, MalformedFileException {
    if (++objects > MAX_OBJECTS) {
      throw new MalformedFileException("its header has more parts than any real file's");
    }
    ByteBuffer header = little(at, OBJECT_HEADER);
    UUID id = guid(header, 0);
    long length = header.getLong(16);
    // A recorder that could not go back leaves the length of its data 0.
    boolean open = id.equals(DATA) && length == 0;
    boolean fits = length >= OBJECT_HEADER && length <= limit - at;
    if (!fits && !open && !id.equals(DATA)) {
      throw new MalformedFileException("an object at byte " + at + " runs past its end");
    }
    if (!fits && !open) {
      found.problem("damaged ASF file: its audio is cut off");
    }
    return new AsfObject(id, at + OBJECT_HEADER, fits ? at + length : limit);
  }

  private void headerObject(AsfObject object) throws OriginException, MalformedFileException {
    UUID id = object.id();
    if (id.equals(FILE)) {
      ByteBuffer file = little(object.offset(), 64);
      long play = file.getLong(40) / 10_000;
      durationMillis = Math.max(play - file.getLong(56), 0);
    } else if (id.equals(STREAM)) {
      stream(object);
    } else if (id.equals(CONTENT)) {
      content(source(object));
    } else if (id.equals(EXTENDED)) {
      extended(object);
    } else if (id.equals(METADATA) || id.equals(LIBRARY)) {
      library(object);
    } else if (id.equals(EXTENSION)) {
      headerObjects(object.offset() + 22, object.end());
    }
  }

  /** The first audio stream counts. */
  private void stream(AsfObject object) throws OriginException, MalformedFileException {
    ByteBuffer head = little(object.offset(), 54);
    if (!guid(head, 0).equals(AUDIO_STREAM) || found.properties().channels() > 0) {
      return;
    }
    ByteBuffer wave = little(object.offset() + 54, 16);
    long bytesPerSecond = wave.getInt(8) & 0xffff_ffffL;
    found.properties(
        new AudioProperties(
            0,
            (int) Math.min(bytesPerSecond * 8, Integer.MAX_VALUE),
            Math.max(wave.getInt(4), 0),
            wave.getShort(2) & 0xffff,
            wave.getShort(14) & 0xffff));
  }

  private void content(ByteSource in) throws OriginException, MalformedFileException {
    int[] lengths = new int[CONTENT_NAMES.length];
    for (int i = 0; i < lengths.length; i++) {
      lengths[i] = u16(in);
    }
    for (int i = 0; i < lengths.length; i++) {
      String text = utf16(in.take(lengths[i]));
      if (!CONTENT_NAMES[i].isEmpty()) {
        tags.add(CONTENT_NAMES[i], text);
      }
    }
  }

  /** {@code u16 name length, name, u16 type, u16 value length, value}. */
  private void extended(AsfObject object) throws OriginException, MalformedFileException {
    RangeSource in = source(object);
    int count = u16(in);
    for (int i = 0; i < count; i++) {
      String name = utf16(in.take(u16(in)));
      int type = u16(in);
      value(in, name, type, u16(in), 4);
    }
  }

  /** {@code u16 language, u16 stream, u16 name length, u16 type, u32 value length, name, value}. */
  private void library(AsfObject object) throws OriginException, MalformedFileException {
    RangeSource in = source(object);
    int count = u16(in);
    for (int i = 0; i < count; i++) {
      in.skip(4);
      int nameBytes = u16(in);
      int type = u16(in);
      long length = in.take(4).order(ByteOrder.LITTLE_ENDIAN).getInt() & 0xffff_ffffL;
      String name = utf16(in.take(nameBytes));
      value(in, name, type, length, 2);
    }
  }

  private void value(RangeSource in, String name, int type, long length, int boolBytes)
      throws OriginException, MalformedFileException {
    long from = in.position();
    if (name.equals("WM/Picture") && type == BYTES) {
      picture(in, from + length);
    } else if (length <= MAX_VALUE_BYTES) {
      ByteBuffer bytes = in.take((int) length).order(ByteOrder.LITTLE_ENDIAN);
      tags.add(name, text(bytes, type, boolBytes));
    }
    in.skip(from + length - in.position());
  }

  private static String text(ByteBuffer bytes, int type, int boolBytes) {
    int size =
        switch (type) {
          case BOOL -> boolBytes;
          case DWORD -> 4;
          case QWORD -> 8;
          case WORD -> 2;
          default -> 0;
        };
    if (type == UNICODE) {
      return utf16(bytes);
    }
    if (size == 0 || bytes.remaining() < size) {
      return "";
    }
    long number =
        switch (size) {
          case 2 -> bytes.getShort() & 0xffff;
          case 4 -> bytes.getInt() & 0xffff_ffffL;
          default -> bytes.getLong();
        };
    return Long.toString(number);
  }

  /** {@code u8 type, u32 length, MIME type and description ended by a zero each, bytes}. */
  private void picture(RangeSource in, long end) throws OriginException, MalformedFileException {
    int shows = in.take(1).get();
    long length = in.take(4).order(ByteOrder.LITTLE_ENDIAN).getInt() & 0xffff_ffffL;
    for (int i = 0; i < 2; i++) {
      while (in.take(2).getShort() != 0) {
        if (in.position() >= end) {
          return;
        }
      }
    }
    if (length <= end - in.position()) {
      found.picture(shows, in.position(), length);
    }
  }

  private RangeSource source(AsfObject object) {
    return new RangeSource(in, object.offset(), object.end());
  }

  private ByteBuffer little(long at, int length) throws OriginException, MalformedFileException {
    return in.at(at, length).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static int u16(ByteSource in) throws OriginException, MalformedFileException {
    return in.take(2).order(ByteOrder.LITTLE_ENDIAN).getShort() & 0xffff;
  }

  /** Its first three fields are little-endian. */
  private static UUID guid(ByteBuffer little, int at) {
    long high =
        (little.getInt(at) & 0xffff_ffffL) << 32
            | (little.getShort(at + 4) & 0xffffL) << 16
            | (little.getShort(at + 6) & 0xffffL);
    return new UUID(high, Long.reverseBytes(little.getLong(at + 8)));
  }

  private static String utf16(ByteBuffer bytes) {
    byte[] copy = new byte[bytes.remaining()];
    bytes.get(copy);
    String text = new String(copy, StandardCharsets.UTF_16LE);
    return text.endsWith("\0") ? text.substring(0, text.length() - 1) : text;
  }
}
