package org.musicfs.index.library;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.musicfs.core.audio.TagField;
import org.musicfs.core.origin.OriginPath;
import org.musicfs.index.catalogue.TrackPlace;
import org.musicfs.index.tree.Views;

/** Tracks that vanish and come back, and when they were added. */
class MissingTracksTest extends WithLibrary {
  private static final Instant FIRST_DAY = Instant.parse("2023-11-14T00:00:00Z");
  private static final String DATED = "$added/$title.$ext";

  @BeforeEach
  void keepThem() {
    library.library().keepMissingFor(Duration.ofDays(30));
  }

  private void synced() throws Exception {
    library.store().syncEnded(library.origin(), true, library.clock.millis(), "");
  }

  private void reopen() throws Exception {
    library.reopen(Views.only(TestLibrary.rules(DATED)));
    library.library().keepMissingFor(Duration.ofDays(30));
  }

  @Test
  void oneThatComesBackWithinTheGraceIsWhatItWas() throws Exception {
    library.put("in/1.flac", "A/B/1");
    library
        .library()
        .setOverrides(
            new TrackPlace(library.origin(), OriginPath.of("in/1.flac")),
            Map.of(TagField.TITLE, List.of("Mine")));
    long node = library.walk().get("A/B/Mine.flac").id();

    library.remove("in/1.flac");
    assertThat(library.files()).isEmpty();
    library.put("in/2.flac", "A/B/2");
    library.put("in/1.flac", "A/B/1");

    assertThat(library.files()).containsExactly("A/B/2.flac", "A/B/Mine.flac");
    assertThat(library.walk().get("A/B/Mine.flac").id()).isEqualTo(node);
  }

  @Test
  void oneThatComesBackLaterIsAnother() throws Exception {
    library.put("in/1.flac", "A/B/1");
    long node = library.walk().get("A/B/1.flac").id();

    library.remove("in/1.flac");
    library.advance(Duration.ofDays(31));
    library.library().maintain();
    library.put("in/1.flac", "A/B/1");

    assertThat(library.walk().get("A/B/1.flac").id()).isNotEqualTo(node);
  }

  @Test
  void withoutAGraceEachIsAnother() throws Exception {
    library.library().keepMissingFor(Duration.ZERO);
    library.put("in/1.flac", "A/B/1");
    long node = library.walk().get("A/B/1.flac").id();

    library.remove("in/1.flac");
    library.put("in/1.flac", "A/B/1");

    assertThat(library.walk().get("A/B/1.flac").id()).isNotEqualTo(node);
  }

  @Test
  void whatTheFirstSyncFindsWasAddedWithItsOriginAndTheRestWhenItCame() throws Exception {
    reopen();
    library.advance(Duration.ofDays(2));
    library.put("in/1.flac", "A/B/1");
    synced();
    library.advance(Duration.ofDays(3));
    library.put("in/2.flac", "A/B/2");

    assertThat(library.files()).containsExactly(day(0) + "/1.flac", day(5) + "/2.flac");

    library.advance(Duration.ofDays(1));
    library.put("in/1.flac", "A/B/1 again");
    library.move("in/2.flac", "in/moved.flac", "A/B/2");
    assertThat(library.files())
        .as("a change is no addition")
        .containsExactly(day(0) + "/1 again.flac", day(5) + "/2.flac");

    library.remove("in/1.flac");
    library.remove("in/moved.flac");
    library.advance(Duration.ofDays(1));
    library.put("in/1.flac", "A/B/1");
    library.put("in/moved.flac", "A/B/2");
    assertThat(library.files())
        .as("nor is what comes back")
        .containsExactly(day(0) + "/1.flac", day(5) + "/2.flac");
  }

  @Test
  void theDatesOutliveTheCatalogue() throws Exception {
    library.put("in/1.flac", "A/B/1");
    synced();
    library.advance(Duration.ofDays(3));
    library.put("in/2.flac", "A/B/2");

    library.loseCatalogue();
    reopen();
    library.advance(Duration.ofDays(3));
    library.put("in/1.flac", "A/B/1");
    library.put("in/2.flac", "A/B/2");

    assertThat(library.files()).containsExactly(day(0) + "/1.flac", day(3) + "/2.flac");
  }

  private static String day(int after) {
    return FIRST_DAY.plus(Duration.ofDays(after)).toString().substring(0, 10);
  }

  @Test
  void aTrackInSeveralPlacesComesBackInEach() throws Exception {
    library.reopen(
        new Views(
            TestLibrary.rules(TestLibrary.SIMPLE),
            List.of(
                new Views.Named(
                    "g",
                    TestLibrary.rules(TestLibrary.SIMPLE)
                        .ofView(
                            TestLibrary.template("$genre/$title.$ext"), Optional.empty(), "genre"),
                    false)),
            "g"));
    library.library().keepMissingFor(Duration.ofDays(30));
    library.putWithGenres("in/1.flac", "A/B/1", "Rock", "Folk");
    long rock = library.walk().get("Rock/1.flac").id();
    long folk = library.walk().get("Folk/1.flac").id();

    library.remove("in/1.flac");
    library.putWithGenres("in/1.flac", "A/B/1", "Folk", "Rock");

    assertThat(library.walk().get("Rock/1.flac").id()).isEqualTo(rock);
    assertThat(library.walk().get("Folk/1.flac").id()).isEqualTo(folk);
  }
}
