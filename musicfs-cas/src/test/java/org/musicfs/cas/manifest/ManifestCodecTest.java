package org.musicfs.cas.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.musicfs.cas.chunk.ChunkClass;
import org.musicfs.cas.chunk.ChunkId;
import org.musicfs.cas.chunk.ChunkPlan;
import org.musicfs.core.hash.Xxh3;

class ManifestCodecTest {
  /** Runs as no fixed cut gives them: the format must carry any boundaries. */
  private static Manifest example() {
    Manifest manifest =
        new Manifest(
            ChunkPlan.of(
                List.of(
                    new ChunkPlan.Run(ChunkClass.PROTECTED, 17, 17),
                    new ChunkPlan.Run(ChunkClass.PROTECTED, 301, 301),
                    new ChunkPlan.Run(ChunkClass.AUDIO, 1_000_000, 262_144),
                    new ChunkPlan.Run(ChunkClass.PROTECTED, 128, 100))));
    manifest.learn(1, new ChunkId(0x0123456789abcdefL, 0xfedcba9876543210L, 301));
    manifest.learn(5, new ChunkId(-1, 1, 1_000_000 - 3 * 262_144));
    return manifest;
  }

  private static byte[] golden() throws IOException {
    try (InputStream in = ManifestCodecTest.class.getResourceAsStream("manifest-1.hex")) {
      String hex = new String(Objects.requireNonNull(in).readAllBytes(), "US-ASCII");
      return HexFormat.of().parseHex(hex.replaceAll("\\s", ""));
    }
  }

  @Test
  void theStoredFormatIsTheGoldenOne() throws IOException {
    assertThat(HexFormat.of().formatHex(ManifestCodec.encode(example())))
        .isEqualTo(HexFormat.of().formatHex(golden()));
    Manifest read = ManifestCodec.decode(golden(), 1_000_446).orElseThrow();
    assertThat(read.plan().runs()).isEqualTo(example().plan().runs());
    for (int i = 0; i < read.plan().count(); i++) {
      assertThat(read.id(i)).isEqualTo(example().id(i));
    }
  }

  @Test
  void anyDamageMakesItNoManifest() throws IOException {
    byte[] golden = golden();
    for (int bit = 0; bit < golden.length * 8; bit++) {
      byte[] damaged = golden.clone();
      damaged[bit / 8] ^= (byte) (1 << (bit % 8));
      assertThat(ManifestCodec.decode(damaged, 1_000_446)).as("bit %d", bit).isEmpty();
    }
    for (int length = 0; length < golden.length; length++) {
      assertThat(ManifestCodec.decode(Arrays.copyOf(golden, length), 1_000_446)).isEmpty();
    }
    assertThat(ManifestCodec.decode(golden, 1_000_447)).as("another size").isEmpty();
  }

  @Test
  void hostileBytesWithARightChecksumNeitherThrowNorAllocate() throws IOException {
    byte[] golden = golden();
    for (long seed = 1; seed <= 20_000; seed++) {
      Random random = new Random(seed);
      byte[] body = Arrays.copyOf(golden, golden.length - 8);
      for (int i = random.nextInt(4); i >= 0; i--) {
        body[random.nextInt(body.length)] = (byte) random.nextInt();
      }
      byte[] hostile = Arrays.copyOf(body, golden.length);
      System.arraycopy(
          HexFormat.of().parseHex(HexFormat.of().toHexDigits(Xxh3.hash(body).low())),
          0,
          hostile,
          body.length,
          8);
      Optional<Manifest> read = ManifestCodec.decode(hostile);
      assertThat(read.map(m -> m.plan().count()).orElse(0))
          .as("seed %d", seed)
          .isLessThanOrEqualTo(ChunkPlan.MAX_CHUNKS);
    }
  }
}
