package org.musicfs.bench;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Writes a library of real FLAC and MP3 files, ten tracks an album, each with tags and a few audio
 * bytes of its own. Deterministic. The audio is encoded once by ffmpeg; tags are written here:
 * Vorbis comments (https://xiph.org/vorbis/doc/v-comment.html) and ID3v2.4
 * (https://id3.org/id3v2.4.0-structure).
 */
public final class MakeLibrary {
  private static final int TRACKS_PER_ALBUM = 10;
  private static final int PADDING_BYTES = 1024;
  private static final List<String> FIRST =
      List.of("Red", "Silent", "Golden", "Björk", "Łukasz", "坂本");
  private static final List<String> LAST =
      List.of("River", "Engine", "Orchid", "Rós", "Señor", "龍一");
  private static final Map<String, String> ID3_FRAMES =
      Map.of(
          "TITLE",
          "TIT2",
          "ARTIST",
          "TPE1",
          "ALBUM",
          "TALB",
          "ALBUMARTIST",
          "TPE2",
          "TRACKNUMBER",
          "TRCK",
          "DATE",
          "TDRC",
          "GENRE",
          "TCON");

  private final byte[] flac;
  private final byte[] mp3;
  private final Random random = new Random(7);

  private MakeLibrary(int payloadBytes) throws IOException, InterruptedException {
    flac = encode("flac", payloadBytes);
    mp3 = encode("mp3", payloadBytes);
  }

  /** {@code DIRECTORY TRACKS [PAYLOAD_KIB]}. */
  public static void main(String[] args) throws Exception {
    Path directory = Path.of(args[0]);
    int tracks = Integer.parseInt(args[1]);
    int payload = args.length > 2 ? Integer.parseInt(args[2]) : tracks > 20_000 ? 4 : 64;
    new MakeLibrary(payload * 1024).write(directory, tracks);
  }

  private static byte[] encode(String format, int bytes) throws IOException, InterruptedException {
    Path file = Files.createTempFile("musicfs-bench", "." + format);
    try {
      int seconds = Math.max(1, bytes / 20_000);
      Process ffmpeg =
          new ProcessBuilder(
                  "ffmpeg",
                  "-v",
                  "error",
                  "-y",
                  "-f",
                  "lavfi",
                  "-i",
                  "anoisesrc=d=" + seconds + ":c=pink:a=0.3:s=1",
                  "-ac",
                  "2",
                  "-ar",
                  "44100",
                  "-map_metadata",
                  "-1",
                  file.toString())
              .inheritIO()
              .start();
      if (ffmpeg.waitFor() != 0) {
        throw new IOException("ffmpeg failed");
      }
      return Files.readAllBytes(file);
    } finally {
      Files.delete(file);
    }
  }

  private void write(Path directory, int tracks) throws IOException {
    for (int i = 0; i < tracks; i++) {
      int album = i / TRACKS_PER_ALBUM;
      int track = i % TRACKS_PER_ALBUM + 1;
      String artist = FIRST.get(album % 6) + " " + LAST.get(album / 6 % 6) + " " + album / 36;
      Map<String, String> tags =
          Map.of(
              "TITLE",
              "Song " + random.nextInt(1000) + " of " + i,
              "ARTIST",
              artist,
              "ALBUMARTIST",
              artist,
              "ALBUM",
              "Album " + album,
              "TRACKNUMBER",
              Integer.toString(track),
              "DATE",
              Integer.toString(1960 + album % 60),
              "GENRE",
              album % 2 == 0 ? "Jazz" : "Rock");
      Path folder = directory.resolve("artist " + album / 36).resolve("album " + album);
      if (track == 1) {
        Files.createDirectories(folder);
      }
      boolean lossless = album % 2 == 0;
      Files.write(
          folder.resolve(track + (lossless ? ".flac" : ".mp3")), lossless ? flac(tags) : mp3(tags));
    }
  }

  private byte[] own() {
    byte[] own = new byte[256];
    random.nextBytes(own);
    return own;
  }

  private byte[] flac(Map<String, String> tags) throws IOException {
    int at = 4;
    byte[] streamInfo = new byte[0];
    boolean last = false;
    while (!last) {
      last = (flac[at] & 0x80) != 0;
      int length = ByteBuffer.wrap(flac, at, 4).getInt() & 0xffffff;
      if ((flac[at] & 0x7f) == 0) {
        streamInfo = Arrays.copyOfRange(flac, at + 4, at + 4 + length);
      }
      at += 4 + length;
    }
    ByteArrayOutputStream comment = new ByteArrayOutputStream();
    comment.write(prefixed("musicfs-bench"));
    comment.write(little(tags.size()));
    for (var tag : tags.entrySet()) {
      comment.write(prefixed(tag.getKey() + "=" + tag.getValue()));
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(new byte[] {'f', 'L', 'a', 'C'});
    block(out, 0, streamInfo);
    block(out, 4, comment.toByteArray());
    block(out, 0x80 | 1, new byte[PADDING_BYTES]);
    out.write(flac, at, flac.length - at);
    out.write(own());
    return out.toByteArray();
  }

  private static void block(ByteArrayOutputStream out, int type, byte[] body) throws IOException {
    out.write(ByteBuffer.allocate(4).putInt(type << 24 | body.length).array());
    out.write(body);
  }

  private static byte[] prefixed(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(4 + bytes.length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putInt(bytes.length)
        .put(bytes)
        .array();
  }

  private static byte[] little(int value) {
    return ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(value).array();
  }

  private byte[] mp3(Map<String, String> tags) throws IOException {
    ByteArrayOutputStream frames = new ByteArrayOutputStream();
    for (var tag : tags.entrySet()) {
      byte[] text = tag.getValue().getBytes(StandardCharsets.UTF_8);
      String frame = ID3_FRAMES.getOrDefault(tag.getKey(), "TXXX");
      frames.write(frame.getBytes(StandardCharsets.US_ASCII));
      frames.write(synchSafe(text.length + 1));
      frames.write(new byte[] {0, 0, 3});
      frames.write(text);
    }
    frames.write(new byte[PADDING_BYTES]);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(new byte[] {'I', 'D', '3', 4, 0, 0});
    out.write(synchSafe(frames.size()));
    out.write(frames.toByteArray());
    int audio = 0;
    while ((mp3[audio] & 0xff) != 0xff) {
      audio = 10 + (mp3[6] << 21 | mp3[7] << 14 | mp3[8] << 7 | mp3[9]);
    }
    out.write(mp3, audio, mp3.length - audio);
    out.write(own());
    return out.toByteArray();
  }

  private static byte[] synchSafe(int value) {
    return new byte[] {
      (byte) (value >> 21 & 127),
      (byte) (value >> 14 & 127),
      (byte) (value >> 7 & 127),
      (byte) (value & 127)
    };
  }
}
