package org.musicfs.index.library;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.musicfs.core.content.Derived;
import org.musicfs.core.tree.Node;
import org.musicfs.index.catalogue.CatalogueReader;
import org.musicfs.index.report.Report;
import org.musicfs.index.report.Reports;

/** Playlists and cue sheets in the tree. */
class PlaylistsTest extends WithLibrary {
  private Node.File file(String path) throws Exception {
    return (Node.File) library.walk().get(path);
  }

  private String text(Node.File file) throws Exception {
    Derived.Made made =
        (Derived.Made)
            library
                .library()
                .versions((origin, path) -> {})
                .derived(file.versionId())
                .orElseThrow();
    assertThat((long) made.bytes().remaining()).isEqualTo(file.sizeBytes());
    return StandardCharsets.UTF_8.decode(made.bytes().duplicate()).toString();
  }

  private List<String> lines(String path) throws Exception {
    return text(file(path)).lines().toList();
  }

  @Test
  void aPlaylistOfAnAlbumStandsInItWithTheNamesOfTheTree() throws Exception {
    library.text("in/all.m3u", "#EXTM3U", "1.flac", "./2.flac", "3.flac");
    library.put("in/1.flac", "A/B/One");
    library.put("in/2.flac", "A/B/Two");

    assertThat(library.files()).containsExactly("A/B/One.flac", "A/B/Two.flac", "A/B/all.m3u");
    assertThat(lines("A/B/all.m3u"))
        .containsExactly("#EXTM3U", "One.flac", "Two.flac", "# not in the library: 3.flac");
  }

  @Test
  void anyOtherStandsInTheRootAndNamesTracksAnywhere() throws Exception {
    library.put("x/1.flac", "A/B/One");
    library.put("y/2.flac", "C/D/Two");
    library.text(
        "lists/best.m3u8",
        "../x/1.flac",
        "/music/y/2.flac",
        "file:///music/y/2.flac",
        "..\\x\\1.flac",
        "../X/1.FLAC",
        "../../../out.flac");

    assertThat(library.files()).containsExactly("A/B/One.flac", "C/D/Two.flac", "best.m3u8");
    assertThat(lines("best.m3u8"))
        .containsExactly(
            "A/B/One.flac",
            "C/D/Two.flac",
            "C/D/Two.flac",
            "A/B/One.flac",
            "A/B/One.flac",
            "# not in the library: ../../../out.flac");
    assertThat(library.tree().counts().files()).as("tracks").isEqualTo(2);
  }

  @Test
  void namesAreEqualHoweverTheirLettersAreComposed() throws Exception {
    String composed = "Björk/Jóga.flac";
    library.put(Normalizer.normalize(composed, Normalizer.Form.NFD), "A/B/C");
    library.text("list.m3u8", composed);

    assertThat(lines("list.m3u8")).containsExactly("A/B/C.flac");
  }

  @Test
  void followsItsTracksAndIsAnotherVersionThen() throws Exception {
    library.put("x/1.flac", "A/B/One");
    library.text("lists/best.m3u8", "../x/1.flac");
    Node.File before = file("best.m3u8");

    library.put("x/1.flac", "A/B/One");
    assertThat(file("best.m3u8")).as("nothing moved").isEqualTo(before);

    library.put("x/1.flac", "A/New/One");
    Node.File after = file("best.m3u8");
    assertThat(text(after)).isEqualTo("A/New/One.flac\n");
    assertThat(after.id()).isEqualTo(before.id());
    assertThat(after.versionId()).isNotEqualTo(before.versionId());
    assertThat(after.mtimeNanos()).isGreaterThan(before.mtimeNanos());
    assertThat(text(before)).as("an open handle").isEqualTo("A/B/One.flac\n");

    library.move("x/1.flac", "x/renamed.flac", "A/New/One");
    assertThat(lines("best.m3u8")).containsExactly("# not in the library: ../x/1.flac");
    library.move("x/renamed.flac", "x/1.flac", "A/New/One");
    assertThat(lines("best.m3u8")).containsExactly("A/New/One.flac");

    library.remove("x/1.flac");
    assertThat(lines("best.m3u8")).containsExactly("# not in the library: ../x/1.flac");
    library.remove("lists/best.m3u8");
    assertThat(library.files()).isEmpty();
  }

  @Test
  void aCueSheetNamesTheFileWhateverItsExtensionAndGoesWithIt() throws Exception {
    library.put("in/Album.flac", "A/B/Whole");
    library.text("in/album.cue", "FILE \"Album.wav\" WAVE", "  TRACK 01 AUDIO");

    assertThat(library.files()).containsExactly("A/B/Whole.cue", "A/B/Whole.flac");
    assertThat(lines("A/B/Whole.cue"))
        .containsExactly("FILE \"Whole.flac\" WAVE", "  TRACK 01 AUDIO");
  }

  @Test
  void whatNoTrackIsNamedByIsReported() throws Exception {
    library.put("in/1.flac", "A/B/One");
    library.text("in/a.m3u", "1.flac", "2.flac", "2.flac", "3.flac");

    try (CatalogueReader reader = CatalogueReader.open(directory).orElseThrow()) {
      assertThat(new Reports(reader).rows(Report.SKIPPED))
          .containsExactly(
              List.of("/music/in/a.m3u", "names that are of no track of the library: 2"));
    }
  }

  @Test
  void versionsThatWereMadeAreForgottenInTime() throws Exception {
    library.put("x/1.flac", "A/B/One");
    library.text("lists/best.m3u8", "../x/1.flac");
    Node.File before = file("best.m3u8");
    library.put("x/1.flac", "A/C/One");

    library.now.addAndGet(90L * 24 * 3600 * 1000);
    library.reopen();
    library.now.addAndGet(90L * 24 * 3600 * 1000);
    library.library().maintain();

    assertThat(library.library().versions((origin, path) -> {}).derived(before.versionId()))
        .isEmpty();
    assertThat(lines("best.m3u8")).containsExactly("A/C/One.flac");
  }
}
