package org.musicfs.index.tags;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/** Tiny files of the rarer containers: two seconds of stereo at 44.1 kHz by their description. */
final class OtherAudioFiles {
  private static final int RATE = 44_100;
  private static final int SAMPLES = 2 * RATE;

  private OtherAudioFiles() {}

  /** One of each, by name: title {@code t}, artist {@code a}, album {@code b}, track 3 of 4. */
  static Map<String, byte[]> all(byte[] audio) {
    byte[] ape = AudioFiles.ape("Title", "t", "Artist", "a", "Album", "b", "Track", "3/4");
    byte[] id3 =
        AudioFiles.id3(
            3,
            0,
            AudioFiles.text(3, "TIT2", "t"),
            AudioFiles.text(3, "TPE1", "a"),
            AudioFiles.text(3, "TALB", "b"),
            AudioFiles.text(3, "TRCK", "3/4"));
    String[] comments = {"TITLE=t", "ARTIST=a", "ALBUM=b", "TRACKNUMBER=3", "TRACKTOTAL=4"};
    Map<String, byte[]> files = new LinkedHashMap<>();
    files.put("a.ape", new Bytes().raw(monkeys(), audio, ape).array());
    files.put("old.ape", new Bytes().raw(oldMonkeys(), audio, ape).array());
    files.put("a.wv", new Bytes().raw(wavPack(audio), ape).array());
    files.put("a.mpc", new Bytes().raw(musepack8(), audio, ape).array());
    files.put("seven.mpc", new Bytes().raw(musepack7(), audio, ape).array());
    files.put("a.tta", new Bytes().raw(id3, trueAudio(), audio).array());
    files.put("a.tak", new Bytes().raw(tak(), audio, ape).array());
    files.put("a.ofr", new Bytes().raw(optimFrog(), audio, ape).array());
    files.put("a.dsf", dsf(audio, id3));
    files.put("a.dff", dsdiff(audio, id3));
    files.put("a.wma", asf(audio));
    files.put("a.mka", matroska(audio));
    files.put("a.aac", new Bytes().raw(id3, adts(87)).array());
    files.put("a.spx", speex(audio, comments));
    files.put("a.oga", oggFlac(audio, comments));
    files.put("side.ogg", new Bytes().raw(skeleton(), AudioFiles.vorbis(audio, comments)).array());
    files.put("a.rf64", rf64(audio, id3));
    return files;
  }

  private static byte[] monkeys() {
    return new Bytes()
        .latin("MAC ")
        .le16(3990)
        .le16(0)
        .le32(52)
        .le32(24)
        .zeros(36)
        .le16(2000)
        .le16(0)
        .le32(73_728)
        .le32(SAMPLES - 73_728)
        .le32(2)
        .le16(16)
        .le16(2)
        .le32(RATE)
        .array();
  }

  private static byte[] oldMonkeys() {
    return new Bytes()
        .latin("MAC ")
        .le16(3920)
        .le16(2000)
        .le16(0)
        .le16(2)
        .le32(RATE)
        .le32(44)
        .le32(0)
        .le32(2)
        .le32(SAMPLES - 73_728)
        .array();
  }

  /** 16 bits, stereo, rate by index 9; the first and last block of its moment. */
  private static byte[] wavPack(byte[] audio) {
    long flags = 1 | 1 << 11 | 1 << 12 | 9 << 23;
    return new Bytes()
        .latin("wvpk")
        .le32(24 + audio.length)
        .le16(0x410)
        .u8(0)
        .u8(0)
        .le32(SAMPLES)
        .le32(0)
        .le32(SAMPLES)
        .le32(flags)
        .le32(0)
        .raw(audio)
        .array();
  }

  private static byte[] musepack8() {
    byte[] samples = new byte[] {(byte) 0x85, (byte) 0xb1, 0x08}; // 88,200
    return new Bytes()
        .latin("MPCKSH")
        .u8(2 + 1 + 5 + 3 + 1 + 2)
        .u32(0)
        .u8(8)
        .raw(samples)
        .u8(0)
        .u8(0)
        .u8(1 << 4)
        .array();
  }

  private static byte[] musepack7() {
    int frames = 77; // 76 whole ones and 648 samples
    return new Bytes()
        .latin("MP+")
        .u8(7)
        .le32(frames)
        .le32(0)
        .zeros(8)
        .le32(1L << 31 | 648L << 20)
        .array();
  }

  private static byte[] trueAudio() {
    return new Bytes()
        .latin("TTA1")
        .le16(1)
        .le16(2)
        .le16(16)
        .le32(RATE)
        .le32(SAMPLES)
        .le32(0)
        .array();
  }

  private static byte[] tak() {
    BigInteger bits =
        BigInteger.valueOf(SAMPLES)
            .shiftLeft(14)
            .or(BigInteger.valueOf(RATE - 6000).shiftLeft(52))
            .or(BigInteger.valueOf(16 - 8).shiftLeft(70))
            .or(BigInteger.valueOf(2 - 1).shiftLeft(75));
    Bytes info = new Bytes();
    for (int i = 0; i < 10; i++) {
      info.u8(bits.shiftRight(8 * i).intValue());
    }
    return new Bytes()
        .latin("tBaK")
        .u8(1)
        .raw(new byte[] {13, 0, 0})
        .raw(info.array())
        .zeros(3)
        .u32(0)
        .array();
  }

  private static byte[] optimFrog() {
    return new Bytes()
        .latin("OFR ")
        .le32(15)
        .le32(SAMPLES * 2L)
        .le16(0)
        .u8(2)
        .u8(1)
        .le32(RATE)
        .zeros(3)
        .array();
  }

  private static byte[] dsf(byte[] audio, byte[] id3) {
    int before = 28 + 52 + 12;
    return new Bytes()
        .latin("DSD ")
        .le64(28)
        .le64(before + audio.length + id3.length)
        .le64(before + audio.length)
        .latin("fmt ")
        .le64(52)
        .le32(1)
        .le32(0)
        .le32(2)
        .le32(2)
        .le32(2_822_400)
        .le32(1)
        .le64(2 * 2_822_400L)
        .le32(4096)
        .le32(0)
        .latin("data")
        .le64(12 + audio.length)
        .raw(audio, id3)
        .array();
  }

  private static byte[] wide(String id, byte[]... content) {
    byte[] body = new Bytes().raw(content).array();
    return new Bytes().latin(id).u64(body.length).raw(body).zeros(body.length & 1).array();
  }

  /** So slow a rate that a few bytes last two seconds. */
  private static byte[] dsdiff(byte[] audio, byte[] id3) {
    int rate = audio.length * 8 / 2 / 2;
    byte[] body =
        new Bytes()
            .latin("DSD ")
            .raw(wide("FVER", new Bytes().u32(0x01050000).array()))
            .raw(
                wide(
                    "PROP",
                    Bytes.latin1("SND "),
                    wide("FS  ", new Bytes().u32(rate).array()),
                    wide("CHNL", new Bytes().u16(2).latin("SLFTSRGT").array())))
            .raw(wide("DSD ", audio), wide("ID3 ", id3))
            .array();
    return new Bytes().latin("FRM8").u64(body.length).raw(body).array();
  }

  private static byte[] guid(String text) {
    UUID id = UUID.fromString(text);
    long high = id.getMostSignificantBits();
    return new Bytes()
        .le32(high >>> 32)
        .le16((int) (high >>> 16))
        .le16((int) high)
        .u64(id.getLeastSignificantBits())
        .array();
  }

  private static byte[] asfObject(String guid, byte[]... content) {
    byte[] body = new Bytes().raw(content).array();
    return new Bytes().raw(guid(guid)).le64(24 + body.length).raw(body).array();
  }

  private static byte[] utf16(String text) {
    return (text + "\0").getBytes(StandardCharsets.UTF_16LE);
  }

  private static byte[] descriptor(String name, int type, byte[] value) {
    byte[] key = utf16(name);
    return new Bytes().le16(key.length).raw(key).le16(type).le16(value.length).raw(value).array();
  }

  static final byte[] ASF_PICTURE = Bytes.filler(90, 3);

  private static byte[] asf(byte[] audio) {
    byte[] file =
        asfObject(
            "8CABDCA1-A947-11CF-8EE4-00C00C205365",
            new Bytes().zeros(40).le64(35_000_000).le64(0).le64(1500).zeros(16).array());
    byte[] stream =
        asfObject(
            "B7DC0791-A9B7-11CF-8EE6-00C00C205365",
            guid("F8699E40-5B4D-11CF-A8FD-00805F5C442B"),
            new byte[38],
            new Bytes().le16(0x161).le16(2).le32(RATE).le32(16_000).le16(1).le16(16).array());
    byte[] title = utf16("t");
    byte[] artist = utf16("a");
    byte[] content =
        asfObject(
            "75B22633-668E-11CF-A6D9-00AA0062CE6C",
            new Bytes().le16(title.length).le16(artist.length).le16(0).le16(0).le16(0).array(),
            title,
            artist);
    byte[] picture =
        new Bytes()
            .u8(3)
            .le32(ASF_PICTURE.length)
            .raw(utf16("image/png"), utf16("front"), ASF_PICTURE)
            .array();
    byte[] extended =
        asfObject(
            "D2D0A440-E307-11D2-97F0-00A0C95EA850",
            new Bytes().le16(3).array(),
            descriptor("WM/AlbumTitle", 0, utf16("b")),
            descriptor("WM/TrackNumber", 3, new Bytes().le32(3).array()),
            descriptor("WM/Picture", 1, picture));
    byte[] library =
        new Bytes()
            .le16(1)
            .le32(0)
            .le16(utf16("TotalTracks").length)
            .le16(0)
            .le32(utf16("4").length)
            .raw(utf16("TotalTracks"), utf16("4"))
            .array();
    byte[] extension =
        asfObject(
            "5FBF03B5-A92E-11CF-8EE3-00C00C205365",
            new byte[22],
            asfObject("44231C94-9498-49D1-A141-1D134E457054", library));
    byte[] header =
        asfObject(
            "75B22630-668E-11CF-A6D9-00AA0062CE6C",
            new Bytes().le32(5).u16(0x0102).array(),
            file,
            stream,
            content,
            extended,
            extension);
    return new Bytes()
        .raw(header, asfObject("75B22636-668E-11CF-A6D9-00AA0062CE6C", new byte[26], audio))
        .array();
  }

  static byte[] element(long id, byte[]... content) {
    byte[] body = new Bytes().raw(content).array();
    byte[] name = BigInteger.valueOf(id).toByteArray();
    int from = name[0] == 0 ? 1 : 0;
    Bytes out = new Bytes();
    for (int i = from; i < name.length; i++) {
      out.u8(name[i]);
    }
    return out.u32(0x10000000L | body.length).raw(body).array();
  }

  private static byte[] tag(int level, String... namesAndValues) {
    Bytes tags = new Bytes();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      tags.raw(
          element(
              0x67c8,
              element(0x45a3, Bytes.utf8(namesAndValues[i])),
              element(0x4487, Bytes.utf8(namesAndValues[i + 1]))));
    }
    byte[] targets = element(0x63c0, element(0x68ca, new byte[] {(byte) level}));
    return element(0x7373, targets, tags.array());
  }

  static final byte[] MATROSKA_PICTURE = Bytes.filler(70, 8);

  /** Tags and attachments after the cluster, told of by the seek head in front. */
  private static byte[] matroska(byte[] audio) {
    byte[] info =
        element(
            0x1549a966L,
            element(0x2ad7b1, new Bytes().u32(1_000_000).array()),
            element(0x4489, new Bytes().u64(Double.doubleToLongBits(2000)).array()));
    byte[] tracks =
        element(
            0x1654ae6bL,
            element(
                0xae,
                element(0x83, new byte[] {2}),
                element(0x86, Bytes.utf8("A_MYSTERY")),
                element(
                    0xe1,
                    element(0xb5, new Bytes().u32(Float.floatToIntBits(RATE)).array()),
                    element(0x9f, new byte[] {2}))));
    byte[] cluster = element(0x1f43b675L, audio);
    byte[] tags =
        element(
            0x1254c367L,
            tag(50, "TITLE", "b", "ARTIST", "of all", "TOTAL_PARTS", "4"),
            tag(30, "TITLE", "t", "ARTIST", "a", "PART_NUMBER", "3"));
    byte[] attachments =
        element(
            0x1941a469L,
            element(
                0x61a7,
                element(0x4660, Bytes.utf8("image/png")),
                element(0x465c, MATROSKA_PICTURE)));
    int seekHead = seekHead(0, 0).length;
    int late = seekHead + info.length + tracks.length + cluster.length;
    return new Bytes()
        .raw(element(0x1a45dfa3L, element(0x4282, Bytes.utf8("matroska"))))
        .raw(
            element(
                0x18538067L,
                seekHead(late, late + tags.length),
                info,
                tracks,
                cluster,
                tags,
                attachments))
        .array();
  }

  private static byte[] seekHead(int tags, int attachments) {
    return element(0x114d9b74L, seek(0x1254c367L, tags), seek(0x1941a469L, attachments));
  }

  private static byte[] seek(long id, int position) {
    return element(
        0x4dbb,
        element(0x53ab, new Bytes().u32(id).array()),
        element(0x53ac, new Bytes().u32(position).array()));
  }

  /** Frames of 100 bytes: AAC LC, 44.1 kHz, stereo. */
  private static byte[] adts(int frames) {
    Bytes out = new Bytes();
    int length = 100;
    for (int i = 0; i < frames; i++) {
      out.u16(0xfff1)
          .u8(1 << 6 | 4 << 2)
          .u8(2 << 6 | length >> 11)
          .u8(length >> 3)
          .u8((length & 7) << 5 | 0x1f)
          .u8(0xfc)
          .raw(Bytes.filler(length - 7, i));
    }
    return out.array();
  }

  private static byte[] speex(byte[] audio, String... comments) {
    byte[] head =
        new Bytes()
            .latin("Speex   ")
            .zeros(20)
            .le32(1)
            .le32(80)
            .le32(RATE)
            .le32(0)
            .le32(4)
            .le32(2)
            .zeros(28)
            .array();
    return new Bytes()
        .raw(
            AudioFiles.oggPacket(6, 0, head),
            AudioFiles.oggPacket(6, 1, AudioFiles.comments(comments)),
            AudioFiles.oggAudio(6, SAMPLES, audio))
        .array();
  }

  private static byte[] oggFlac(byte[] audio, String... comments) {
    byte[] info =
        new Bytes()
            .u16(4096)
            .u16(4096)
            .zeros(6)
            .u64((long) RATE << 44 | 1L << 41 | 15L << 36 | SAMPLES)
            .zeros(16)
            .array();
    byte[] head =
        new Bytes()
            .u8(0x7f)
            .latin("FLAC")
            .u16(0x0100)
            .u16(1)
            .latin("fLaC")
            .raw(AudioFiles.flacBlock(0, info))
            .array();
    return new Bytes()
        .raw(
            AudioFiles.oggPacket(7, 0, head),
            AudioFiles.oggPacket(7, 1, AudioFiles.flacBlock(0x84, AudioFiles.comments(comments))),
            AudioFiles.oggAudio(7, SAMPLES, audio))
        .array();
  }

  /** Another stream beside the audio, with the first page of all. */
  private static byte[] skeleton() {
    return AudioFiles.oggPacket(
        99, 0, new Bytes().latin("fishead\0").le16(3).le16(0).zeros(52).array());
  }

  private static byte[] rf64(byte[] audio, byte[] id3) {
    byte[] fmt =
        new Bytes()
            .le16(1)
            .le16(2)
            .le32(audio.length / 8)
            .le32(audio.length / 2)
            .le16(4)
            .le16(16)
            .array();
    byte[] sizes = new Bytes().le64(0).le64(audio.length).le64(0).le32(0).array();
    return new Bytes()
        .latin("RF64")
        .le32(-1)
        .latin("WAVE")
        .raw(AudioFiles.riffChunk("ds64", sizes), AudioFiles.riffChunk("fmt ", fmt))
        .latin("data")
        .le32(-1)
        .raw(audio)
        .raw(AudioFiles.riffChunk("id3 ", id3))
        .array();
  }
}
