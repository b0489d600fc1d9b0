package org.musicfs.index.tags.map;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.musicfs.core.audio.TagField;
import org.musicfs.index.tags.map.RawTags.Family;

/** The table of fields in docs/formats.md is the table of the code. */
final class FormatsPageTest {
  private static final Path PAGE = Path.of("..", "docs", "formats.md");
  private static final List<Family> COLUMNS =
      List.of(
          Family.ID3,
          Family.VORBIS,
          Family.MP4,
          Family.APE,
          Family.RIFF,
          Family.AIFF,
          Family.ASF,
          Family.MATROSKA);
  private static final Pattern NAME = Pattern.compile("`([^`]+)`");

  @Test
  void everyNameOfEveryContainerIsOnThePageInItsRank() throws IOException {
    Map<Family, Map<String, FieldTable.Match>> documented = new HashMap<>();
    COLUMNS.forEach(family -> documented.put(family, new HashMap<>()));
    for (String line : Files.readAllLines(PAGE)) {
      String[] cells = line.split("\\|", -1);
      if (cells.length != COLUMNS.size() + 3 || !cells[1].strip().matches("`[a-z0-9_]+`")) {
        continue;
      }
      TagField field = TagField.find(cells[1].strip().replace("`", "")).orElseThrow();
      for (int i = 0; i < COLUMNS.size(); i++) {
        int rank = 0;
        for (MatchResult name : NAME.matcher(cells[i + 2]).results().toList()) {
          String key = name.group(1).replaceFirst("^----:", "----:com.apple.iTunes:");
          documented
              .getOrDefault(COLUMNS.get(i), Map.of())
              .put(key.toLowerCase(Locale.ROOT), new FieldTable.Match(field, rank++));
        }
      }
    }

    FieldTable table = new FieldTable();
    for (Family family : COLUMNS) {
      assertThat(documented.get(family)).as("%s", family).isEqualTo(table.names(family));
    }
  }
}
