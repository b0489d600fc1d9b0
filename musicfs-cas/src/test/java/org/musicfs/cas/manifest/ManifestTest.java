package org.musicfs.cas.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.musicfs.cas.Fixture;
import org.musicfs.cas.chunk.ChunkClass;
import org.musicfs.cas.chunk.ChunkId;
import org.musicfs.cas.chunk.ChunkPlan;

class ManifestTest {
  private static final int AUDIO = 100;

  private static Manifest manifest(int headChunkBytes) {
    return new Manifest(
        ChunkPlan.of(
            List.of(
                new ChunkPlan.Run(ChunkClass.PROTECTED, 24, headChunkBytes),
                new ChunkPlan.Run(ChunkClass.AUDIO, AUDIO, 16))));
  }

  private static void learnAudio(Manifest manifest, int seed) {
    byte[] audio = Fixture.random(seed, AUDIO);
    int first = manifest.plan().firstOf(1);
    for (int i = first; i < manifest.plan().count(); i++) {
      int at = (int) manifest.plan().offset(i) - 24;
      manifest.learn(i, ChunkId.of(audio, at, manifest.plan().length(i)));
    }
  }

  @Test
  void equalAudioHasAnEqualHashWhateverStandsBeforeItOnceAllOfItIsKnown() {
    Manifest one = manifest(24);
    Manifest same = manifest(8);
    Manifest other = manifest(24);
    assertThat(one.audioHash()).isEmpty();
    learnAudio(one, 1);
    learnAudio(same, 1);
    learnAudio(other, 2);
    assertThat(one.audioHash()).isPresent().isEqualTo(same.audioHash());
    assertThat(one.audioHash()).isNotEqualTo(other.audioHash());
    assertThat(one.contentHash()).as("the head is not known").isEmpty();
  }

  @Test
  void oneThatReplacesAnotherKnowsWhatThatKnewWhereBothCutAlike() {
    Manifest old = manifest(8);
    learnAudio(old, 1);
    old.learn(0, ChunkId.of(new byte[8], 0, 8));
    Manifest next = manifest(24);
    assertThat(old.latest()).isSameAs(old);
    old.replaceBy(next);
    assertThat(old.latest()).isSameAs(next);
    assertThat(next.audioHash()).isEqualTo(old.audioHash());
    assertThat(next.isKnown(0)).isFalse();
    assertThat(next.isKnown(1)).isTrue();
  }
}
