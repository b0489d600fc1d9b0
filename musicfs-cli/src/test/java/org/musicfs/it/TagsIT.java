package org.musicfs.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** What the tags say, however it is written, is what the tree shows. */
class TagsIT {
  @Test
  void tagsAreReadByTheRulesOfTheConfiguration() throws Exception {
    try (Sandbox box = new Sandbox()) {
      Path file = box.music.resolve("1.flac");
      Sandbox.encode(file, 1, "title=T", "artist=A; B feat. C", "album=L");
      box.mount();
      assertThat(box.shown()).containsExactly("A, B feat. C/L [FLAC]/T.flac");

      box.unmount();
      box.config("[tags]\nseparators = [\" feat. \"]\nkeep_together = [\"A; B\"]\n");
      box.remount();
      Await.passes(
          "it is read again",
          () -> assertThat(box.shown()).containsExactly("A; B, C/L [FLAC]/T.flac"));

      box.unmount();
      box.config("[tags]\nseparators = [\"/\"]\nlegacy_encoding = \"martian\"\n");
      Result refused = box.musicfs("config", "check");
      assertThat(refused.exit()).isEqualTo(3);
      assertThat(refused.out() + refused.err()).contains("tags.separators", "\" / \"");
      box.config("[tags]\nlegacy_encoding = \"martian\"\n");
      refused = box.musicfs("config", "check");
      assertThat(refused.out() + refused.err()).contains("tags.legacy_encoding", "windows-1251");
    }
  }
}
