package org.musicfs.index.library;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.musicfs.core.audio.TagField;
import org.musicfs.core.origin.OriginId;
import org.musicfs.core.origin.OriginPath;
import org.musicfs.core.tree.Node;
import org.musicfs.core.tree.TreeChange;
import org.musicfs.index.catalogue.CatalogueException;
import org.musicfs.index.catalogue.SyncStore.FoundFile;
import org.musicfs.index.catalogue.SyncStore.SyncBatch;
import org.musicfs.index.catalogue.TrackPlace;
import org.musicfs.index.library.ToldChanges.Told;

/** What a commit tells: what it changed in the tree, and nothing else. */
final class LibraryChangesTest {
  private static final long ROOT = 1;

  @TempDir Path directory;
  private TestLibrary library;
  private ToldChanges told;

  @BeforeEach
  void open() throws Exception {
    library = new TestLibrary(directory);
    library.put("1.flac", "A/B/One");
    library.put("2.flac", "A/B/Two");
    library.put("3.flac", "A/C/Three");
    library.put("4.flac", "X/Y/Four");
    told = ToldChanges.of(library.tree());
  }

  @AfterEach
  void close() throws Exception {
    library.close();
  }

  private long id(String path) throws Exception {
    return library.walk().get(path).id();
  }

  private static TreeChange.Entry entry(long directory, String name) {
    return new TreeChange.Entry(directory, name);
  }

  @Test
  void aTrackOfANewArtistIsToldByTheArtistsName() throws Exception {
    library.put("5.flac", "N/O/Five");
    assertThat(told.takeOne()).isEqualTo(new Told(Set.of(entry(ROOT, "N")), Set.of(ROOT)));
  }

  @Test
  void aTrackInANewAlbumIsToldByTheAlbumsName() throws Exception {
    library.put("5.flac", "A/O/Five");
    assertThat(told.takeOne()).isEqualTo(new Told(Set.of(entry(id("A"), "O")), Set.of(id("A"))));
  }

  @Test
  void aTrackInAnAlbumThatIsThereIsToldByItsName() throws Exception {
    library.put("5.flac", "A/B/Five");
    assertThat(told.takeOne())
        .isEqualTo(new Told(Set.of(entry(id("A/B"), "Five.flac")), Set.of(id("A/B"))));
  }

  @Test
  void aTrackThatMovesIsToldAtBothPlaces() throws Exception {
    library.put("1.flac", "A/C/Uno");
    assertThat(told.takeOne())
        .isEqualTo(
            new Told(
                Set.of(entry(id("A/B"), "One.flac"), entry(id("A/C"), "Uno.flac")),
                Set.of(id("A/B"), id("A/C"))));
  }

  @Test
  void aTrackThatMovesToANewAlbumIsToldByTheAlbumsName() throws Exception {
    library.put("1.flac", "A/N/One");
    assertThat(told.takeOne())
        .isEqualTo(
            new Told(
                Set.of(entry(id("A/B"), "One.flac"), entry(id("A"), "N")),
                Set.of(id("A/B"), id("A"))));
  }

  @Test
  void aTrackThatIsRenamedIsToldUnderBothNames() throws Exception {
    library.put("1.flac", "A/B/one"); // a name in another case is another name
    assertThat(told.takeOne())
        .isEqualTo(
            new Told(
                Set.of(entry(id("A/B"), "One.flac"), entry(id("A/B"), "one.flac")),
                Set.of(id("A/B"))));
  }

  @Test
  void anotherVersionIsToldByItsNameAlone() throws Exception {
    library.put("1.flac", "A/B/One");
    assertThat(told.takeOne()).isEqualTo(new Told(Set.of(entry(id("A/B"), "One.flac")), Set.of()));
  }

  @Test
  void theLastTrackOfAnAlbumTakesTheAlbumWithIt() throws Exception {
    long artist = id("A");
    long album = id("A/C");
    library.remove("3.flac");
    assertThat(told.takeOne())
        .isEqualTo(
            new Told(
                Set.of(entry(album, "Three.flac"), entry(artist, "C")), Set.of(album, artist)));
  }

  @Test
  void theLastTrackOfAnArtistTakesTheArtistWithIt() throws Exception {
    long artist = id("X");
    long album = id("X/Y");
    library.remove("4.flac");
    assertThat(told.takeOne())
        .isEqualTo(
            new Told(
                Set.of(entry(album, "Four.flac"), entry(artist, "Y"), entry(ROOT, "X")),
                Set.of(album, artist, ROOT)));
  }

  @Test
  void aNameIsToldAsItIsListed() throws Exception {
    library.put("5.flac", "a/b/Five");
    library.put("6.flac", "a/b/ONE");
    assertThat(told.take()).hasSize(2);
    String suffixed =
        library.files().stream()
            .filter(path -> path.matches("A/B/ONE \\[[0-9a-f]{4}]\\.flac"))
            .findFirst()
            .orElseThrow();
    long album = id("A/B");
    long artist = id("A");
    library.apply(
        List.of(),
        List.of(
            library.known("6.flac").orElseThrow().id(),
            library.known("5.flac").orElseThrow().id(),
            library.known("2.flac").orElseThrow().id(),
            library.known("1.flac").orElseThrow().id()));
    assertThat(told.takeOne())
        .isEqualTo(
            new Told(
                Set.of(
                    entry(album, suffixed.substring(4)),
                    entry(album, "Five.flac"),
                    entry(album, "Two.flac"),
                    entry(album, "One.flac"),
                    entry(artist, "B")),
                Set.of(album, artist)));
  }

  @Test
  void tracksThatChangePlacesAreToldOnceEach() throws Exception {
    long one = library.known("1.flac").orElseThrow().id();
    long two = library.known("2.flac").orElseThrow().id();
    library.apply(
        List.of(
            library.found(
                "1.flac", TestLibrary.tags("A/B/Two"), Optional.of(one), Optional.empty()),
            library.found(
                "2.flac", TestLibrary.tags("A/B/One"), Optional.of(two), Optional.empty())),
        List.of());
    assertThat(told.takeOne())
        .isEqualTo(
            new Told(
                Set.of(entry(id("A/B"), "One.flac"), entry(id("A/B"), "Two.flac")),
                Set.of(id("A/B"))));
  }

  @Test
  void anOverrideIsToldBeforeItIsReported() throws Exception {
    OriginPath path = OriginPath.of("1.flac");
    library
        .library()
        .setOverrides(
            new TrackPlace(library.origin(), path), Map.of(TagField.TITLE, List.of("Other")));
    Told moved =
        new Told(
            Set.of(entry(id("A/B"), "One.flac"), entry(id("A/B"), "Other.flac")),
            Set.of(id("A/B")));
    assertThat(told.takeOne()).isEqualTo(moved);
    library
        .library()
        .removeOverrides(new TrackPlace(library.origin(), path), Set.of(TagField.TITLE));
    assertThat(told.takeOne()).isEqualTo(moved);
  }

  @Test
  void whatChangesNothingInTheTreeIsNotTold() throws Exception {
    library
        .library()
        .setOverrides(
            new TrackPlace(library.origin(), OriginPath.of("1.flac")),
            Map.of(TagField.GENRE, List.of("Pop")));
    library.store().syncEnded(library.origin(), true, 1, "");
    library.apply(List.of(), List.of());
    library.library().maintain();
    assertThat(told.take()).isEmpty();
  }

  @Test
  void aTransactionThatIsRolledBackIsNotTold() throws Exception {
    Map<String, Node> before = library.walk();
    FoundFile file = library.found("5.flac", "N/O/Five");
    SyncBatch refused =
        new SyncBatch(new OriginId(99), List.of(), List.of(file), List.of(), List.of(), List.of());
    assertThatThrownBy(() -> library.store().apply(refused)).isInstanceOf(CatalogueException.class);
    assertThat(told.take()).isEmpty();
    assertThat(library.walk()).isEqualTo(before);
    library.put("5.flac", "A/B/Five");
    assertThat(told.takeOne())
        .isEqualTo(new Told(Set.of(entry(id("A/B"), "Five.flac")), Set.of(id("A/B"))));
  }

  @Test
  void aFirstScanTellsOfArtistsNotOfTheirTracks() throws Exception {
    List<FoundFile> found = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      found.add(library.found("new/" + i + ".flac", "N" + i / 50 + "/" + i / 10 + "/" + i));
    }
    library.apply(found, List.of());
    Told scan = told.takeOne();
    assertThat(scan.entries()).hasSize(10);
    assertThat(scan.directories()).containsExactly(ROOT);
  }

  @Test
  void anotherTemplateTellsOfEachOfItsBatches() throws Exception {
    List<FoundFile> found = new ArrayList<>();
    for (int i = 0; i < 600; i++) {
      found.add(library.found("new/" + i + ".flac", "N/" + i / 100 + "/" + i));
    }
    library.apply(found, List.of());
    library.reopen("$albumartist/$title.$ext");
    told = ToldChanges.of(library.tree());
    long artist = id("N");
    long album = id("N/0");
    assertThat(library.library().treeBuilder().replaceAll(() -> false)).isTrue();
    List<TreeChange> batches = told.take();
    assertThat(batches).hasSize(2);
    assertThat(batches)
        .anySatisfy(
            change ->
                assertThat(((TreeChange.Listed) change).entries())
                    .contains(entry(artist, "7.flac"), entry(album, "7.flac"), entry(artist, "0")));
  }

  @Test
  void whoIsToldSeesItAndOthersMayCommitMeanwhile() throws Exception {
    List<String> seen = new ArrayList<>();
    library
        .tree()
        .onChange(
            change -> {
              library.tree().onChange(told);
              try {
                seen.addAll(library.files());
                CompletableFuture.runAsync(
                        () -> {
                          try {
                            library.put("6.flac", "A/B/Six");
                          } catch (CatalogueException e) {
                            throw new IllegalStateException(e);
                          }
                        })
                    .get(30, TimeUnit.SECONDS);
              } catch (Exception e) {
                throw new IllegalStateException(e);
              }
            });
    library.put("5.flac", "A/B/Five");
    assertThat(seen).contains("A/B/Five.flac");
    assertThat(library.files()).contains("A/B/Six.flac");
    assertThat(told.takeOne().entries()).containsExactly(entry(id("A/B"), "Six.flac"));
  }
}
