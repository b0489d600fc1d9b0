package org.musicfs.index.library;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.sql.DriverManager;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
import org.musicfs.index.catalogue.TrackPlace;
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

  private Node.File file(String path) throws Exception {
    return (Node.File) library.walk().get(path);
  }

  /** Writes the sheet with one line of it replaced, and cuts by it. */
  private void edit(int line, String text) throws Exception {
    String[] sheet = SHEET.clone();
    sheet[line] = text;
    library.text("in/album.cue", sheet);
    split();
  }

  @Test
  void atAnEditOfTheSheetOnlyWhatChangesIsAnotherFile() throws Exception {
    album();
    long before = file("A/B/Whole.flac").id();
    split();
    Node.File one = file("A/B/One.flac");
    Node.File two = file("A/B/Two.flac");

    edit(3, "    TITLE \"Uno\"");
    assertThat(file("A/B/Uno.flac").id()).isEqualTo(one.id());
    assertThat(file("A/B/Uno.flac").versionId())
        .as("its tags are in it")
        .isNotEqualTo(one.versionId());
    assertThat(file("A/B/Two.flac")).as("all of it").isEqualTo(two);
    assertThat(library.library().versions((o, p) -> {}).derived(one.versionId()))
        .as("for those who have it open")
        .isPresent();

    edit(7, "    INDEX 01 00:00:03");
    assertThat(file("A/B/One.flac").id()).isEqualTo(one.id());
    assertThat(file("A/B/One.flac").sizeBytes()).isLessThan(one.sizeBytes());
    assertThat(file("A/B/Two.flac").id()).isEqualTo(two.id());
    assertThat(file("A/B/Two.flac").sizeBytes()).isGreaterThan(two.sizeBytes());

    library.remove("in/album.cue");
    assertThat(file("A/B/Whole.flac").id()).isEqualTo(before);
    library.text("in/album.cue", SHEET);
    split();
    assertThat(file("A/B/Two.flac").id()).as("the sheet was away").isEqualTo(two.id());
  }

  @Test
  void aTrackThatComesOrGoesLeavesTheOthersWhatTheyAre() throws Exception {
    album();
    split();
    Node.File one = file("A/B/One.flac");
    Node.File two = file("A/B/Two.flac");
    String[] three = java.util.Arrays.copyOf(SHEET, SHEET.length + 3);
    three[8] = "  TRACK 03 AUDIO";
    three[9] = "    TITLE \"Three\"";
    three[10] = "    INDEX 01 00:00:06";

    library.text("in/album.cue", three);
    split();
    Node.File third = file("A/B/Three.flac");
    assertThat(file("A/B/One.flac").id()).as("one of three now").isEqualTo(one.id());
    assertThat(file("A/B/Two.flac").id()).isEqualTo(two.id());

    library.text("in/album.cue", SHEET);
    split();
    assertThat(library.files()).containsExactly("A/B/One.flac", "A/B/Two.flac", "A/B/cover.jpg");
    library.text("in/album.cue", three);
    split();
    assertThat(file("A/B/Three.flac").id()).isEqualTo(third.id());
  }

  @Test
  void anotherFileHasTheSameTracks() throws Exception {
    album();
    split();
    Node.File one = file("A/B/One.flac");

    library.put("in/album.flac", "A/B/Whole");
    split();

    assertThat(file("A/B/One.flac").id()).isEqualTo(one.id());
    assertThat(file("A/B/One.flac").versionId()).isNotEqualTo(one.versionId());
  }

  @Test
  void afterADayOneThatIsCutAnewIsAnotherTrack() throws Exception {
    album();
    split();
    long one = file("A/B/One.flac").id();
    library.text("in/album.cue", SHEET);
    library.reopen();
    sql("UPDATE kept_parts SET since_ms = since_ms - 86400001");
    library.library().maintain();
    assertThat(count("kept_parts") + count("missing_nodes")).isZero();

    split();

    assertThat(file("A/B/One.flac").id()).isNotEqualTo(one);
  }

  @Test
  void eachOfItsTracksHasOverridesOfItsOwn() throws Exception {
    album();
    split();
    TrackPlace second = new TrackPlace(library.origin(), OriginPath.of("in/album.flac"), 2);
    Node.File two = file("A/B/Two.flac");

    library.library().setOverrides(second, Map.of(TagField.TITLE, List.of("Mine")));
    assertThat(library.files()).containsExactly("A/B/Mine.flac", "A/B/One.flac", "A/B/cover.jpg");
    assertThat(file("A/B/Mine.flac").id()).isEqualTo(two.id());

    edit(6, "    TITLE \"Zwei\"");
    assertThat(library.files()).contains("A/B/Mine.flac", "A/B/One.flac");
    library.put("in/album.flac", "A/B/Whole");
    split();
    assertThat(library.files()).contains("A/B/Mine.flac", "A/B/One.flac");

    library.library().removeOverrides(second, Set.of(TagField.TITLE));
    assertThat(library.files()).contains("A/B/One.flac", "A/B/Zwei.flac");
  }

  private void sql(String statement) throws Exception {
    try (var connection =
            DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("catalogue.db"));
        var update = connection.createStatement()) {
      update.execute(statement);
    }
  }

  private long count(String table) throws Exception {
    try (var connection =
            DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("catalogue.db"));
        var query = connection.createStatement();
        var rows = query.executeQuery("SELECT count(*) FROM " + table)) {
      rows.next();
      return rows.getLong(1);
    }
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
            new TrackPlace(library.origin(), OriginPath.of("in/album.flac")),
            Map.of(TagField.ALBUM, List.of("Better")));
    assertThat(library.files()).as("of the file alone").contains("B/A - 01 One.flac");
  }
}
