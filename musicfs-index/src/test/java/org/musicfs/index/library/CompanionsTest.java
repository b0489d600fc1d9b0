package org.musicfs.index.library;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.musicfs.core.tree.Node;
import org.musicfs.index.catalogue.FoundContent;
import org.musicfs.index.catalogue.SyncStore.KnownFile;

/** Where files that are no tracks stand in the tree. */
class CompanionsTest extends WithLibrary {
  @Test
  void whatLiesBesideTheTracksOfOneAlbumStandsInItsDirectory() throws Exception {
    library.companion("in/booklet.pdf");
    library.companion("in/Folder.JPEG");
    library.companion("in/back.jpg");
    assertThat(library.files()).as("no track yet").isEmpty();

    library.put("in/1.flac", "A/B/C");

    assertThat(library.files())
        .containsExactly("A/B/C.flac", "A/B/back.jpg", "A/B/booklet.pdf", "A/B/cover.jpg");
    Node.File cover = (Node.File) library.walk().get("A/B/cover.jpg");
    assertThat(cover.sizeBytes())
        .isEqualTo(library.known("in/Folder.JPEG").orElseThrow().stamp().sizeBytes());
    assertThat(library.tree().counts().files()).as("tracks").isEqualTo(1);
  }

  @Test
  void theMostParticularPictureIsTheCoverAndStaysIt() throws Exception {
    library.companion("in/album.png");
    library.companion("in/folder.jpg");
    library.put("in/1.flac", "A/B/C");
    assertThat(library.files()).containsExactly("A/B/C.flac", "A/B/album.png", "A/B/cover.jpg");

    library.companion("in/front.png");
    library.companion("in/folder.jpg");
    assertThat(library.files())
        .containsExactly("A/B/C.flac", "A/B/album.png", "A/B/cover.jpg", "A/B/front.png");

    library.remove("in/folder.jpg");
    assertThat(library.files()).containsExactly("A/B/C.flac", "A/B/album.png", "A/B/cover.png");
  }

  @Test
  void theyFollowTheTracksToAnotherAlbumAndKeepTheirNodes() throws Exception {
    library.put("in/1.flac", "A/B/1");
    library.put("in/2.flac", "A/B/2");
    library.companion("in/cover.jpg");

    library.put("in/1.flac", "A/X/1");
    assertThat(library.files()).as("a mixed directory").doesNotContain("A/B/cover.jpg");

    library.put("in/2.flac", "A/X/2");
    assertThat(library.files()).containsExactly("A/X/1.flac", "A/X/2.flac", "A/X/cover.jpg");

    library.put("in/1.flac", "A/Y/1");
    library.put("in/2.flac", "A/Y/2");
    long node = library.walk().get("A/Y/cover.jpg").id();
    library.apply(
        List.of(
            library.found("in/1.flac", TestLibrary.tags("A/Z/1"), id("in/1.flac"), noProblem()),
            library.found("in/2.flac", TestLibrary.tags("A/Z/2"), id("in/2.flac"), noProblem())),
        List.of());
    assertThat(library.walk()).doesNotContainKey("A/Y");
    assertThat(library.walk().get("A/Z/cover.jpg").id()).as("all in one batch").isEqualTo(node);
  }

  private Optional<Long> id(String path) throws Exception {
    return library.known(path).map(KnownFile::id);
  }

  private static Optional<String> noProblem() {
    return Optional.empty();
  }

  @Test
  void anArtistsPictureStandsBesideTheAlbums() throws Exception {
    library.companion("A/folder.jpg");
    library.put("A/B/1.flac", "A/B/1");
    assertThat(library.files()).containsExactly("A/B/1.flac", "A/artist.jpg");

    library.put("A/C/CD1/1.flac", "A/C/1");
    library.companion("A/Artist.png");
    assertThat(library.files())
        .as("the first stays it")
        .containsExactly("A/B/1.flac", "A/C/1.flac", "A/artist.jpg");
    library.remove("A/folder.jpg");
    assertThat(library.files()).containsExactly("A/B/1.flac", "A/C/1.flac", "A/artist.png");

    library.put("A/C/CD1/1.flac", "X/C/1");
    assertThat(library.files()).as("two artists").containsExactly("A/B/1.flac", "X/C/1.flac");
    library.remove("A/B/1.flac");
    assertThat(library.files()).as("one again").containsExactly("X/C/1.flac", "X/artist.png");
    library.remove("A/C/CD1/1.flac");
    assertThat(library.files()).isEmpty();
    assertThat(library.tree().counts().directories()).isEqualTo(1);
  }

  @Test
  void lyricsTakeTheNameOfTheirTrackAlsoInAMixedDirectory() throws Exception {
    library.put("in/01 a.flac", "A/B/First");
    library.put("in/02 b.flac", "X/Y/Second");
    library.companion("in/01 A.lrc");
    library.companion("in/02 b.jpg");
    library.companion("in/cover.jpg");

    assertThat(library.files())
        .containsExactly("A/B/First.flac", "A/B/First.lrc", "X/Y/02 b.jpg", "X/Y/Second.flac");

    library.put("in/01 a.flac", "A/B/Renamed");
    assertThat(library.files()).contains("A/B/Renamed.lrc").doesNotContain("A/B/First.lrc");
  }

  @Test
  void directoriesOfDiscsCountWithTheirParent() throws Exception {
    library.companion("in/cover.jpg");
    library.put("in/CD1/1.flac", "A/B/1");
    library.put("in/Disc 2 - Live/1.flac", "A/B/2");
    library.companion("in/CD1/rip.log");

    assertThat(library.files())
        .containsExactly("A/B/1.flac", "A/B/2.flac", "A/B/cover.jpg", "A/B/rip.log");

    library.put("in/Disc 2 - Live/1.flac", "A/Other/2");
    assertThat(library.files()).doesNotContain("A/B/cover.jpg").contains("A/B/rip.log");
  }

  @Test
  void withTheLastTrackTheyGo() throws Exception {
    library.put("in/1.flac", "A/B/C");
    library.companion("in/cover.jpg");

    library.remove("in/1.flac");

    assertThat(library.walk()).containsOnlyKeys("");
    library.put("in/1.flac", "A/B/C");
    assertThat(library.files()).containsExactly("A/B/C.flac", "A/B/cover.jpg");
    library.remove("in/cover.jpg");
    assertThat(library.files()).containsExactly("A/B/C.flac");
  }

  @Test
  void aNameThatIsTakenGetsASuffix() throws Exception {
    library.put("one/1.flac", "A/B/1");
    library.companion("one/cover.jpg");
    library.put("two/2.flac", "A/B/2");
    library.companion("two/cover.jpg");

    assertThat(library.files())
        .hasSize(4)
        .contains("A/B/cover.jpg")
        .anyMatch(name -> name.matches("A/B/cover \\[[0-9a-f]{4}]\\.jpg"));
  }

  @Test
  void anotherVersionIsShownAtTheSameNode() throws Exception {
    library.put("in/1.flac", "A/B/C");
    library.companion("in/cover.jpg");
    Node.File before = (Node.File) library.walk().get("A/B/cover.jpg");

    library.companion("in/cover.jpg");

    Node.File after = (Node.File) library.walk().get("A/B/cover.jpg");
    assertThat(after.id()).isEqualTo(before.id());
    assertThat(after.versionId()).isNotEqualTo(before.versionId());
    assertThat(after.mtimeNanos()).isNotEqualTo(before.mtimeNanos());
  }

  @Test
  void aFileMayBecomeSomethingElseAndBack() throws Exception {
    library.put("in/x", "A/B/C");
    assertThat(library.files()).hasSize(1);
    library.other("in/x", new FoundContent.NoMusic("a film"));
    assertThat(library.walk()).containsOnlyKeys("");
    assertThat(library.library().status().totals().tracks()).isZero();
    assertThat(library.known("in/x").orElseThrow().isTrack()).isFalse();
    library.put("in/x", "A/B/C");
    assertThat(library.files()).hasSize(1);
    assertThat(library.library().status().totals().tracks()).isEqualTo(1);
  }

  @Test
  void anotherTemplateTakesThemAlong() throws Exception {
    library.put("in/1.flac", "A/B/C");
    library.companion("in/cover.jpg");

    library.reopen("$album/$title.$ext");
    library.library().treeBuilder().replaceAll(() -> false);

    assertThat(library.files()).containsExactly("B/C.flac", "B/cover.jpg");
  }
}
