package org.musicfs.index.library;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.musicfs.core.audio.ImageType;
import org.musicfs.core.tree.Node;

/** Pins hang on files, whatever becomes of them and of the catalogue. */
class PinsTest {
  @TempDir Path directory;
  private TestLibrary library;

  @BeforeEach
  void openLibrary() throws Exception {
    library = new TestLibrary(directory);
    library.library().keepMissingFor(Duration.ofDays(1));
  }

  @AfterEach
  void closeLibrary() throws Exception {
    library.close();
  }

  private long version(String path) throws Exception {
    return ((Node.File) library.walk().get(path)).versionId();
  }

  private Pins pins() {
    return library.library().pins();
  }

  @Test
  void aPinStaysWithItsFileWhenThatIsTaggedAnewMovedAndBack() throws Exception {
    library.put("in/1.flac", "A/B/C");
    library.put("in/2.flac", "A/B/D");
    assertThat(pins().versions()).isEmpty();
    long first = version("A/B/C.flac");
    assertThat(pins().pin(List.of(first))).isEqualTo(1);
    assertThat(pins().versions()).containsExactly(first);

    library.put("in/1.flac", "A/B/New");
    assertThat(pins().versions()).containsExactly(version("A/B/New.flac")).doesNotContain(first);

    library.move("in/1.flac", "elsewhere/3.flac", "A/B/New");
    assertThat(pins().versions()).containsExactly(version("A/B/New.flac"));

    library.remove("elsewhere/3.flac");
    assertThat(pins().versions()).isEmpty();

    library.put("elsewhere/3.flac", "A/B/New");
    assertThat(pins().versions()).containsExactly(version("A/B/New.flac"));
  }

  @Test
  void pinsOutliveTheCatalogue() throws Exception {
    library.put("in/1.flac", "A/B/C");
    assertThat(pins().pin(List.of(version("A/B/C.flac")))).isEqualTo(1);

    library.loseCatalogue();
    assertThat(pins().versions()).isEmpty();
    library.put("in/1.flac", "A/B/C");

    assertThat(pins().versions()).containsExactly(version("A/B/C.flac"));
  }

  @Test
  void whatIsDerivedFromAFileStandsForIt() throws Exception {
    library.putWithCover("in/1.flac", "A/B/C", ImageType.JPEG, 500);
    long cover = version("A/B/cover.jpg");
    long song = version("A/B/C.flac");

    assertThat(pins().bytesWith(List.of(cover, song)))
        .isEqualTo(((Node.File) library.walk().get("A/B/C.flac")).sizeBytes());
    assertThat(pins().pin(List.of(cover))).isEqualTo(1);

    assertThat(pins().versions()).containsExactly(song);
    assertThat(pins().unpin(List.of(song, cover))).isEqualTo(1);
    assertThat(pins().versions()).isEmpty();
    assertThat(pins().unpinAll()).isZero();
  }
}
