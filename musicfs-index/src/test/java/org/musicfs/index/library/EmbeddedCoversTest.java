package org.musicfs.index.library;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.musicfs.core.audio.CompanionKind;
import org.musicfs.core.audio.CoverPicture;
import org.musicfs.core.audio.ImageType;
import org.musicfs.core.content.Derived;
import org.musicfs.core.content.Versions;
import org.musicfs.core.cut.OggPicture;
import org.musicfs.core.tree.Node;
import org.musicfs.index.catalogue.SyncStore.FoundFile;

/** The pictures in tracks, as files of the tree. */
class EmbeddedCoversTest extends WithLibrary {
  private Node.File file(String path) throws Exception {
    return (Node.File) library.walk().get(path);
  }

  private Versions versions() {
    return library.library().versions((origin, path) -> {});
  }

  private Derived.Slice slice(Node.File file) throws Exception {
    return (Derived.Slice) versions().derived(file.versionId()).orElseThrow();
  }

  @Test
  void isAPartOfATracksVersionWithItsSizeAndTime() throws Exception {
    library.put("in/1.flac", "A/B/1");
    library.putWithCover("in/2.flac", "A/B/2", ImageType.JPEG, 30);

    assertThat(library.files()).containsExactly("A/B/1.flac", "A/B/2.flac", "A/B/cover.jpg");
    Node.File cover = file("A/B/cover.jpg");
    Node.File track = file("A/B/2.flac");
    assertThat(cover.sizeBytes()).isEqualTo(30);
    assertThat(cover.mtimeNanos()).isEqualTo(track.mtimeNanos());
    assertThat(slice(cover)).isEqualTo(new Derived.Slice(track.versionId(), 40, 30));
    assertThat(versions().find(cover.versionId())).isEmpty();
    assertThat(versions().derived(track.versionId())).isEmpty();
    assertThat(library.tree().counts().files()).as("tracks").isEqualTo(2);
  }

  @Test
  void oneThatDoesNotLieInItsFileAsItIsIsCutFromIt() throws Exception {
    OggPicture cut = new OggPicture(20, 60, 200, 5, 90, true);
    FoundFile file = library.found("in/1.flac", "A/B/1");
    library.apply(
        List.of(library.withCover(file, new CoverPicture(ImageType.PNG, 60, 90, Optional.of(cut)))),
        List.of());

    Node.File cover = file("A/B/cover.png");
    assertThat(cover.sizeBytes()).isEqualTo(90);
    Derived.Excerpt excerpt = (Derived.Excerpt) versions().derived(cover.versionId()).orElseThrow();
    assertThat(excerpt.version()).isEqualTo(file("A/B/1.flac").versionId());
    assertThat(excerpt.cut().encode()).isEqualTo(cut.encode());

    library.put("in/1.flac", "A/B/1");
    assertThat(library.files()).as("its picture is gone").containsExactly("A/B/1.flac");
  }

  @Test
  void everyAlbumOfAMixedDirectoryHasItsOwn() throws Exception {
    library.putWithCover("in/1.flac", "A/B/1", ImageType.JPEG, 30);
    library.putWithCover("in/2.flac", "X/Y/2", ImageType.PNG, 31);

    assertThat(library.files())
        .containsExactly("A/B/1.flac", "A/B/cover.jpg", "X/Y/2.flac", "X/Y/cover.png");
  }

  @Test
  void aFileBesideTheTracksIsTheCoverWheneverItComes() throws Exception {
    library.putWithCover("in/1.flac", "A/B/1", ImageType.JPEG, 30);
    long embedded = file("A/B/cover.jpg").id();

    library.companion("in/folder.jpg");
    assertThat(library.files()).containsExactly("A/B/1.flac", "A/B/cover.jpg");
    Node.File own = file("A/B/cover.jpg");
    assertThat(own.id()).isNotEqualTo(embedded);
    assertThat(versions().derived(own.versionId())).isEmpty();

    library.remove("in/folder.jpg");
    assertThat(library.files()).containsExactly("A/B/1.flac", "A/B/cover.jpg");
    assertThat(slice(file("A/B/cover.jpg")).length()).isEqualTo(30);
  }

  @Test
  void followsItsTrackAndStaysWithIt() throws Exception {
    library.putWithCover("in/2.flac", "A/B/2", ImageType.JPEG, 30);
    Node.File before = file("A/B/cover.jpg");
    library.putWithCover("in/1.flac", "A/B/1", ImageType.JPEG, 31);
    assertThat(file("A/B/cover.jpg")).as("an earlier name").isEqualTo(before);

    library.putWithCover("in/2.flac", "A/B/2", ImageType.JPEG, 32);
    Node.File after = file("A/B/cover.jpg");
    assertThat(after.id()).isEqualTo(before.id());
    assertThat(after.sizeBytes()).isEqualTo(32);
    assertThat(library.tree().file(before.id(), before.versionId()).orElseThrow().sizeBytes())
        .as("an open handle")
        .isEqualTo(30);
    assertThat(slice(before).length()).isEqualTo(30);

    library.remove("in/2.flac");
    assertThat(file("A/B/cover.jpg").sizeBytes()).as("another track's").isEqualTo(31);

    library.put("in/1.flac", "A/B/1");
    assertThat(library.files()).as("the picture is gone").containsExactly("A/B/1.flac");
  }

  @Test
  void aTrackThatIsReadAgainAndIsWhatItWasKeepsItsVersionAndShowsItsPicture() throws Exception {
    FoundFile plain = library.found("in/1.flac", "A/B/1");
    library.apply(List.of(plain), List.of());
    long version = file("A/B/1.flac").versionId();
    assertThat(library.files()).containsExactly("A/B/1.flac");

    library.apply(List.of(library.withCover(plain, ImageType.JPEG, 30)), List.of());
    assertThat(library.files()).containsExactly("A/B/1.flac", "A/B/cover.jpg");
    assertThat(file("A/B/1.flac").versionId()).isEqualTo(version);
    assertThat(slice(file("A/B/cover.jpg"))).isEqualTo(new Derived.Slice(version, 40, 30));

    library.put("in/1.flac", "A/B/1");
    assertThat(file("A/B/1.flac").versionId()).as("another file").isNotEqualTo(version);
  }

  @Test
  void anotherTypeIsAnotherName() throws Exception {
    library.putWithCover("in/1.flac", "A/B/1", ImageType.JPEG, 30);
    library.putWithCover("in/1.flac", "A/B/1", ImageType.WEBP, 30);

    assertThat(library.files()).containsExactly("A/B/1.flac", "A/B/cover.webp");
  }

  @Test
  void keepsNoDirectoryAlive() throws Exception {
    library.putWithCover("in/1.flac", "A/B/1", ImageType.JPEG, 30);
    library.putWithCover("in/1.flac", "A/C/1", ImageType.JPEG, 30);
    assertThat(library.files()).containsExactly("A/C/1.flac", "A/C/cover.jpg");
    assertThat(library.walk()).doesNotContainKey("A/B");

    library.remove("in/1.flac");
    assertThat(library.files()).isEmpty();
    assertThat(library.tree().counts().directories()).as("the root").isEqualTo(1);
  }

  @Test
  void aTrackThatIsCalledCoverKeepsItsName() throws Exception {
    library.putWithCover("in/1.flac", "A/B/cover", ImageType.JPEG, 30);

    assertThat(library.files()).containsExactly("A/B/cover.flac", "A/B/cover.jpg");
  }

  @Test
  void isNotListedUnlessWantedAndATreeChangesWhenThatDoes() throws Exception {
    library.putWithCover("in/1.flac", "A/B/1", ImageType.JPEG, 30);

    library.reopen(EnumSet.of(CompanionKind.IMAGE));
    assertThat(library.files()).containsExactly("A/B/1.flac");

    library.reopen(EnumSet.of(CompanionKind.EMBEDDED_COVER));
    assertThat(library.files()).containsExactly("A/B/1.flac", "A/B/cover.jpg");
  }

  @Test
  void itsAttributesSayWhichFileItIsIn() throws Exception {
    library.putWithCover("in/1.flac", "A/B/1", ImageType.JPEG, 30);

    assertThat(library.library().attributes(new TenBytesCached()).attributes(file("A/B/cover.jpg")))
        .containsOnlyKeys("user.musicfs.origin", "user.musicfs.path")
        .containsEntry("user.musicfs.path", "in/1.flac".getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void goesWhenTheVersionThatItIsAPartOfIsForgotten() throws Exception {
    library.putWithCover("in/1.flac", "A/B/1", ImageType.JPEG, 30);
    Node.File before = file("A/B/cover.jpg");
    library.putWithCover("in/1.flac", "A/B/1", ImageType.JPEG, 31);
    assertThat(versions().derived(before.versionId())).isPresent();

    library.now.addAndGet(90L * 24 * 3600 * 1000);
    library.reopen();
    library.now.addAndGet(90L * 24 * 3600 * 1000);
    library.library().maintain();

    assertThat(versions().derived(before.versionId())).isEmpty();
    assertThat(versions().derived(file("A/B/cover.jpg").versionId())).isPresent();
  }
}
