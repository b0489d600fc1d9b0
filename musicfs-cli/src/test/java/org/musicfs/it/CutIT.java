package org.musicfs.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.musicfs.core.cut.Cut;
import org.musicfs.core.cut.Cuttable;
import org.musicfs.core.cut.FlacFrames;
import org.musicfs.core.cut.WholeFile;

/** What is cut is what flac and ffmpeg make of it. */
class CutIT {
  @TempDir Path dir;

  private record Sound(int rateHz, int channels, int bits, int samples) {}

  private static void run(Object... command) throws IOException, InterruptedException {
    List<String> words = new ArrayList<>();
    for (Object word : command) {
      words.add(word.toString());
    }
    Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as("%s: %s", words, output).isZero();
  }

  /** Tones that change, some noise, and silence in the middle. */
  private Path wave(Sound sound) throws IOException {
    int bytes = sound.bits / 8;
    int block = bytes * sound.channels;
    ByteBuffer file =
        ByteBuffer.allocate(44 + sound.samples * block).order(ByteOrder.LITTLE_ENDIAN);
    file.put("RIFF".getBytes(StandardCharsets.US_ASCII)).putInt(file.capacity() - 8);
    file.put("WAVEfmt ".getBytes(StandardCharsets.US_ASCII)).putInt(16);
    file.putShort((short) 1).putShort((short) sound.channels).putInt(sound.rateHz);
    file.putInt(sound.rateHz * block).putShort((short) block).putShort((short) sound.bits);
    file.put("data".getBytes(StandardCharsets.US_ASCII)).putInt(sound.samples * block);
    Random random = new Random(sound.hashCode());
    for (int i = 0; i < sound.samples; i++) {
      boolean silent = i > sound.samples / 2 && i < sound.samples * 3 / 5;
      for (int c = 0; c < sound.channels; c++) {
        double tone = Math.sin(i * (0.01 + c * 0.003) * (1 + i / 90_000 % 7));
        double value = silent ? 0 : 0.6 * tone + 0.05 * random.nextGaussian();
        int sample = (int) (value * (1 << sound.bits - 2));
        for (int b = 0; b < bytes; b++) {
          file.put((byte) (sample >> 8 * b));
        }
      }
    }
    return Files.write(dir.resolve("album.wav"), file.array());
  }

  private static WholeFile open(FileChannel channel) {
    return (position, into) -> {
      long at = position;
      while (into.hasRemaining()) {
        int read = channel.read(into, at);
        if (read < 0) {
          throw new EOFException("at " + at);
        }
        at += read;
      }
    };
  }

  /** Cuts a file at several places; flac finds no fault with any part. */
  private List<Path> parts(Path album, String extension) throws Exception {
    List<Path> parts = new ArrayList<>();
    try (FileChannel channel = FileChannel.open(album)) {
      WholeFile whole = open(channel);
      Cuttable cuttable = Cuttable.scan(whole, Files.size(album));
      long total = cuttable.totalSamples();
      long[] ends = {total / 9, total / 3, total / 2 + 4_321, total * 4 / 5, total};
      long from = 0;
      for (long to : ends) {
        List<String> tags = List.of("TITLE=Part " + to, "TRACKNUMBER=" + (parts.size() + 1));
        Cut cut = Cut.decode(cuttable.cut(from, to, tags).encode());
        ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(cut.sizeBytes()));
        while (bytes.hasRemaining()) {
          ByteBuffer some = bytes.slice();
          bytes.position(
              bytes.position()
                  + cut.read(whole, bytes.position(), some.limit(Math.min(50_000, some.limit()))));
        }
        Path part = dir.resolve("part" + parts.size() + "." + extension);
        parts.add(Files.write(part, bytes.array()));
        from = to;
      }
    }
    return parts;
  }

  private byte[] samples(Path flac) throws Exception {
    Path raw = dir.resolve("out.raw");
    run(
        "flac",
        "-s",
        "-d",
        "-f",
        "--force-raw-format",
        "--endian=little",
        "--sign=signed",
        "-o",
        raw,
        flac);
    return Files.readAllBytes(raw);
  }

  private void assertCut(Path album, Path wave) throws Exception {
    ByteArrayOutputStream joined = new ByteArrayOutputStream();
    for (Path part : parts(album, "flac")) {
      run("flac", "-s", "-t", part);
      run("ffmpeg", "-v", "error", "-xerror", "-i", part, "-f", "null", "-");
      run("metaflac", "--show-md5sum", part);
      joined.writeBytes(samples(part));
    }
    byte[] pcm = Files.readAllBytes(wave);
    assertThat(joined.toByteArray()).isEqualTo(Arrays.copyOfRange(pcm, 44, pcm.length));
  }

  @Test
  void theDecodedTracksOfAFlacFileAreTheDecodedFile() throws Exception {
    Sound[] sounds = {
      new Sound(44_100, 2, 16, 1_300_001),
      new Sound(48_000, 1, 16, 700_000),
      new Sound(96_000, 2, 24, 600_003),
      new Sound(44_123, 6, 24, 200_000),
      new Sound(8_000, 1, 16, 40_000),
    };
    int level = 0;
    for (Sound sound : sounds) {
      Path wave = wave(sound);
      for (int i = 0; i < 2; i++, level++) {
        Path flac = dir.resolve("album.flac");
        run("flac", "-s", "-f", "--lax", "--channel-map=none", "-" + level % 9, "-o", flac, wave);
        assertCut(flac, wave);
      }
    }
  }

  @Test
  void otherMetadataAndOtherEncodersMakeNoDifference() throws Exception {
    Path wave = wave(new Sound(44_100, 2, 16, 900_000));
    Path picture = dir.resolve("cover.png");
    run(
        "ffmpeg",
        "-v",
        "error",
        "-f",
        "lavfi",
        "-i",
        "color=red:s=600x600",
        "-frames:v",
        "1",
        picture);
    Path flac = dir.resolve("album.flac");
    run(
        "flac",
        "-s",
        "-f",
        "-b",
        "1152",
        "-S",
        "1s",
        "-P",
        "70000",
        "--picture=" + picture,
        "-T",
        "TITLE=x",
        "-o",
        flac,
        wave);
    assertCut(flac, wave);

    byte[] tag = new byte[10 + 200];
    System.arraycopy(new byte[] {'I', 'D', '3', 3, 0, 0, 0, 0, 1, 72}, 0, tag, 0, 10);
    ByteArrayOutputStream tagged = new ByteArrayOutputStream();
    tagged.writeBytes(tag);
    tagged.writeBytes(Files.readAllBytes(flac));
    tagged.writeBytes(Arrays.copyOf("TAG".getBytes(StandardCharsets.US_ASCII), 128));
    assertCut(Files.write(dir.resolve("tagged.flac"), tagged.toByteArray()), wave);

    Path other = dir.resolve("other.flac");
    run("ffmpeg", "-v", "error", "-i", wave, "-c:a", "flac", "-frame_size", "5000", other);
    assertCut(other, wave);
  }

  /** The blocks of flac's own file, joined with those of files of other block sizes. */
  @Test
  void blocksOfSeveralSizesAreCutToo() throws Exception {
    Sound sound = new Sound(44_100, 2, 16, 800_000);
    Path wave = wave(sound);
    byte[] pcm = Files.readAllBytes(wave);
    ByteArrayOutputStream frames = new ByteArrayOutputStream();
    int[] sizes = {4096, 576, 1000, 192};
    byte[] info = new byte[0];
    int sample = 0;
    for (int i = 0; sample < sound.samples; i++) {
      int block = sizes[i % 4];
      int count = Math.min(block * (i % 3 + 40), sound.samples - sample);
      Path raw = dir.resolve("some.raw");
      int from = 44 + 4 * sample;
      Files.write(raw, Arrays.copyOfRange(pcm, from, from + 4 * count));
      Path some = dir.resolve("some.flac");
      run(
          "flac",
          "-s",
          "-f",
          "--no-padding",
          "-b",
          block,
          "--lax",
          "--force-raw-format",
          "--endian=little",
          "--sign=signed",
          "--channels=2",
          "--bps=16",
          "--sample-rate=44100",
          "-o",
          some,
          raw);
      byte[] encoded = Files.readAllBytes(some);
      if (i == 0) {
        info = Arrays.copyOfRange(encoded, 8, 8 + 34);
      }
      renumber(encoded, some, sample, frames);
      sample += count;
    }
    ByteBuffer head = ByteBuffer.allocate(42).put("fLaC".getBytes(StandardCharsets.US_ASCII));
    head.putInt(0x8000_0022).put(info).putShort(8, (short) 16).putShort(10, (short) 4096);
    head.putInt(12, 0).putShort(16, (short) 0).putInt(22, sound.samples);
    for (int i = 26; i < 42; i++) {
      head.put(i, (byte) 0);
    }
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    file.writeBytes(head.array());
    file.writeBytes(frames.toByteArray());
    Path album = Files.write(dir.resolve("varying.flac"), file.toByteArray());
    run("flac", "-s", "-t", album);
    assertCut(album, wave);
  }

  /** Writes frames with the number of their first sample, as in a file of varying blocks. */
  private static void renumber(byte[] file, Path path, long first, ByteArrayOutputStream into)
      throws Exception {
    FlacFrames found;
    try (FileChannel channel = FileChannel.open(path)) {
      found = FlacFrames.scan(open(channel), file.length);
    }
    for (int i = 0; i < found.count(); i++) {
      int from = (int) found.offset(i);
      int to = i + 1 < found.count() ? (int) found.offset(i + 1) : file.length;
      int number = Integer.numberOfLeadingZeros(~file[from + 4] << 24);
      int rest = from + 4 + Math.max(1, number);
      ByteArrayOutputStream frame = new ByteArrayOutputStream();
      frame.write(0xff);
      frame.write(0xf9);
      frame.write(file, from + 2, 2);
      frame.writeBytes(
          Character.toString((int) (first + found.firstSample(i)))
              .getBytes(StandardCharsets.UTF_8));
      int code = file[from + 2] >> 4 & 0xf;
      int extra = code == 6 ? 1 : code == 7 ? 2 : 0;
      frame.write(file, rest, extra);
      frame.write(crc(frame.toByteArray(), 8, 0x07));
      frame.write(file, rest + extra + 1, to - 2 - rest - extra - 1);
      int crc = crc(frame.toByteArray(), 16, 0x8005);
      frame.write(crc >> 8);
      frame.write(crc);
      into.writeBytes(frame.toByteArray());
    }
  }

  private static int crc(byte[] bytes, int width, int polynomial) {
    int crc = 0;
    for (byte b : bytes) {
      for (int bit = 7; bit >= 0; bit--) {
        int top = crc >> width - 1 & 1 ^ b >> bit & 1;
        crc = (crc << 1 & (1 << width) - 1) ^ (top == 0 ? 0 : polynomial);
      }
    }
    return crc;
  }

  @Test
  void theTracksOfAWaveFileAreItsSamples() throws Exception {
    for (Sound sound :
        new Sound[] {new Sound(44_100, 2, 16, 500_001), new Sound(96_000, 1, 24, 99_999)}) {
      Path wave = wave(sound);
      byte[] pcm = Files.readAllBytes(wave);
      Path extensible = dir.resolve("other.wav");
      run(
          "ffmpeg",
          "-v",
          "error",
          "-y",
          "-i",
          wave,
          "-c:a",
          "pcm_s24le",
          "-rf64",
          "always",
          extensible);
      ByteArrayOutputStream joined = new ByteArrayOutputStream();
      for (Path part : parts(wave, "wav")) {
        Path flac = dir.resolve("part.flac");
        run("flac", "-s", "-f", "-o", flac, part);
        run("ffmpeg", "-v", "error", "-xerror", "-i", part, "-f", "null", "-");
        run(
            "ffmpeg",
            "-v",
            "error",
            "-y",
            "-i",
            part,
            "-f",
            "s" + sound.bits + "le",
            dir.resolve("part.raw"));
        joined.writeBytes(Files.readAllBytes(dir.resolve("part.raw")));
      }
      assertThat(joined.toByteArray()).isEqualTo(Arrays.copyOfRange(pcm, 44, pcm.length));
      Files.move(extensible, wave, StandardCopyOption.REPLACE_EXISTING);
      for (Path part : parts(wave, "wav")) {
        run("ffmpeg", "-v", "error", "-xerror", "-i", part, "-f", "null", "-");
      }
    }
  }
}
