package org.musicfs.it;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Other trees of one library, and templates by query, on real mounts. */
class ViewsIT {
  private static final String VIEWS =
      """
      [[rules]]
      query = "genre:soundtrack"
      template = "Soundtracks/$album/$title.$ext"
      [[views]]
      name = "By Genre"
      template = "$genre/$album/$title.$ext"
      each = "genre"
      [[views]]
      name = "Recent"
      template = "$decade/$title.$ext"
      query = "year:[2000 TO *]"
      show_in_root = true
      """;

  private static Sandbox library() throws Exception {
    Sandbox box = new Sandbox();
    Sandbox.encode(
        box.music.resolve("1.flac"),
        1,
        "title=One",
        "artist=A",
        "album=B",
        "genre=Rock; Folk",
        "date=2004");
    Sandbox.encode(
        box.music.resolve("2.mp3"),
        1,
        "title=Two",
        "artist=A",
        "album=C",
        "genre=Soundtrack",
        "date=1984");
    box.config(VIEWS);
    return box;
  }

  @Test
  void oneIsMountedAloneAndTheRootListsNoTrackTwiceUnlessAskedFor() throws Exception {
    try (Sandbox box = library()) {
      box.mount();
      assertThat(Audio.files(box.mountpoint))
          .containsExactlyInAnyOrder(
              "A/B (2004) [FLAC]/One.flac", "Recent/2000s/One.flac", "Soundtracks/C/Two.mp3");
      box.unmount();

      box.mountOnly("--view", "By Genre");
      Await.until("filled", () -> Audio.files(box.mountpoint).size() == 3);
      assertThat(Audio.files(box.mountpoint))
          .containsExactlyInAnyOrder("Folk/B/One.flac", "Rock/B/One.flac", "Soundtrack/C/Two.mp3");
      assertThat(Sandbox.sha256(box.mountpoint.resolve("Folk/B/One.flac")))
          .isEqualTo(Sandbox.sha256(box.music.resolve("1.flac")));
      assertThat(box.musicfs("search", "one").ok().out()).contains("/B/One.flac");
      box.musicfs("restart").ok();
      assertThat(Audio.files(box.mountpoint)).hasSize(3);

      Sandbox.encode(
          box.music.resolve("1.flac"), 1, "title=One", "artist=A", "album=B", "genre=Jazz");
      Await.until(
          "moved",
          () ->
              Audio.files(box.mountpoint).contains("Jazz/B/One.flac")
                  && Audio.files(box.mountpoint).size() == 2);
      box.unmount();
    }
  }

  @Test
  void whatIsWrongIsSaidWithItsPlace() throws Exception {
    try (Sandbox box = library()) {
      Result unknown = box.musicfs("mount", "--view", "By Gerne", box.mountpoint.toString());
      assertThat(unknown.exit()).isEqualTo(2);
      assertThat(unknown.err())
          .contains("no view \"By Gerne\"")
          .contains("did you mean \"By Genre\"?");

      box.config(VIEWS.replace("year:[2000", "yeer:[2000"));
      Result query = box.musicfs("config", "check");
      assertThat(query.exit()).isEqualTo(3);
      assertThat(query.err()).contains("views[1].query").contains("yeer:[2000 TO *]\n  ^");

      box.config(VIEWS.replace("$genre/$album/", "$gerne/$album/"));
      Result template = box.musicfs("config", "check");
      assertThat(template.exit()).isNotZero();
      assertThat(template.err()).contains("views[0].template").contains("gerne");
    }
  }
}
