package org.musicfs.it;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * An ID3v2 tag written to the byte, for what no tagger writes any more. Sizes are below 128 bytes a
 * frame, where those of ID3v2.3 and the synchsafe ones of 2.4 are the same
 * (https://id3.org/id3v2.4.0-structure).
 */
final class Id3 {
  private static final int HEADER = 10;

  private final int version;
  private final Charset charset;
  private final int encoding;
  private final ByteArrayOutputStream frames = new ByteArrayOutputStream();

  private Id3(int version, int encoding, Charset charset) {
    this.version = version;
    this.encoding = encoding;
    this.charset = charset;
  }

  /** ID3v2.4 in UTF-8. */
  static Id3 utf8() {
    return new Id3(4, 3, StandardCharsets.UTF_8);
  }

  /** ID3v2.3 that says it is in Latin-1 and is in another encoding. */
  static Id3 pretendingLatin1(String charset) {
    return new Id3(3, 0, Charset.forName(charset));
  }

  Id3 with(String frame, String text) throws IOException {
    byte[] bytes = text.getBytes(charset);
    frames.write(frame.getBytes(StandardCharsets.US_ASCII));
    frames.write(ByteBuffer.allocate(6).putInt(bytes.length + 1).array());
    frames.write(encoding);
    frames.write(bytes);
    return this;
  }

  /** Puts this tag in the place of the one that an MP3 file of ffmpeg starts with. */
  Path replaceIn(Path mp3) throws IOException {
    byte[] file = Files.readAllBytes(mp3);
    int audio = HEADER + fromSynchsafe(file);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write("ID3".getBytes(StandardCharsets.US_ASCII));
    out.write(new byte[] {(byte) version, 0, 0});
    int size = frames.size();
    out.write(new byte[] {0, 0, (byte) (size >> 7), (byte) (size & 0x7f)});
    out.write(frames.toByteArray());
    out.write(Arrays.copyOfRange(file, audio, file.length));
    Files.write(mp3, out.toByteArray());
    return mp3;
  }

  private static int fromSynchsafe(byte[] tag) {
    return tag[6] << 21 | tag[7] << 14 | tag[8] << 7 | tag[9];
  }
}
