package org.musicfs.index.library;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.musicfs.core.audio.ImageType;
import org.musicfs.core.audio.TagField;
import org.musicfs.core.origin.OriginPath;
import org.musicfs.core.tree.Node;
import org.musicfs.core.tree.TreeChange;
import org.musicfs.index.catalogue.TrackPlace;
import org.musicfs.index.search.TagQuery;
import org.musicfs.index.tree.TreeRules;
import org.musicfs.index.tree.Views;

/** Trees beside the main one. */
class ViewsTest extends WithLibrary {
  private static final TreeRules MAIN = TestLibrary.rules(TestLibrary.SIMPLE);

  private static TreeRules view(String template, String query, String under) throws Exception {
    return MAIN.ofView(
        TestLibrary.template(template),
        query.isEmpty() ? Optional.empty() : Optional.of(TagQuery.parse(query)),
        under);
  }

  private static Views.Named named(String name, TreeRules rules) {
    return new Views.Named(name, rules, false);
  }

  private static Views serving(String mounted, Views.Named... views) {
    return new Views(MAIN, List.of(views), mounted);
  }

  private static Views.Named genres() throws Exception {
    return named("genres", view("$genre/$album/$title.$ext", "", "genre"));
  }

  @Test
  void aTrackStandsOnceUnderEachOfItsGenres() throws Exception {
    library.reopen(serving("genres", genres()));
    library.putWithGenres("in/1.flac", "A/B/1", "Rock", "Folk", "rock");
    library.putWithGenres("in/2.flac", "A/B/2", "Folk");
    library.put("in/3.flac", "A/B/3");

    assertThat(library.files())
        .containsExactly("B/3.flac", "Folk/B/1.flac", "Folk/B/2.flac", "Rock/B/1.flac");
    assertThat(library.tree().counts().files()).isEqualTo(4);
    Node folk = library.walk().get("Folk/B/1.flac");
    Node rock = library.walk().get("Rock/B/1.flac");
    assertThat(folk.id()).as("a node of its own").isNotEqualTo(rock.id());

    library.putWithGenres("in/1.flac", "A/B/1", "Jazz", "Folk");
    assertThat(library.files())
        .containsExactly("B/3.flac", "Folk/B/1.flac", "Folk/B/2.flac", "Jazz/B/1.flac");
    assertThat(library.walk().get("Folk/B/1.flac").id()).as("stays").isEqualTo(folk.id());

    library.remove("in/1.flac");
    assertThat(library.files()).containsExactly("B/3.flac", "Folk/B/2.flac");
    assertThat(library.tree().counts().directories()).as("with the root").isEqualTo(4);
  }

  @Test
  void theMainViewListsNoTrackTwice() throws Exception {
    library.reopen(serving("", genres()));
    library.putWithGenres("in/1.flac", "A/B/1", "Rock", "Folk");

    assertThat(library.files()).containsExactly("A/B/1.flac");
    assertThat(library.tree().counts().files()).isEqualTo(1);
  }

  @Test
  void aQueryDecidesWhichTracksAreInAView() throws Exception {
    library.reopen(serving("rock", named("rock", view("$title.$ext", "genre:rock", ""))));
    library.putWithGenres("in/1.flac", "A/B/1", "Rock");
    library.putWithGenres("in/2.flac", "A/B/2", "Folk");
    assertThat(library.files()).containsExactly("1.flac");

    library.putWithGenres("in/1.flac", "A/B/1", "Folk");
    library.putWithGenres("in/2.flac", "A/B/2", "Hard Rock");
    assertThat(library.files()).containsExactly("2.flac");
  }

  @Test
  void aTemplateIsChosenByTheFirstQueryThatMatches() throws Exception {
    library.reopen(
        Views.only(
            MAIN.withChoices(
                List.of(
                    new TreeRules.Choice(
                        TagQuery.parse("genre:soundtrack"),
                        TestLibrary.template("Soundtracks/$album/$title.$ext")),
                    new TreeRules.Choice(
                        TagQuery.parse("genre:sound*"),
                        TestLibrary.template("Never/$title.$ext"))))));
    library.putWithGenres("in/1.flac", "A/B/1", "Soundtrack");
    library.putWithGenres("in/2.flac", "A/B/2", "Rock");
    assertThat(library.files()).containsExactly("A/B/2.flac", "Soundtracks/B/1.flac");

    library.putWithGenres("in/2.flac", "A/B/2", "Soundtrack");
    assertThat(library.files()).containsExactly("Soundtracks/B/1.flac", "Soundtracks/B/2.flac");
  }

  @Test
  void companionsStandInEveryPlaceOfTheirAlbum() throws Exception {
    library.reopen(serving("genres", genres()));
    library.putWithGenres("in/1.flac", "A/B/1", "Rock", "Folk");
    library.companion("in/folder.jpg");
    library.companion("in/1.lrc");
    library.text("in/all.m3u", "1.flac");

    assertThat(library.files())
        .containsExactly(
            "Folk/B/1.flac",
            "Folk/B/1.lrc",
            "Folk/B/cover.jpg",
            "Rock/B/1.flac",
            "Rock/B/1.lrc",
            "Rock/B/cover.jpg");

    library.putWithGenres("in/1.flac", "A/B/1", "Rock");
    assertThat(library.files())
        .containsExactly("Rock/B/1.flac", "Rock/B/1.lrc", "Rock/B/cover.jpg");

    library.remove("in/folder.jpg");
    library.remove("in/1.lrc");
    assertThat(library.files()).containsExactly("Rock/B/1.flac");

    library.reopen(serving("", genres()));
    assertThat(library.files()).containsExactly("A/B/1.flac", "A/B/all.m3u");
  }

  @Test
  void aPictureInATrackIsTheCoverInEveryView() throws Exception {
    library.reopen(serving("by-album", named("by-album", view("$album/$title.$ext", "", ""))));
    library.putWithCover("in/1.flac", "A/B/1", ImageType.PNG, 30);

    assertThat(library.files()).containsExactly("B/1.flac", "B/cover.png");
  }

  @Test
  void aViewThatIsAddedLaterHoldsWhatThereWas() throws Exception {
    library.putWithGenres("in/1.flac", "A/B/1", "Rock", "Folk");
    library.companion("in/folder.jpg");

    library.reopen(serving("genres", genres()));

    assertThat(library.files())
        .containsExactly("Folk/B/1.flac", "Folk/B/cover.jpg", "Rock/B/1.flac", "Rock/B/cover.jpg");
  }

  @Test
  void anotherTemplateMovesItsTracksAndNodesStay() throws Exception {
    library.reopen(serving("v", named("v", view("$album/$title.$ext", "", ""))));
    library.put("in/1.flac", "A/B/1");
    Node before = library.walk().get("B/1.flac");

    library.reopen(serving("v", named("v", view("$albumartist - $title.$ext", "", ""))));

    assertThat(library.files()).containsExactly("A - 1.flac");
    assertThat(library.walk().get("A - 1.flac").id()).isEqualTo(before.id());
  }

  @Test
  void aViewThatIsNotConfiguredAnyMoreGoes() throws Exception {
    library.reopen(serving("genres", genres()));
    library.putWithGenres("in/1.flac", "A/B/1", "Rock", "Folk");
    long root = library.tree().root().id();

    library.reopen(serving(""));

    assertThat(library.tree().node(root)).isEmpty();
    assertThat(library.files()).containsExactly("A/B/1.flac");
    assertThat(library.library().treeBuilder().isNeeded()).isFalse();
  }

  @Test
  void aShownViewIsADirectoryOfTheRoot() throws Exception {
    Views.Named shown = new Views.Named("By Genre", view("$genre/$title.$ext", "", "genre"), true);
    library.reopen(serving("", shown));
    library.putWithGenres("in/1.flac", "A/B/1", "Rock");
    assertThat(library.files()).containsExactly("A/B/1.flac", "By Genre/Rock/1.flac");
    Node.Directory root = library.tree().root();
    assertThat(root.subdirectories()).isEqualTo(2);
    assertThat(library.walk().get("By Genre").parentId()).isEqualTo(root.id());

    library.put("in/2.flac", "By Genre/B/2");
    assertThat(library.files())
        .as("an artist of that name")
        .hasSize(4)
        .contains("By Genre/2.flac")
        .anyMatch(path -> path.matches("By Genre \\[[0-9a-f]{4}]/B/2\\.flac"));

    library.remove("in/1.flac");
    assertThat(library.walk()).as("stays, empty").containsKey("By Genre");

    library.reopen(serving("", new Views.Named("By Genre", shown.rules(), false)));
    assertThat(library.walk()).doesNotContainKey("By Genre");
    assertThat(library.tree().root().subdirectories()).isEqualTo(1);
  }

  @Test
  void aShownViewGivesWayToAnArtistWhoWasThereBefore() throws Exception {
    library.put("in/2.flac", "By Genre/B/2");
    library.reopen(
        serving("", new Views.Named("By Genre", view("$genre/$title.$ext", "", "genre"), true)));

    assertThat(library.files())
        .hasSize(2)
        .contains("By Genre/B/2.flac")
        .anyMatch(path -> path.matches("By Genre \\[[0-9a-f]{4}]/2\\.flac"));
  }

  @Test
  void changesAreToldOfEveryView() throws Exception {
    library.reopen(serving("genres", genres()));
    library.putWithGenres("in/1.flac", "A/B/1", "Rock");
    library.putWithGenres("in/2.flac", "A/B/2", "Rock");
    ToldChanges told = ToldChanges.of(library.tree());
    Node.Directory root = library.tree().root();
    Node album = library.walk().get("Rock/B");

    library.putWithGenres("in/1.flac", "A/B/1", "Folk");

    ToldChanges.Told change = told.takeOne();
    assertThat(change.entries())
        .contains(
            new TreeChange.Entry(album.id(), "1.flac"), new TreeChange.Entry(root.id(), "Folk"));
    assertThat(change.directories()).contains(root.id(), album.id());
  }

  @Test
  void overridesMoveTracksInEveryView() throws Exception {
    library.reopen(serving("genres", genres()));
    library.putWithGenres("in/1.flac", "A/B/1", "Rock");

    library
        .library()
        .setOverrides(
            new TrackPlace(library.origin(), OriginPath.of("in/1.flac")),
            Map.of(TagField.GENRE, List.of("Pop")));

    assertThat(library.files()).containsExactly("Pop/B/1.flac");
  }
}
