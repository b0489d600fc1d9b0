package org.musicfs.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the tags say, however it is written, is what the tree shows. */
class TagsIT {
  @Test
  void tagsAreReadByTheRulesOfTheConfiguration() throws Exception {
    try (Sandbox box = new Sandbox()) {
      Path file = box.music.resolve("1.flac");
      Sandbox.encode(file, 1, "title=T", "artist=A; B feat. C", "album=L");
      box.mount();
      assertThat(box.shown()).containsExactly("A, B feat. C/L [FLAC]/T.flac");

      box.unmount();
      box.config("[tags]\nseparators = [\" feat. \"]\nkeep_together = [\"A; B\"]\n");
      box.remount();
      Await.passes(
          "it is read again",
          () -> assertThat(box.shown()).containsExactly("A; B, C/L [FLAC]/T.flac"));

      box.unmount();
      box.config("[tags]\nseparators = [\"/\"]\nlegacy_encoding = \"martian\"\n");
      Result refused = box.musicfs("config", "check");
      assertThat(refused.exit()).isEqualTo(3);
      assertThat(refused.out() + refused.err()).contains("tags.separators", "\" / \"");
      box.config("[tags]\nlegacy_encoding = \"martian\"\n");
      refused = box.musicfs("config", "check");
      assertThat(refused.out() + refused.err()).contains("tags.legacy_encoding", "windows-1251");
    }
  }

  @Test
  void severalGenresAreSeveralHoweverTheyAreWritten() throws Exception {
    try (Sandbox box = new Sandbox()) {
      Path listed = Sandbox.encode(box.music.resolve("listed.mp3"), 1);
      Id3.utf8()
          .with("TIT2", "Listed")
          .with("TPE1", "One\0Two")
          .with("TALB", "B")
          .with("TCON", "Jazz\0Modal Jazz\0(17)")
          .replaceIn(listed);
      Path repeated =
          Sandbox.encode(box.music.resolve("repeated.flac"), 1, "title=Repeated", "album=B");
      Audio.edit(
          repeated,
          "--set-tag=ARTIST=One",
          "--set-tag=ARTIST=Two",
          "--set-tag=GENRE=Jazz",
          "--set-tag=GENRE=Modal Jazz",
          "--set-tag=GENRE=Rock");
      Sandbox.encode(
          box.music.resolve("joined.flac"),
          1,
          "title=Joined",
          "album=B",
          "artist=One; Two",
          "genre=Jazz; Modal Jazz; Rock");
      Sandbox.encode(
          box.music.resolve("slash.flac"),
          1,
          "title=Slash",
          "album=B",
          "artist=AC/DC",
          "genre=Jazz / Rock");
      box.mount();
      List<String> split =
          List.of(
              "One, Two/B [FLAC]/Joined.flac",
              "One, Two/B [FLAC]/Repeated.flac",
              "One, Two/B [MP3]/Listed.mp3");
      assertThat(box.shown()).containsAll(split).hasSize(4).contains("AC_DC/B [FLAC]/Slash.flac");
      assertThat(split)
          .allSatisfy(
              file ->
                  assertThat(box.attribute("user.xdg.tags", file))
                      .isEqualTo("Jazz,Modal Jazz,Rock"));
      assertThat(box.attribute("user.xdg.tags", "AC_DC/B [FLAC]/Slash.flac"))
          .isEqualTo("Jazz / Rock");

      box.unmount();
      box.config("[tags]\nseparators = [\" / \"]\n");
      box.remount();
      Await.passes(
          "read again with other separators",
          () -> {
            assertThat(box.attribute("user.xdg.tags", "AC_DC/B [FLAC]/Slash.flac"))
                .isEqualTo("Jazz,Rock");
            assertThat(box.attribute("user.xdg.tags", "One; Two/B [FLAC]/Joined.flac"))
                .isEqualTo("Jazz; Modal Jazz; Rock");
          });
      assertThat(box.attribute("user.xdg.tags", "One, Two/B [MP3]/Listed.mp3"))
          .as("a list is a list without separators")
          .isEqualTo("Jazz,Modal Jazz,Rock");
    }
  }

  @Test
  void textThatOnlySaysItIsLatin1IsReadAsConfigured() throws Exception {
    try (Sandbox box = new Sandbox()) {
      Id3.pretendingLatin1("windows-1251")
          .with("TIT2", "Группа крови")
          .with("TPE1", "Кино")
          .with("TALB", "Звезда")
          .replaceIn(Sandbox.encode(box.music.resolve("kino.mp3"), 1));
      Id3.utf8()
          .with("TIT2", "Jóga")
          .with("TPE1", "Björk")
          .with("TALB", "Homogenic")
          .replaceIn(Sandbox.encode(box.music.resolve("joga.mp3"), 1));
      Sandbox.encode(box.music.resolve("samba.mp3"), 1, "title=Samba", "artist=João", "album=Só");
      box.mount();
      String wrong =
          new String("Кино".getBytes(Charset.forName("windows-1251")), StandardCharsets.ISO_8859_1);
      assertThat(box.shown())
          .hasSize(3)
          .anyMatch(file -> file.startsWith(wrong + "/"))
          .contains("Björk/Homogenic [MP3]/Jóga.mp3", "João/Só [MP3]/Samba.mp3");

      box.unmount();
      box.config("[tags]\nlegacy_encoding = \"windows-1251\"\n");
      box.remount();
      Await.passes(
          "it is read again",
          () ->
              assertThat(box.shown())
                  .containsExactly(
                      "Björk/Homogenic [MP3]/Jóga.mp3",
                      "João/Só [MP3]/Samba.mp3",
                      "Кино/Звезда [MP3]/Группа крови.mp3"));
      Await.passes(
          "and found",
          () ->
              assertThat(box.musicfs("search", "artist:кино").ok().out())
                  .contains("Группа крови.mp3"));
    }
  }
}
