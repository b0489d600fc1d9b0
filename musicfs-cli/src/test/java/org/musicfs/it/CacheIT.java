package org.musicfs.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The chunk store as a person has it in hand: kept, filled, looked at, emptied. */
class CacheIT {
  private static final int SECONDS = 60;

  /** Three albums of a track each. */
  private static void library(Sandbox box) throws Exception {
    for (String artist : List.of("Ada", "Bea", "Cleo")) {
      Sandbox.encode(
          box.music.resolve(artist + ".flac"),
          SECONDS,
          "title=Song",
          "artist=" + artist,
          "album=Album",
          "genre=" + (artist.equals("Ada") ? "jazz" : "rock"));
    }
  }

  private static List<JsonObject> listed(Sandbox box, String... arguments) {
    String[] all = new String[arguments.length + 3];
    all[0] = "cache";
    all[1] = "list";
    all[2] = "--json";
    System.arraycopy(arguments, 0, all, 3, arguments.length);
    return box.musicfs(all).ok().json().getAsJsonArray().asList().stream()
        .map(JsonElement::getAsJsonObject)
        .toList();
  }

  private static long pinnedBytes(Sandbox box) {
    return box.musicfs("cache", "stats", "--json")
        .ok()
        .json()
        .getAsJsonObject()
        .get("pinned_bytes")
        .getAsLong();
  }

  @Test
  void whatIsPinnedPlaysWhenItsOriginIsGoneWhateverElseWasPlayed() throws Exception {
    try (Sandbox box = new Sandbox()) {
      library(box);
      long size = Files.size(box.music.resolve("Ada.flac"));
      String wanted = Sandbox.sha256(box.music.resolve("Ada.flac"));
      // Room for one and a half of them.
      box.mount("--cache", "true", "--cache-limit", Long.toString(size * 3 / 2));
      JsonObject pinned =
          box.musicfs("cache", "pin", "genre:jazz", "--json").ok().json().getAsJsonObject();
      assertThat(pinned.get("files").getAsLong()).isEqualTo(1);
      assertThat(pinned.get("failed").getAsLong()).isZero();
      assertThat(box.musicfs("cache", "pin", box.mountpoint.toString()).exits(2).err())
          .contains("raise cache.limit");
      for (String file : Sandbox.walk(box.mountpoint).keySet()) {
        if (!file.contains("Ada")) {
          assertThat(Sandbox.sha256(box.mountpoint.resolve(file))).isNotEmpty();
        }
      }

      box.unmount();
      Files.move(box.music, box.music.resolveSibling("away"));
      box.remount();
      Path kept =
          Sandbox.walk(box.mountpoint).keySet().stream()
              .filter(file -> file.contains("Ada"))
              .map(box.mountpoint::resolve)
              .findFirst()
              .orElseThrow();
      assertThat(Sandbox.sha256(kept)).isEqualTo(wanted);
      assertThat(box.musicfs("cache", "list", "--pinned").ok().out())
          .contains("100 %", "Ada/Album", "1 pinned");
    }
  }

  @Test
  void aPinnedFileThatChangesIsFetchedAgain() throws Exception {
    try (Sandbox box = new Sandbox()) {
      library(box);
      box.mount("--cache", "true");
      box.musicfs("cache", "pin", "Ada").ok();
      Await.until("pinned", () -> pinnedBytes(box) == Files.size(box.music.resolve("Ada.flac")));

      Audio.edit(box.music.resolve("Ada.flac"), "--set-tag=COMMENT=" + "word ".repeat(5000));
      box.musicfs("rescan").ok();

      Await.until(
          "the new version",
          () -> {
            List<JsonObject> files = listed(box, "--pinned");
            return files.size() == 1
                && files.getFirst().get("size_bytes").getAsLong()
                    == Files.size(box.music.resolve("Ada.flac"))
                && files.getFirst().get("cached_bytes").equals(files.getFirst().get("size_bytes"));
          });
    }
  }

  @Test
  void filesAreFetchedListedEvictedAndLetGo() throws Exception {
    try (Sandbox box = new Sandbox()) {
      library(box);
      box.mount("--cache", "true");
      assertThat(listed(box)).isEmpty();
      assertThat(box.musicfs("cache", "list").ok().err()).contains("nothing is stored");

      assertThat(box.musicfs("cache", "prefetch", "Ada", "Bea").ok().out())
          .contains("2 files")
          .contains("fetched");
      assertThat(listed(box)).hasSize(2).allMatch(f -> !f.get("pinned").getAsBoolean());
      assertThat(listed(box, "Ada")).hasSize(1);
      long fetched = listed(box).stream().mapToLong(f -> f.get("cached_bytes").getAsLong()).sum();
      assertThat(fetched)
          .isEqualTo(
              Files.size(box.music.resolve("Ada.flac"))
                  + Files.size(box.music.resolve("Bea.flac")));

      box.musicfs("cache", "pin", "Bea", "--no-wait").ok();
      Await.until("pinned", () -> pinnedBytes(box) > 0);
      assertThat(box.musicfs("cache", "evict", "Ada", "Bea").ok().out()).contains("freed");
      assertThat(listed(box))
          .singleElement()
          .satisfies(f -> assertThat(f.get("pinned").getAsBoolean()).isTrue());

      assertThat(box.musicfs("cache", "unpin", "artist:Bea").ok().out())
          .contains("1 file unpinned");
      Await.until("let go", () -> pinnedBytes(box) == 0);
      assertThat(box.musicfs("cache", "clear", "--origin", "1").ok().out()).contains("freed");
      assertThat(listed(box)).isEmpty();
    }
  }

  @Test
  void whatIsMeantByNothingIsSaid() throws Exception {
    try (Sandbox box = new Sandbox()) {
      library(box);
      box.mount("--cache", "true");

      assertThat(box.musicfs("cache", "pin", "Nobody").exits(2).err())
          .contains("'Nobody' is no path in the mount and finds nothing");
      assertThat(box.musicfs("cache", "prefetch", "title:[").exits(12).err())
          .contains("is no path in the mount, and as a query");
      assertThat(box.musicfs("cache", "unpin").exits(2).err()).contains("--all");
      assertThat(box.musicfs("cache", "clear", "--origin", "/nowhere").exits(4).err())
          .contains("is neither an origin of this library");
    }
  }
}
