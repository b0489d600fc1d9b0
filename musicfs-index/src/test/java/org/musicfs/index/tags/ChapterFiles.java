package org.musicfs.index.tags;

import java.util.ArrayList;
import java.util.List;

/** Writes the lists of chapters of the containers that have them. */
final class ChapterFiles {
  /** Where the content of {@code mdat} lies in what {@link #m4b} makes. */
  static final int SAMPLES_AT = 24 + 16 + 8;

  private static final int TEXT_TRACK = 2;

  private ChapterFiles() {}

  /** A sample of QuickTime's text track. */
  static byte[] sample(byte[] text) {
    return new Bytes().u16(text.length).raw(text).array();
  }

  /** Nero's list: times in units of 100 ns, then titles. */
  static byte[] nero(int version, Object... startsAndTitles) {
    Bytes list = new Bytes().u8(version).u24(0).zeros(version == 0 ? 0 : 4);
    list.u8(startsAndTitles.length / 2);
    for (int i = 0; i < startsAndTitles.length; i += 2) {
      byte[] title = Bytes.utf8((String) startsAndTitles[i + 1]);
      list.u64((Integer) startsAndTitles[i] * 10_000L).u8(title.length).raw(title);
    }
    return AudioFiles.box("chpl", list.array());
  }

  /** An M4B whose {@code mdat} holds {@code content}, with these boxes of user data and tracks. */
  static byte[] m4b(byte[] content, byte[] userData, byte[]... tracks) {
    byte[] chap = AudioFiles.box("chap", new Bytes().u32(TEXT_TRACK).array());
    byte[] moov =
        AudioFiles.box(
            "moov",
            AudioFiles.box("mvhd", new byte[100]),
            AudioFiles.sound("mp4a", trackHeader(1), AudioFiles.box("tref", chap)),
            new Bytes().raw(tracks).array(),
            AudioFiles.box("udta", userData));
    return AudioFiles.m4a(false, content, moov);
  }

  private static byte[] trackHeader(int id) {
    return AudioFiles.box("tkhd", new Bytes().u32(0).u64(0).u32(id).zeros(68).array());
  }

  /**
   * QuickTime's track of chapters that last a second each.
   *
   * @param offsets of the samples in the file, a chunk each
   * @param sizes of the samples in bytes
   */
  static byte[] textTrack(boolean wide, long[] offsets, int[] sizes) {
    Bytes stsz = new Bytes().u32(0).u32(0).u32(sizes.length);
    for (int size : sizes) {
      stsz.u32(size);
    }
    Bytes chunks = new Bytes().u32(0).u32(offsets.length);
    for (long offset : offsets) {
      if (wide) {
        chunks.u64(offset);
      } else {
        chunks.u32(offset);
      }
    }
    byte[] stts = new Bytes().u32(0).u32(1).u32(sizes.length).u32(600).array();
    byte[] stsc = new Bytes().u32(0).u32(1).u32(1).u32(1).u32(1).array();
    byte[] stbl =
        AudioFiles.box(
            "stbl",
            AudioFiles.box("stsd", new byte[8]),
            AudioFiles.box("stts", stts),
            AudioFiles.box("stsc", stsc),
            AudioFiles.box("stsz", stsz.array()),
            AudioFiles.box(wide ? "co64" : "stco", chunks.array()));
    byte[] mdhd = AudioFiles.box("mdhd", new Bytes().u32(0).u64(0).u32(600).u32(0).u32(0).array());
    byte[] hdlr = AudioFiles.box("hdlr", new Bytes().u64(0).latin("text").zeros(13).array());
    return AudioFiles.box(
        "trak",
        trackHeader(TEXT_TRACK),
        AudioFiles.box("mdia", mdhd, hdlr, AudioFiles.box("minf", stbl)));
  }

  /** An M4B with QuickTime's chapters of these titles, and Nero's list of three. */
  static byte[] bothKinds(String... titles) {
    Bytes content = new Bytes();
    long[] offsets = new long[titles.length];
    int[] sizes = new int[titles.length];
    int at = SAMPLES_AT;
    for (int i = 0; i < titles.length; i++) {
      byte[] sample = sample(Bytes.utf8(titles[i]));
      content.raw(sample);
      offsets[i] = at;
      sizes[i] = sample.length;
      at += sample.length;
    }
    byte[] list = nero(1, 0, "Nero one", 1000, "Nero two", 2000, "Nero three");
    return m4b(content.raw(Bytes.filler(200, 1)).array(), list, textTrack(false, offsets, sizes));
  }

  /**
   * A {@code CHAP} frame.
   *
   * @param frames in it
   */
  static byte[] chap(int version, long startMillis, byte[]... frames) {
    return AudioFiles.frame(version, "CHAP", chapContent(startMillis, frames));
  }

  static byte[] chapContent(long startMillis, byte[]... frames) {
    return new Bytes()
        .latin("ch" + startMillis + "\0")
        .u32(startMillis)
        .u32(startMillis + 1)
        .u32(-1)
        .u32(-1)
        .raw(frames)
        .array();
  }

  /** A chapter of Matroska, with what else lies in it. */
  static byte[] atom(long startMillis, String title, byte[]... more) {
    byte[] start = OtherAudioFiles.element(0x91, new Bytes().u64(startMillis * 1_000_000).array());
    List<byte[]> parts = new ArrayList<>(List.of(start));
    if (!title.isEmpty()) {
      parts.add(OtherAudioFiles.element(0x80, OtherAudioFiles.element(0x85, Bytes.utf8(title))));
    }
    parts.addAll(List.of(more));
    return OtherAudioFiles.element(0xb6, parts.toArray(byte[][]::new));
  }

  /** An edition of Matroska's chapters. */
  static byte[] edition(boolean isDefault, byte[]... atoms) {
    byte[] flag = OtherAudioFiles.element(0x45db, new byte[] {(byte) (isDefault ? 1 : 0)});
    return OtherAudioFiles.element(0x45b9, flag, new Bytes().raw(atoms).array());
  }

  /** Matroska with chapters before its audio. */
  static byte[] matroska(byte[]... editions) {
    byte[] track =
        OtherAudioFiles.element(
            0xae,
            OtherAudioFiles.element(0x83, new byte[] {2}),
            OtherAudioFiles.element(0x86, Bytes.utf8("A_OPUS")));
    return new Bytes()
        .raw(
            OtherAudioFiles.element(
                0x1a45dfa3L, OtherAudioFiles.element(0x4282, Bytes.utf8("webm"))))
        .raw(
            OtherAudioFiles.element(
                0x18538067L,
                OtherAudioFiles.element(0x1654ae6bL, track),
                OtherAudioFiles.element(0x1043a770L, editions),
                OtherAudioFiles.element(0x1f43b675L, Bytes.filler(200, 1))))
        .array();
  }
}
