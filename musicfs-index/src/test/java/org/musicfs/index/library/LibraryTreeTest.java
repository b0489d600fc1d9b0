package org.musicfs.index.library;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.musicfs.core.audio.TagField;
import org.musicfs.core.audio.Tags;
import org.musicfs.core.origin.OriginPath;
import org.musicfs.core.tree.Node;
import org.musicfs.core.tree.NodeAttributes;
import org.musicfs.index.catalogue.SyncStore.FoundFile;
import org.musicfs.index.catalogue.SyncStore.KnownFile;
import org.musicfs.index.catalogue.SyncStore.SyncBatch;

final class LibraryTreeTest extends WithLibrary {
  @Test
  void aFoundFileIsListedUnderItsTags() throws Exception {
    library.put("x/1.flac", "Abba/Arrival/Tiger");
    assertThat(library.files()).containsExactly("Abba/Arrival/Tiger.flac");
    Node.File file = (Node.File) library.walk().get("Abba/Arrival/Tiger.flac");
    KnownFile known = library.known("x/1.flac").orElseThrow();
    assertThat(file.sizeBytes()).isEqualTo(known.stamp().sizeBytes());
    assertThat(file.mtimeNanos()).isEqualTo(known.stamp().mtimeNanos());
    assertThat(library.tree().root().subdirectories()).isEqualTo(1);
    assertThat(library.tree().counts().files()).isEqualTo(1);
    assertThat(library.tree().counts().directories()).isEqualTo(3);
    assertThat(library.tree().counts().bytes()).isEqualTo(file.sizeBytes());
  }

  @Test
  void aLookUpIsExactInCaseAndSeesAnAbsentNameComeUp() throws Exception {
    library.put("1.flac", "Abba/Arrival/Tiger");
    Node artist = library.tree().lookup(1, "Abba").orElseThrow();
    assertThat(library.tree().lookup(1, "ABBA")).isEmpty();
    assertThat(library.tree().lookup(artist.id(), "Waterloo")).isEmpty();
    library.put("2.flac", "Abba/Waterloo/Waterloo");
    assertThat(library.tree().lookup(artist.id(), "Waterloo")).isPresent();
    library.remove("2.flac");
    assertThat(library.tree().lookup(artist.id(), "Waterloo")).isEmpty();
  }

  @Test
  void aRestartKeepsIdsSizesAndTimesOfFilesAndDirectories() throws Exception {
    for (int i = 0; i < 20; i++) {
      library.put("d/" + i + ".flac", "Artist " + i % 3 + "/Album " + i % 2 + "/Title " + i);
    }
    Map<String, Node> before = library.walk();
    library.reopen();
    assertThat(library.walk()).isEqualTo(before);
  }

  @Test
  void aFileThatChangedInPlaceKeepsItsNodeAndGetsANewVersion() throws Exception {
    library.put("1.flac", "A/B/C");
    Node.File before = (Node.File) library.walk().get("A/B/C.flac");
    Map<String, Node> tree = library.walk();
    library.put("1.flac", "A/B/C");
    Node.File after = (Node.File) library.walk().get("A/B/C.flac");
    assertThat(after.id()).isEqualTo(before.id());
    assertThat(after.versionId()).isGreaterThan(before.versionId());
    assertThat(after.mtimeNanos()).isNotEqualTo(before.mtimeNanos());
    assertThat(library.walk().get("A/B")).isEqualTo(tree.get("A/B"));
    assertThat(library.walk().get("")).isEqualTo(tree.get(""));
  }

  @Test
  void aMovedFileStaysTheTrackItWasAndItsNodeToo() throws Exception {
    library.put("old/1.flac", "A/B/C");
    Node before = library.walk().get("A/B/C.flac");
    library.move("old/1.flac", "new/2.flac", "A/B/C");
    assertThat(library.walk().get("A/B/C.flac").id()).isEqualTo(before.id());
    assertThat(library.known("old/1.flac")).isEmpty();
    assertThat(library.known("new/2.flac")).isPresent();
    assertThat(library.store().trackCount(library.origin())).isEqualTo(1);
  }

  @Test
  void twoFilesThatChangePlacesInOneBatchStayTwoTracks() throws Exception {
    library.put("1.flac", "A/B/One");
    library.put("2.flac", "A/B/Two");
    Map<String, Node> before = library.walk();
    long one = library.known("1.flac").orElseThrow().id();
    long two = library.known("2.flac").orElseThrow().id();
    library.apply(
        List.of(
            library.found(
                "2.flac", TestLibrary.tags("A/B/One"), Optional.of(one), Optional.empty()),
            library.found(
                "1.flac", TestLibrary.tags("A/B/Two"), Optional.of(two), Optional.empty())),
        List.of());
    assertThat(library.walk().keySet()).isEqualTo(before.keySet());
    before.forEach(
        (path, node) -> {
          try {
            assertThat(library.walk().get(path).id()).isEqualTo(node.id());
          } catch (Exception e) {
            throw new AssertionError(e);
          }
        });
  }

  @Test
  void aMoveOntoAnotherFileReplacesThatFilesTrack() throws Exception {
    library.put("1.flac", "A/B/One");
    library.put("2.flac", "A/B/Two");
    library.move("1.flac", "2.flac", "A/B/One");
    assertThat(library.files()).containsExactly("A/B/One.flac");
    assertThat(library.store().trackCount(library.origin())).isEqualTo(1);
  }

  @Test
  void tracksThatWantOneNameAreBothListedAndTheFirstKeepsItBare() throws Exception {
    library.put("1.flac", "A/B/C");
    library.put("2.flac", "A/B/C");
    library.put("3.flac", "A/B/c");
    List<String> files = library.files();
    assertThat(files).hasSize(3).contains("A/B/C.flac");
    assertThat(files).anyMatch(f -> f.matches("A/B/C \\[[0-9a-f]{4}]\\.flac"));
    assertThat(files).anyMatch(f -> f.matches("A/B/c \\[[0-9a-f]{4}]\\.flac"));
    library.remove("1.flac");
    assertThat(library.files()).hasSize(2).doesNotContain("A/B/C.flac");
    library.put("2.flac", "A/B/C"); // a new version under the same path is no reason to rename
    assertThat(library.files()).doesNotContain("A/B/C.flac");
  }

  @Test
  void directoriesThatDifferInCaseOnlyAreOneUnderTheFirstSpelling() throws Exception {
    library.put("1.flac", "Abba/Arrival/One");
    library.put("2.flac", "ABBA/ARRIVAL/Two");
    assertThat(library.files()).containsExactly("Abba/Arrival/One.flac", "Abba/Arrival/Two.flac");
  }

  @Test
  void aDirectoryWhoseNameAFileHoldsGetsASuffixThatAllItsTracksShare() throws Exception {
    library.close();
    Path other = Files.createDirectory(directory.resolve("other"));
    library = new TestLibrary(other, "%if{$work,$work/}$title");
    Tags file = Tags.of(Map.of(TagField.TITLE, List.of("X")));
    Tags inside = Tags.of(Map.of(TagField.TITLE, List.of("In"), TagField.WORK, List.of("X")));
    Tags beside = Tags.of(Map.of(TagField.TITLE, List.of("Beside"), TagField.WORK, List.of("X")));
    library.apply(
        List.of(library.found("1.flac", file, Optional.empty(), Optional.empty())), List.of());
    library.apply(
        List.of(library.found("2.flac", inside, Optional.empty(), Optional.empty())), List.of());
    library.remove("1.flac");
    library.apply(
        List.of(library.found("3.flac", beside, Optional.empty(), Optional.empty())), List.of());
    List<String> files = library.files();
    assertThat(files).hasSize(2);
    assertThat(files.get(0)).matches("X \\[[0-9a-f]{4}]/Beside");
    assertThat(files.get(1)).matches("X \\[[0-9a-f]{4}]/In");
  }

  @Test
  void emptyDirectoriesVanishUpwardsAndNoOtherDirectoryChanges() throws Exception {
    library.put("1.flac", "A/B/One");
    library.put("2.flac", "C/D/Two");
    Map<String, Node> before = library.walk();
    library.remove("2.flac");
    Map<String, Node> after = library.walk();
    assertThat(after.keySet()).containsExactly("", "A", "A/B", "A/B/One.flac");
    assertThat(after.get("A")).isEqualTo(before.get("A"));
    assertThat(after.get("").mtimeNanos()).isGreaterThan(before.get("").mtimeNanos());
    assertThat(library.library().status().totals().albums()).isEqualTo(1);
  }

  @Test
  void removingADirectoryRemovesAllBelowItExceptWhatMovedAway() throws Exception {
    library.put("d/1.flac", "A/B/One");
    library.put("d/e/2.flac", "A/B/Two");
    library.put("d/e/3.flac", "A/B/Three");
    long id = library.store().directory(library.origin(), OriginPath.of("d")).orElseThrow().id();
    long moved = library.known("d/e/3.flac").orElseThrow().id();
    library
        .store()
        .apply(
            new SyncBatch(
                library.origin(),
                List.of(),
                List.of(
                    library.found(
                        "f/3.flac",
                        TestLibrary.tags("A/B/Three"),
                        Optional.of(moved),
                        Optional.empty())),
                List.of(),
                List.of(),
                List.of(id)));
    assertThat(library.files()).containsExactly("A/B/Three.flac");
    assertThat(library.store().directory(library.origin(), OriginPath.of("d"))).isEmpty();
    assertThat(library.store().directory(library.origin(), OriginPath.of("d/e"))).isEmpty();
  }

  @Test
  void namesThatAreNotUtf8AreListedAndKeepTheirBytes() throws Exception {
    byte[] name = {'b', (byte) 0xe9, '.', 'f', 'l', 'a', 'c'};
    OriginPath path = OriginPath.of(name);
    var found = library.found("x.flac", Tags.EMPTY, Optional.empty(), Optional.of("broken"));
    library.apply(
        List.of(new FoundFile(path, found.stamp(), false, Optional.empty(), found.content())),
        List.of());
    assertThat(library.files()).hasSize(1);
    assertThat(library.files().getFirst()).startsWith("Unknown Artist/Unknown Album/b_xe9");
    var root = library.store().directory(library.origin(), OriginPath.ROOT).orElseThrow();
    assertThat(library.store().files(root).getFirst().path().toBytes()).isEqualTo(name);
    assertThat(library.library().status().totals().unreadable()).isEqualTo(1);
    assertThat(library.library().status().unreadable(20).getFirst().reason()).isEqualTo("broken");
    assertThat(library.files().getFirst().getBytes(StandardCharsets.UTF_8).length).isPositive();
  }

  @Test
  void albumsOfOneNameAreToldApartByWhatDiffersAndKeepWhatTheyGot() throws Exception {
    library.close();
    library =
        new TestLibrary(
            Files.createDirectory(directory.resolve("a")), "$album%aunique{}/$title.$ext");
    library.apply(List.of(album("1.flac", "1999", "Blue", "One")), List.of());
    library.apply(List.of(album("2.flac", "1999", "Red", "Two")), List.of());
    library.apply(List.of(album("3.flac", "2009", "Red", "Three")), List.of());
    library.apply(List.of(album("4.flac", "1999", "Blue", "Four")), List.of());
    assertThat(library.files())
        .containsExactly(
            "Same [2009]/Three.flac", "Same [Red]/Two.flac", "Same/Four.flac", "Same/One.flac");
    library.remove("1.flac");
    assertThat(library.files()).contains("Same/Four.flac");
    library.remove("4.flac");
    assertThat(library.files()).containsExactly("Same [2009]/Three.flac", "Same [Red]/Two.flac");
    library.apply(List.of(album("5.flac", "2020", "Green", "Five")), List.of());
    assertThat(library.files()).contains("Same/Five.flac");
  }

  private FoundFile album(String path, String date, String label, String title) {
    return library.found(
        path,
        Tags.of(
            Map.of(
                TagField.ALBUM,
                List.of("Same"),
                TagField.ALBUMARTIST,
                List.of("A"),
                TagField.DATE,
                List.of(date),
                TagField.LABEL,
                List.of(label),
                TagField.TITLE,
                List.of(title))),
        Optional.empty(),
        Optional.empty());
  }

  @Test
  void attributesTellWhereAFileComesFromAndWhatIsCachedOfIt() throws Exception {
    Tags tags =
        Tags.of(Map.of(TagField.TITLE, List.of("C"), TagField.GENRE, List.of("Jazz", "Bebop")));
    library.apply(
        List.of(library.found("d/\u00e9.flac", tags, Optional.empty(), Optional.empty())),
        List.of());
    NodeAttributes attributes = library.library().attributes(new TenBytesCached());
    Node.File file = (Node.File) library.walk().get("Unknown Artist/Unknown Album/C.flac");
    Map<String, String> told = new TreeMap<>();
    attributes
        .attributes(file)
        .forEach((name, value) -> told.put(name, new String(value, StandardCharsets.UTF_8)));
    assertThat(told)
        .containsEntry("user.musicfs.origin", "/music")
        .containsEntry("user.musicfs.path", "d/\u00e9.flac")
        .containsEntry("user.musicfs.format", "flac")
        .containsEntry("user.musicfs.cached", "10")
        .containsEntry("user.musicfs.hash", "00000000000000010000000000000002")
        .containsEntry("user.xdg.tags", "Jazz,Bebop")
        .containsKey("user.musicfs.id")
        .hasSize(7);
    assertThat(attributes.attributes(library.tree().root())).isEmpty();
  }
}
