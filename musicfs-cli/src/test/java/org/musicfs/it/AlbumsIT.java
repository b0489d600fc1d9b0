package org.musicfs.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which tracks stand in one directory, and how albums and discs are told apart. */
class AlbumsIT {
  @Test
  void compilationsStandUnderOneArtistHoweverTheyAreMarked() throws Exception {
    try (Sandbox box = new Sandbox()) {
      Sandbox.encode(
          box.music.resolve("flag.flac"), 1, "title=T", "artist=A", "album=Flag", "compilation=1");
      Sandbox.encode(
          box.music.resolve("flag.m4a"), 1, "title=T", "artist=A", "album=Flag", "compilation=1");
      Sandbox.encode(
          box.music.resolve("id.mp3"),
          1,
          "title=T",
          "artist=A",
          "album=Id",
          "album_artist=Some people",
          "MusicBrainz Album Artist Id=89ad4ac3-39f7-470e-963a-56509c546377");
      Sandbox.encode(
          box.music.resolve("de.ogg"),
          1,
          "title=T",
          "artist=A",
          "album=Deutsch",
          "album_artist=verschiedene INTERPRETEN");
      Sandbox.encode(
          box.music.resolve("zh.mp3"), 1, "title=T", "artist=A", "album=Zh", "album_artist=群星");
      Sandbox.encode(
          box.music.resolve("own.mp3"),
          1,
          "title=T",
          "artist=A",
          "album=Own",
          "album_artist=Various Cruelties");
      Sandbox.encode(
          box.music.resolve("solo.mp3"),
          1,
          "title=T",
          "artist=A",
          "album=Best",
          "album_artist=A",
          "compilation=1");
      box.mount();
      assertThat(box.shown())
          .containsExactly(
              "A/Best [MP3]/T.mp3",
              "Various Artists/Deutsch [VORBIS]/T.ogg",
              "Various Artists/Flag [AAC]/T.m4a",
              "Various Artists/Flag [FLAC]/T.flac",
              "Various Artists/Id [MP3]/T.mp3",
              "Various Artists/Zh [MP3]/T.mp3",
              "Various Cruelties/Own [MP3]/T.mp3");
    }
  }

  @Test
  void albumsOfOneNameAreToldApartAndKeepTheirNames() throws Exception {
    try (Sandbox box = new Sandbox()) {
      box.config(
          """
          [tree]
          template = "$albumartist/$album%aunique{}/[$disc_and_track - ]$title.$ext"
          [sync]
          watch = false
          """);
      weezer(box, "blue/1.flac", "title=Jonas", "track=1/10", "date=1994");
      weezer(box, "blue/2.flac", "title=No One Else", "track=2/10", "date=1994");
      box.mount();
      weezer(box, "green/1.flac", "title=Don't Let Go", "disc=1/2", "track=1", "date=2001");
      weezer(box, "green/2.flac", "title=Bonus", "disc=2/2", "track=13", "date=2001");
      box.musicfs("rescan").ok();
      weezer(box, "deluxe/1.flac", "title=Jonas", "track=1", "date=1994", "label=Geffen");
      box.musicfs("rescan").ok();
      List<String> told =
          List.of(
              "Weezer/Weezer [2001]/1-01 - Don't Let Go.flac",
              "Weezer/Weezer [2001]/2-13 - Bonus.flac",
              "Weezer/Weezer [Geffen]/01 - Jonas.flac",
              "Weezer/Weezer/01 - Jonas.flac",
              "Weezer/Weezer/02 - No One Else.flac");
      assertThat(box.shown()).isEqualTo(told);

      box.unmount();
      box.remount();
      box.musicfs("rescan").ok();
      assertThat(box.shown()).isEqualTo(told);
      assertThat(Audio.checksums(box.mountpoint)).isEqualTo(Audio.checksums(box.music));
    }
  }

  private static void weezer(Sandbox box, String file, String... tags) throws Exception {
    List<String> all = new ArrayList<>(List.of("artist=Weezer", "album=Weezer"));
    all.addAll(List.of(tags));
    Sandbox.encode(box.music.resolve(file), 1, all.toArray(String[]::new));
  }

  @Test
  void directoriesThatDifferInCaseOrNormalisationAreOne() throws Exception {
    try (Sandbox box = new Sandbox()) {
      List<String> artists =
          List.of("Björk", Normalizer.normalize("Björk", Normalizer.Form.NFD), "BJÖRK", "Bjork");
      List<String> albums = List.of("Straße", "STRASSE", "straße", "Straße");
      for (int i = 0; i < artists.size(); i++) {
        Sandbox.encode(
            box.music.resolve(i + ".flac"),
            1,
            "title=T" + i,
            "artist=" + artists.get(i),
            "album=" + albums.get(i));
      }
      box.mount();
      List<String> files = box.shown();
      assertThat(files)
          .extracting(file -> file.substring(file.lastIndexOf('/') + 1))
          .containsExactlyInAnyOrder("T0.flac", "T1.flac", "T2.flac", "T3.flac");
      assertThat(files)
          .extracting(file -> file.substring(0, file.lastIndexOf('/')))
          .as("without the dots it is another artist")
          .contains("Bjork/Straße [FLAC]")
          .satisfies(
              directories -> assertThat(directories.stream().distinct().toList()).hasSize(2));
      assertThat(files).allMatch(file -> Normalizer.isNormalized(file, Normalizer.Form.NFC));
      assertThat(Audio.checksums(box.mountpoint)).isEqualTo(Audio.checksums(box.music));
    }
  }

  @Test
  void tracksWithoutTagsAreNamedByTheirPathUnlessThatIsSwitchedOff() throws Exception {
    try (Sandbox box = new Sandbox()) {
      Sandbox.encode(box.music.resolve("Miles/Kind of Blue/01 - So What.flac"), 1);
      Sandbox.encode(box.music.resolve("Miles/Kind of Blue/CD2/2-03 - Flamenco.flac"), 1);
      Sandbox.encode(box.music.resolve("loose.flac"), 1);
      Sandbox.encode(box.music.resolve("Miles/Live/04 - Tagged.flac"), 1, "title=Own");
      box.mount();
      assertThat(box.shown())
          .containsExactly(
              "Miles/Kind of Blue [FLAC]/01 - So What.flac",
              "Miles/Kind of Blue [FLAC]/2-03 - Flamenco.flac",
              "Unknown Artist/Unknown Album [FLAC]/Own.flac",
              "Unknown Artist/Unknown Album [FLAC]/loose.flac");

      box.unmount();
      box.config("[tree]\ntags_from_path = false\n");
      box.remount();
      Await.passes(
          "the tree follows",
          () ->
              assertThat(box.shown())
                  .containsExactly(
                      "Unknown Artist/Unknown Album [FLAC]/01 - So What.flac",
                      "Unknown Artist/Unknown Album [FLAC]/2-03 - Flamenco.flac",
                      "Unknown Artist/Unknown Album [FLAC]/Own.flac",
                      "Unknown Artist/Unknown Album [FLAC]/loose.flac"));
    }
  }
}
