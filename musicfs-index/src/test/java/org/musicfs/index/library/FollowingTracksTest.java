package org.musicfs.index.library;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.musicfs.core.tree.Node;
import org.musicfs.index.catalogue.SyncStore.FoundFile;
import org.musicfs.index.tree.Views;

/** What is played after what. */
class FollowingTracksTest extends WithLibrary {
  private long version(String path) throws Exception {
    return library.walk().get(path) instanceof Node.File file ? file.versionId() : -1;
  }

  private OptionalLong after(String path) throws Exception {
    return library.library().nextTrack().after(version(path));
  }

  @Test
  void theNextTrackOfTheDirectoryFollowsByName() throws Exception {
    library.put("in/z", "A/B/01");
    library.put("in/a", "A/B/03");
    library.put("in/m", "A/B/02");
    library.put("in/other", "A/C/01");
    library.companion("in/02.jpg");

    assertThat(after("A/B/01.flac")).hasValue(version("A/B/02.flac"));
    assertThat(after("A/B/02.flac")).hasValue(version("A/B/03.flac"));
    assertThat(after("A/B/03.flac")).isEmpty();
    assertThat(after("A/C/01.flac")).isEmpty();
  }

  @Test
  void picturesAndUnknownVersionsAreFollowedByNothingAndFollowNothing() throws Exception {
    library.put("in/1", "A/B/1");
    library.companion("in/2.jpg");
    library.put("in/3", "A/B/3");
    assertThat(library.files()).contains("A/B/2.jpg");

    assertThat(after("A/B/1.flac")).hasValue(version("A/B/3.flac"));
    assertThat(after("A/B/2.jpg")).isEmpty();
    assertThat(library.library().nextTrack().after(1L << 40)).isEmpty();
  }

  @Test
  void aVersionThatWasReplacedIsFollowedByNothingAndItsSuccessorFollows() throws Exception {
    library.put("in/1", "A/B/1");
    library.put("in/2", "A/B/2");
    long old = version("A/B/2.flac");
    library.put("in/2", "A/B/2");
    library.put("in/3", "A/B/3");

    assertThat(after("A/B/1.flac")).hasValue(version("A/B/2.flac"));
    assertThat(version("A/B/2.flac")).isNotEqualTo(old);
    assertThat(library.library().nextTrack().after(old)).isEmpty();
  }

  @Test
  void theServedViewCounts() throws Exception {
    library.put("in/1", "A/B/1");
    library.put("in/2", "A/C/2");
    assertThat(after("A/B/1.flac")).isEmpty();
    library.reopen(
        new Views(
            TestLibrary.rules(TestLibrary.SIMPLE),
            List.of(
                new Views.Named(
                    "flat",
                    TestLibrary.rules(TestLibrary.SIMPLE)
                        .ofView(TestLibrary.template("$title.$ext"), Optional.empty(), ""),
                    false)),
            "flat"));

    assertThat(after("1.flac")).hasValue(version("2.flac"));
  }

  @Test
  void aHeapOfTracksHasNoOrder() throws Exception {
    List<FoundFile> many = new ArrayList<>();
    for (int i = 0; i < 1_001; i++) {
      String title = String.format(Locale.ROOT, "%04d", i);
      many.add(library.found("in/" + title, "A/B/" + title));
    }
    library.apply(many.subList(0, 1_000), List.of());
    assertThat(after("A/B/0007.flac")).hasValue(version("A/B/0008.flac"));

    library.apply(many.subList(1_000, 1_001), List.of());
    assertThat(after("A/B/0007.flac")).isEmpty();
  }
}
