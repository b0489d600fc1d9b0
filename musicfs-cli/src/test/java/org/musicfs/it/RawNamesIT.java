package org.musicfs.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Names of originals are bytes; those that are no UTF-8 are listed, read and reported too. */
class RawNamesIT {
  /** Puts a file under a name below the origin, given as printf(1) takes it. */
  private static void place(Sandbox box, Path file, String name) {
    shell(box, "to=\"$(printf '" + name + "')\"; mkdir -p \"${to%/*}\"; mv '" + file + "' \"$to\"");
  }

  private static void shell(Sandbox box, String script) {
    Processes.run("sh", "-ec", "cd '" + box.music + "'; " + script).ok();
  }

  private static String sum(Sandbox box, String file) throws Exception {
    return Sandbox.sha256(box.mountpoint.resolve(file));
  }

  /** The original's path below its origin, one character for each byte. */
  private static String rawPath(Sandbox box, String file) {
    String told =
        Processes.run(
                "getfattr",
                "-e",
                "hex",
                "-n",
                "user.musicfs.path",
                "--absolute-names",
                box.mountpoint.resolve(file).toString())
            .ok()
            .out();
    String hex = told.substring(told.indexOf("=0x") + 3).strip();
    return new String(HexFormat.of().parseHex(hex), StandardCharsets.ISO_8859_1);
  }

  @Test
  void filesWhoseNamesAreNoUtf8AreListedReadAndTraced() throws Exception {
    try (Sandbox box = new Sandbox()) {
      Path tagged =
          Sandbox.encode(box.root.resolve("t.flac"), 1, "title=Été", "artist=Zoé", "album=B");
      Path untagged = Sandbox.encode(box.root.resolve("u.mp3"), 1);
      List<String> originals = List.of(Sandbox.sha256(tagged), Sandbox.sha256(untagged));
      place(box, tagged, "Zo\\351/\\377 \\303.flac");
      place(box, untagged, "Mot\\366r/caf\\351/03 - th\\351.mp3");
      shell(box, "echo '[00:00.00]la' > \"$(printf 'Zo\\351/\\377 \\303.lrc')\"");
      box.mount("--cache", "true");

      String song = "Zoé/B [FLAC]/Été.flac";
      String bare = "Mot_xf6r/caf_xe9 [MP3]/03 - th_xe9.mp3";
      assertThat(box.shown()).containsExactly(bare, song, "Zoé/B [FLAC]/Été.lrc");
      assertThat(List.of(sum(box, song), sum(box, bare))).isEqualTo(originals);
      assertThat(rawPath(box, song)).isEqualTo("Zo\u00e9/\u00ff \u00c3.flac");
      assertThat(rawPath(box, bare)).isEqualTo("Mot\u00f6r/caf\u00e9/03 - th\u00e9.mp3");
      assertThat(rawPath(box, "Zoé/B [FLAC]/Été.lrc")).isEqualTo("Zo\u00e9/\u00ff \u00c3.lrc");

      shell(box, "mv \"$(printf 'Zo\\351')\" \"$(printf 'Zo\\350')\"");
      box.musicfs("rescan").ok();
      assertThat(rawPath(box, song)).as("moved").isEqualTo("Zo\u00e8/\u00ff \u00c3.flac");
      assertThat(sum(box, song)).isEqualTo(originals.getFirst());

      box.unmount();
      box.remount();
      assertThat(box.shown()).containsExactly(bare, song, "Zoé/B [FLAC]/Été.lrc");
      assertThat(List.of(sum(box, song), sum(box, bare))).isEqualTo(originals);
    }
  }

  @Test
  void reportsAndStatusNameThemInTextThatIsUtf8() throws Exception {
    try (Sandbox box = new Sandbox()) {
      Path track = Sandbox.encode(box.root.resolve("t.mp3"), 1, "title=T", "artist=A", "album=B");
      shell(
          box, "cp '" + track + "' copy.mp3; head -c 5000 /dev/zero > \"$(printf '\\377.flac')\"");
      shell(box, "mkdir \"$(printf 'n\\351')\"; echo x > \"$(printf 'n\\351/x\\351.m3u')\"");
      shell(box, "echo '#EXTM3U' > \"$(printf 'l\\351.cue')\"");
      place(box, track, "n\\351/\\351.mp3");
      Path bare = Sandbox.encode(box.root.resolve("u.mp3"), 1);
      place(box, bare, "n\\351/\\350.mp3");
      box.mount();

      assertThat(told(box, "unreadable", 13)).contains("/\\xff.flac");
      assertThat(told(box, "skipped", 13)).contains("/n\\xe9/x\\xe9.m3u");
      assertThat(told(box, "missing-tags", 13)).contains("/n\\xe9/\\xe8.mp3");
      assertThat(told(box, "collisions", 13)).contains(".mp3");
      assertThat(told(box, "duplicates", 13)).contains("/n\\xe9/\\xe9.mp3");
      assertThat(told(box, "albums", 0)).contains("n_xe9");
      assertThat(box.musicfs("status").ok().out()).contains("\\xff.flac");
      Await.passes(
          "found by the name it has in the tree",
          () -> assertThat(box.musicfs("search", "T").ok().out()).contains("T.mp3"));
    }
  }

  /** A report as text; as JSON it must be readable, and tell as many things. */
  private static String told(Sandbox box, String report, int exit) {
    assertThat(box.musicfs("report", report, "--json").exits(exit).json().getAsJsonArray().size())
        .isPositive();
    String text = box.musicfs("report", report).exits(exit).out();
    assertThat(text).doesNotContain("\ufffd");
    return text;
  }
}
