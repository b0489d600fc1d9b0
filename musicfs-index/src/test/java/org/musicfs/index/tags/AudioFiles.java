package org.musicfs.index.tags;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Writes tiny audio files of valid structure, with the tags a test wants. */
final class AudioFiles {
  static final int MPEG_FRAME_BYTES = 417;

  private AudioFiles() {}

  // ---- FLAC

  static byte[] flacBlock(int type, byte[] content) {
    return new Bytes().u8(type).u24(content.length).raw(content).array();
  }

  /** One second of 44.1 kHz, 16 bit, stereo by its description; then {@code audio}. */
  static byte[] flac(byte[] audio, byte[]... blocks) {
    byte[] info =
        new Bytes()
            .u16(4096)
            .u16(4096)
            .u24(0)
            .u24(0)
            .u64(44_100L << 44 | 1L << 41 | 15L << 36 | 44_100)
            .zeros(16)
            .array();
    Bytes file = new Bytes().latin("fLaC").raw(flacBlock(0, info)).raw(blocks);
    return file.raw(flacBlock(0x81, new byte[16])).raw(audio).array();
  }

  static byte[] flacPicture(byte[] picture) {
    return flacPicture(3, picture);
  }

  static byte[] flacPicture(int type, byte[] picture) {
    return flacBlock(
        6,
        new Bytes()
            .u32(type)
            .u32(9)
            .latin("image/png")
            .u32(5)
            .latin("cover")
            .zeros(16)
            .u32(picture.length)
            .raw(picture)
            .array());
  }

  static byte[] comments(String... comments) {
    Bytes out = new Bytes().le32(4).latin("test").le32(comments.length);
    for (String comment : comments) {
      byte[] bytes = Bytes.utf8(comment);
      out.le32(bytes.length).raw(bytes);
    }
    return out.array();
  }

  static byte[] flacComments(String... comments) {
    return flacBlock(4, comments(comments));
  }

  // ---- Ogg

  static byte[] oggPage(
      int serial, int sequence, long granule, int flags, byte[] lacing, byte[] body) {
    return new Bytes()
        .latin("OggS")
        .u8(0)
        .u8(flags)
        .le64(granule)
        .le32(serial)
        .le32(sequence)
        .le32(0)
        .u8(lacing.length)
        .raw(lacing, body)
        .array();
  }

  /** Pages that hold {@code packet} alone, as many as it needs. */
  static byte[] oggPacket(int serial, int sequence, byte[] packet) {
    return oggPacket(serial, sequence, packet, 255);
  }

  /** Pages of so many segments; the last is up to a half longer if there are fewer than 255. */
  static byte[] oggPacket(int serial, int sequence, byte[] packet, int segments) {
    Bytes pages = new Bytes();
    int all = packet.length / 255 + 1;
    int number = sequence;
    for (int done = 0; done < all; ) {
      int left = all - done;
      int take = left <= segments + segments / 2 && left <= 255 ? left : segments;
      Bytes lacing = new Bytes();
      for (int i = done; i < done + take; i++) {
        lacing.u8(Math.min(255, packet.length - i * 255));
      }
      byte[] body =
          Arrays.copyOfRange(packet, done * 255, Math.min((done + take) * 255, packet.length));
      int flags = done > 0 ? 1 : sequence == 0 ? 2 : 0;
      pages.raw(oggPage(serial, number++, 0, flags, lacing.array(), body));
      done += take;
    }
    return pages.array();
  }

  static byte[] oggAudio(int serial, long granule, byte[] audio) {
    return oggPage(serial, 9, granule, 4, new byte[] {(byte) audio.length}, audio);
  }

  /** Two seconds of Vorbis; {@code audio} is less than 255 bytes. */
  static byte[] vorbis(byte[] audio, String... comments) {
    byte[] identification =
        new Bytes()
            .u8(1)
            .latin("vorbis")
            .le32(0)
            .u8(2)
            .le32(44_100)
            .le32(0)
            .le32(128_000)
            .le32(0)
            .u8(0xb8)
            .u8(1)
            .array();
    byte[] tags = new Bytes().u8(3).latin("vorbis").raw(comments(comments)).u8(1).array();
    byte[] setup = new Bytes().u8(5).latin("vorbis").raw(Bytes.filler(700, 3)).array();
    return new Bytes()
        .raw(oggPacket(77, 0, identification), oggPacket(77, 1, tags), oggPacket(77, 2, setup))
        .raw(oggAudio(77, 88_200, audio))
        .array();
  }

  /** Two seconds of Opus; {@code audio} is less than 255 bytes. */
  static byte[] opus(byte[] audio, String... comments) {
    return opus(255, audio, comments);
  }

  /** The same with its comments on pages of so many segments. */
  static byte[] opus(int segments, byte[] audio, String... comments) {
    byte[] head =
        new Bytes().latin("OpusHead").u8(1).u8(2).le16(312).le32(44_100).le16(0).u8(0).array();
    byte[] tags = new Bytes().latin("OpusTags").raw(comments(comments)).array();
    return new Bytes()
        .raw(oggPacket(5, 0, head), oggPacket(5, 1, tags, segments), oggAudio(5, 96_312, audio))
        .array();
  }

  /** FLAC in Ogg with one metadata block beside its comments. */
  static byte[] oggFlac(byte[] audio, byte[] block, String... comments) {
    byte[] info =
        new Bytes()
            .u16(4096)
            .u16(4096)
            .u24(0)
            .u24(0)
            .u64(44_100L << 44 | 1L << 41 | 15L << 36 | 44_100)
            .zeros(16)
            .array();
    byte[] first =
        new Bytes()
            .u8(0x7f)
            .latin("FLAC")
            .u8(1)
            .u8(0)
            .u16(2)
            .latin("fLaC")
            .raw(flacBlock(0, info))
            .array();
    byte[] last = flacBlock(0x80 | 4, comments(comments));
    return new Bytes()
        .raw(oggPacket(6, 0, first), oggPacket(6, 1, block), oggPacket(6, 2, last))
        .raw(oggAudio(6, 44_100, audio))
        .array();
  }

  // ---- ID3 and MPEG

  /** Frames of 128 kbit/s, 44.1 kHz, joint stereo. */
  static byte[] mpeg(int frames) {
    Bytes out = new Bytes();
    for (int i = 0; i < frames; i++) {
      out.u32(0xfffb9064L).raw(Bytes.filler(MPEG_FRAME_BYTES - 4, i));
    }
    return out.array();
  }

  static byte[] syncsafe(int size) {
    return new Bytes()
        .u8(size >> 21 & 127)
        .u8(size >> 14 & 127)
        .u8(size >> 7 & 127)
        .u8(size & 127)
        .array();
  }

  static byte[] id3(int version, int flags, byte[]... frames) {
    byte[] body = new Bytes().raw(frames).zeros(20).array();
    return new Bytes()
        .latin("ID3")
        .u8(version)
        .u8(0)
        .u8(flags)
        .raw(syncsafe(body.length), body)
        .array();
  }

  static byte[] frame(int version, String id, byte[] content) {
    Bytes out = new Bytes().latin(id);
    switch (version) {
      case 2 -> out.u24(content.length);
      case 3 -> out.u32(content.length).u16(0);
      default -> out.raw(syncsafe(content.length)).u16(0);
    }
    return out.raw(content).array();
  }

  /** A text frame: Latin-1 in v2.2, UTF-16 with BOM in v2.3, UTF-8 in v2.4. */
  static byte[] text(int version, String id, String text) {
    byte[] content =
        switch (version) {
          case 2 -> new Bytes().u8(0).latin(text).array();
          case 3 -> new Bytes().u8(1).raw(text.getBytes(StandardCharsets.UTF_16)).array();
          default -> new Bytes().u8(3).raw(Bytes.utf8(text)).array();
        };
    return frame(version, id, content);
  }

  static byte[] txxx(int version, String name, String text) {
    return frame(version, "TXXX", new Bytes().u8(0).latin(name + "\0" + text).array());
  }

  static byte[] apic(int version, byte[] picture) {
    return frame(
        version,
        "APIC",
        new Bytes().u8(0).latin("image/png\0").u8(3).latin("c\0").raw(picture).array());
  }

  static byte[] id3v1(String title, String artist) {
    return new Bytes()
        .latin("TAG")
        .raw(padded(title, 30), padded(artist, 30), padded("old album", 30), padded("1987", 4))
        .raw(padded("note", 28))
        .u8(0)
        .u8(7)
        .u8(17)
        .array();
  }

  private static byte[] padded(String text, int length) {
    return Arrays.copyOf(Bytes.latin1(text), length);
  }

  static byte[] ape(String... keysAndValues) {
    Bytes items = new Bytes();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      byte[] value = Bytes.utf8(keysAndValues[i + 1]);
      items.le32(value.length).le32(0).latin(keysAndValues[i] + "\0").raw(value);
    }
    return apeTag(keysAndValues.length / 2, items.array());
  }

  /** With a picture, before the words. */
  static byte[] apeWithCover(byte[] picture, String key, String value) {
    byte[] text = Bytes.utf8(value);
    byte[] body =
        new Bytes()
            .le32(picture.length + 6)
            .le32(2)
            .latin("Cover Art (front)\0")
            .latin("c.jpg\0")
            .raw(picture)
            .le32(text.length)
            .le32(0)
            .latin(key + "\0")
            .raw(text)
            .array();
    return apeTag(2, body);
  }

  private static byte[] apeTag(int count, byte[] body) {
    byte[] header = apeEdge(body.length + 32, count, 0xa0000000L);
    return new Bytes().raw(header, body, apeEdge(body.length + 32, count, 0x80000000L)).array();
  }

  private static byte[] apeEdge(int size, int count, long flags) {
    return new Bytes()
        .latin("APETAGEX")
        .le32(2000)
        .le32(size)
        .le32(count)
        .le32(flags)
        .zeros(8)
        .array();
  }

  // ---- MP4

  static byte[] box(String type, byte[]... content) {
    byte[] inside = new Bytes().raw(content).array();
    return new Bytes().u32(inside.length + 8).latin(type).raw(inside).array();
  }

  static byte[] data(int type, byte[] value) {
    return box("data", new Bytes().u32(type).u32(0).raw(value).array());
  }

  static byte[] item(String name, String... values) {
    List<byte[]> data = new ArrayList<>();
    for (String value : values) {
      data.add(data(1, Bytes.utf8(value)));
    }
    return box(name, data.toArray(new byte[0][]));
  }

  static byte[] freeform(String name, String... values) {
    List<byte[]> parts = new ArrayList<>();
    parts.add(box("mean", new Bytes().u32(0).latin("com.apple.iTunes").array()));
    parts.add(box("name", new Bytes().u32(0).latin(name).array()));
    for (String value : values) {
      parts.add(data(1, Bytes.utf8(value)));
    }
    return box("----", parts.toArray(new byte[0][]));
  }

  static byte[] moov(String coding, byte[]... items) {
    return box("moov", box("mvhd", new byte[100]), sound(coding), box("udta", itemList(items)));
  }

  static byte[] itemList(byte[]... items) {
    return box("meta", new byte[4], box("ilst", items));
  }

  /**
   * A track of two seconds.
   *
   * @param boxes of the track that come before its media
   */
  static byte[] sound(String coding, byte[]... boxes) {
    byte[] sound =
        new Bytes().zeros(6).u16(1).zeros(8).u16(2).u16(16).u32(0).u32(44_100L << 16).array();
    byte[] stsd = box("stsd", new Bytes().u32(0).u32(1).raw(box(coding, sound)).array());
    byte[] mdhd =
        box("mdhd", new Bytes().u32(0).u32(0).u32(0).u32(44_100).u32(88_200).u32(0).array());
    byte[] hdlr = box("hdlr", new Bytes().u32(0).u32(0).latin("soun").zeros(13).array());
    byte[] mdia = box("mdia", mdhd, hdlr, box("minf", box("stbl", stsd)));
    return box("trak", new Bytes().raw(boxes).raw(mdia).array());
  }

  static byte[] m4a(boolean moovFirst, byte[] audio, byte[] moov) {
    byte[] ftyp = box("ftyp", new Bytes().latin("M4A ").u32(0).latin("M4A mp42").array());
    byte[] mdat = box("mdat", audio);
    return moovFirst
        ? new Bytes().raw(ftyp, moov, mdat).array()
        : new Bytes().raw(ftyp, box("free", new byte[8]), mdat, moov).array();
  }

  // ---- RIFF and AIFF

  static byte[] riffChunk(String id, byte[] content) {
    return new Bytes()
        .latin(id)
        .le32(content.length)
        .raw(content)
        .zeros(content.length & 1)
        .array();
  }

  /** 8 kHz, 8 bit, mono. */
  static byte[] wav(byte[] audio, byte[]... after) {
    byte[] fmt = new Bytes().le16(1).le16(1).le32(8000).le32(8000).le16(1).le16(8).array();
    byte[] body =
        new Bytes()
            .latin("WAVE")
            .raw(riffChunk("fmt ", fmt), riffChunk("data", audio))
            .raw(after)
            .array();
    return new Bytes().latin("RIFF").le32(body.length).raw(body).array();
  }

  /** The chunk of Broadcast Wave, in its first version. */
  static byte[] bext(String description, String originator, String date) {
    byte[] content =
        new Bytes()
            .raw(Arrays.copyOf(Bytes.utf8(description), 256))
            .raw(padded(originator, 32), padded("reference", 32), padded(date, 10))
            .raw(padded("12:00:00", 8))
            .zeros(264)
            .array();
    return riffChunk("bext", content);
  }

  static byte[] iffChunk(String id, byte[] content) {
    return new Bytes().latin(id).u32(content.length).raw(content).zeros(content.length & 1).array();
  }

  /** 44.1 kHz, 16 bit, mono. */
  static byte[] aiff(byte[] audio, byte[]... after) {
    byte[] common =
        new Bytes()
            .u16(1)
            .u32(audio.length / 2)
            .u16(16)
            .u16(0x400e)
            .u64(0xac44_0000_0000_0000L)
            .array();
    byte[] sound = new Bytes().u64(0).raw(audio).array();
    byte[] body =
        new Bytes()
            .latin("AIFF")
            .raw(iffChunk("COMM", common), iffChunk("SSND", sound))
            .raw(after)
            .array();
    return new Bytes().latin("FORM").u32(body.length).raw(body).array();
  }
}
