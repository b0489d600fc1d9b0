package org.musicfs.index.library;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.musicfs.core.audio.TagField;
import org.musicfs.core.content.Derived;
import org.musicfs.core.origin.FileStamp;
import org.musicfs.core.origin.OriginId;
import org.musicfs.core.origin.OriginPath;
import org.musicfs.core.origin.OriginReader;
import org.musicfs.core.tree.Node;
import org.musicfs.index.catalogue.CatalogueReader;
import org.musicfs.index.catalogue.SyncStore.FoundFile;
import org.musicfs.index.report.Report;
import org.musicfs.index.report.Reports;

/** Albums that are one file, as their tracks. */
class CueSplitterTest extends WithLibrary {
  private static final String[] SHEET = {
    "PERFORMER \"A\"",
    "FILE \"album.flac\" WAVE",
    "  TRACK 01 AUDIO",
    "    TITLE \"One\"",
    "    INDEX 01 00:00:00",
    "  TRACK 02 AUDIO",
    "    TITLE \"Two\"",
    "    INDEX 01 00:00:05"
  };

  private int opened;
  private boolean isFarAway;

  private CueSplitter splitter() {
    return library.library().cueSplitter(this::open, StandardCharsets.ISO_8859_1);
  }

  private void split() throws Exception {
    splitter().run(() -> false);
  }

  /** A WAVE file of 8-bit samples, as long as the catalogue says. */
  private Optional<OriginReader> open(OriginId origin, OriginPath path) {
    opened++;
    if (isFarAway) {
      return Optional.empty();
    }
    try {
      FileStamp stamp = library.known(path.toString()).orElseThrow().stamp();
      return Optional.of(new Wave(stamp));
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private record Wave(FileStamp stamp) implements OriginReader {
    private byte[] bytes() {
      int size = (int) stamp.sizeBytes();
      ByteBuffer file = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
      file.put("RIFF".getBytes(StandardCharsets.US_ASCII)).putInt(size - 8);
      file.put("WAVEfmt ".getBytes(StandardCharsets.US_ASCII)).putInt(16);
      file.putShort((short) 1).putShort((short) 1).putInt(8_000).putInt(8_000);
      file.putShort((short) 1).putShort((short) 8);
      file.put("data".getBytes(StandardCharsets.US_ASCII)).putInt(size - 44);
      return file.array();
    }

    @Override
    public int read(long offset, ByteBuffer destination) {
      byte[] bytes = bytes();
      int length = Math.clamp(bytes.length - offset, 0, destination.remaining());
      destination.put(bytes, (int) offset, length);
      return length;
    }

    @Override
    public void close() {}
  }

  private void album() throws Exception {
    library.put("in/album.flac", "A/B/Whole");
    library.text("in/album.cue", SHEET);
    library.companion("in/folder.jpg");
  }

  @Test
  void itsTracksAreListedInsteadOfFileAndSheet() throws Exception {
    album();
    assertThat(library.files()).containsExactly("A/B/Whole.cue", "A/B/Whole.flac", "A/B/cover.jpg");
    long whole = ((Node.File) library.walk().get("A/B/Whole.flac")).versionId();

    split();

    assertThat(library.files()).containsExactly("A/B/One.flac", "A/B/Two.flac", "A/B/cover.jpg");
    assertThat(library.tree().counts().files()).isEqualTo(2);
    Node.File two = (Node.File) library.walk().get("A/B/Two.flac");
    Derived.Excerpt excerpt =
        (Derived.Excerpt)
            library.library().versions((origin, path) -> {}).derived(two.versionId()).orElseThrow();
    assertThat(excerpt.version()).isEqualTo(whole);
    assertThat(excerpt.cut().sizeBytes()).isEqualTo(two.sizeBytes());

    split();
    assertThat(opened).as("once for each state").isEqualTo(1);
  }

  @Test
  void anotherFileOrSheetIsListedUntilItIsCut() throws Exception {
    album();
    split();

    library.put("in/album.flac", "A/B/Whole");
    assertThat(library.files()).containsExactly("A/B/Whole.cue", "A/B/Whole.flac", "A/B/cover.jpg");
    split();
    assertThat(library.files()).containsExactly("A/B/One.flac", "A/B/Two.flac", "A/B/cover.jpg");

    SHEET[3] = "    TITLE \"Uno\"";
    try {
      library.text("in/album.cue", SHEET);
    } finally {
      SHEET[3] = "    TITLE \"One\"";
    }
    assertThat(library.files()).containsExactly("A/B/Whole.cue", "A/B/Whole.flac", "A/B/cover.jpg");
    split();
    assertThat(library.files()).containsExactly("A/B/Two.flac", "A/B/Uno.flac", "A/B/cover.jpg");
  }

  @Test
  void itsTracksGoWithTheFileAndTheFileStaysWithoutTheSheet() throws Exception {
    album();
    split();

    library.remove("in/album.cue");
    assertThat(library.files()).containsExactly("A/B/Whole.flac", "A/B/cover.jpg");
    library.text("in/album.cue", SHEET);
    split();
    library.remove("in/album.flac");
    assertThat(library.files()).isEmpty();
    assertThat(library.tree().counts().files()).isZero();
  }

  @Test
  void aFileThatIsReadAgainAndIsWhatItWasStaysCut() throws Exception {
    FoundFile file = library.found("in/album.flac", "A/B/Whole");
    library.apply(List.of(file), List.of());
    library.text("in/album.cue", SHEET);
    split();

    library.apply(List.of(file), List.of());

    assertThat(library.files()).containsExactly("A/B/One.flac", "A/B/Two.flac");
  }

  @Test
  void aFileFarAwayIsAskedForAgain() throws Exception {
    album();
    isFarAway = true;
    split();
    assertThat(library.files()).contains("A/B/Whole.flac");

    isFarAway = false;
    split();
    assertThat(library.files()).contains("A/B/One.flac").doesNotContain("A/B/Whole.flac");
  }

  @Test
  void aSheetThatComesBeforeItsFileIsFollowedWhenThatComes() throws Exception {
    library.text("in/album.cue", SHEET);
    split();
    library.put("in/album.flac", "A/B/Whole");
    split();

    assertThat(library.files()).containsExactly("A/B/One.flac", "A/B/Two.flac");
  }

  @Test
  void aSheetThatCannotBeFollowedSaysWhy() throws Exception {
    library.put("in/album.flac", "A/B/Whole");
    library.text(
        "in/album.cue", "FILE \"album.flac\" WAVE", "  TRACK 01 AUDIO", "    INDEX 01 00:00:00");
    split();
    split();

    assertThat(library.files()).containsExactly("A/B/Whole.cue", "A/B/Whole.flac");
    try (CatalogueReader catalogue = CatalogueReader.open(directory).orElseThrow()) {
      assertThat(new Reports(catalogue).rows(Report.SKIPPED).toString())
          .contains("album.cue")
          .contains("files of their own");
    }
  }

  @Test
  void allIsListedAgainWhenThatIsWanted() throws Exception {
    album();
    split();

    splitter().undo();

    assertThat(library.files()).containsExactly("A/B/Whole.cue", "A/B/Whole.flac", "A/B/cover.jpg");
  }

  @Test
  void anotherTemplateAndOverridesReachItsTracks() throws Exception {
    album();
    split();

    library.reopen("$album/$albumartist - $track $title.$ext");
    library.library().treeBuilder().replaceAll(() -> false);
    assertThat(library.files()).contains("B/A - 01 One.flac", "B/A - 02 Two.flac");

    library
        .library()
        .setOverrides(
            library.origin(),
            OriginPath.of("in/album.flac"),
            Map.of(TagField.ALBUM, List.of("Better")));
    assertThat(library.files()).as("of the file alone").contains("B/A - 01 One.flac");
  }
}
