package org.musicfs.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** One bad file harms only itself. */
class HostileIT {
  @Test
  void hostileFilesNeitherHangNorKillTheDaemon() throws Exception {
    try (Sandbox box = new Sandbox()) {
      Sandbox.encode(box.music.resolve("good.mp3"), 1, "title=Good", "artist=A", "album=B");
      Files.write(box.music.resolve("huge-moov.m4a"), hugeMoov());
      Files.write(box.music.resolve("huge-id3.mp3"), hugeId3());
      Files.write(box.music.resolve("endless.aiff"), endlessChunks());
      long seed = 8;
      Random random = new Random(seed);
      Path flac = Sandbox.encode(box.root.resolve("s.flac"), 1, "title=T", "artist=A", "album=B");
      Path m4a = Sandbox.encode(box.root.resolve("s.m4a"), 1, "title=T", "artist=A", "album=B");
      Path ogg = Sandbox.encode(box.root.resolve("s.ogg"), 1, "title=T", "artist=A", "album=B");
      for (Path seedFile : new Path[] {flac, m4a, ogg}) {
        byte[] good = Files.readAllBytes(seedFile);
        String extension = seedFile.toString().substring(seedFile.toString().lastIndexOf('.'));
        for (int i = 0; i < 60; i++) {
          byte[] bad = good.clone();
          for (int k = 0; k < 8; k++) {
            bad[random.nextInt(Math.min(bad.length, 4000))] = (byte) random.nextInt();
          }
          Files.write(box.music.resolve("m" + i + extension), bad);
        }
      }
      int files = Audio.files(box.music).size();
      box.mount();
      assertThat(Audio.files(box.mountpoint)).as("no track is hidden; seed " + seed).hasSize(files);
      assertThat(Audio.files(box.mountpoint)).contains("A/B [MP3]/Good.mp3");
      assertThat(box.status().get("unreadable_count").getAsLong()).isPositive();
    }
  }

  private static byte[] hugeMoov() {
    ByteBuffer file = ByteBuffer.allocate(5900);
    file.putInt(20).put("ftypM4A ".getBytes(StandardCharsets.US_ASCII)).putInt(0);
    file.put("M4A ".getBytes(StandardCharsets.US_ASCII));
    file.putInt(1_800_000_000).put("moov".getBytes(StandardCharsets.US_ASCII));
    return file.array();
  }

  private static byte[] hugeId3() {
    ByteBuffer file = ByteBuffer.allocate(5000);
    file.put("ID3".getBytes(StandardCharsets.US_ASCII)).put((byte) 4).put((byte) 0).put((byte) 0);
    file.put(new byte[] {0x7f, 0x7f, 0x7f, 0x7f});
    file.put("TIT2".getBytes(StandardCharsets.US_ASCII)).putInt(0x7f7f7f7f);
    return file.array();
  }

  private static byte[] endlessChunks() throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write("FORM".getBytes(StandardCharsets.US_ASCII));
    out.write(new byte[] {0, 0, 16, 0});
    out.write("AIFF".getBytes(StandardCharsets.US_ASCII));
    for (int i = 0; i < 500; i++) {
      out.write("COMM".getBytes(StandardCharsets.US_ASCII));
      out.write(new byte[] {0, 0, 0, 0});
    }
    return out.toByteArray();
  }
}
