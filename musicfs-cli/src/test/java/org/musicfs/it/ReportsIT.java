package org.musicfs.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The reports tell what is wrong with a library. */
class ReportsIT {
  @Test
  void whatIsThereTwiceIsReported() throws Exception {
    try (Sandbox box = new Sandbox()) {
      Path one = box.music.resolve("one.flac");
      Sandbox.encode(one, 5, "title=One", "artist=A", "album=B");
      Files.copy(one, box.music.resolve("copy.flac"));
      Files.copy(one, box.music.resolve("retagged.flac"));
      Audio.edit(box.music.resolve("retagged.flac"), "--set-tag=COMMENT=mine");
      Sandbox.encode(box.music.resolve("other.flac"), 6, "title=Two", "artist=A", "album=B");
      box.mount();

      Result told = box.musicfs("report", "duplicates", "--json");
      assertThat(told.exit()).isEqualTo(13);
      List<String> rows = new ArrayList<>();
      told.json().getAsJsonArray().asList().stream()
          .map(JsonElement::getAsJsonObject)
          .forEach(
              row ->
                  rows.add(
                      row.get("group")
                          + row.get("same").getAsString()
                          + " "
                          + Path.of(row.get("file").getAsString()).getFileName()));
      assertThat(rows)
          .containsExactly(
              "1bytes copy.flac",
              "1bytes one.flac",
              "2audio copy.flac",
              "2audio one.flac",
              "2audio retagged.flac");
      assertThat(box.musicfs("report", "duplicates").out()).contains("GROUP", "retagged.flac");
    }
  }
}
