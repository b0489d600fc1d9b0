package org.musicfs.index.library;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.musicfs.core.audio.TagField;
import org.musicfs.core.audio.Tags;
import org.musicfs.index.catalogue.CatalogueReader;
import org.musicfs.index.catalogue.FoundContent;
import org.musicfs.index.report.Report;
import org.musicfs.index.report.Reports;

class ReportsTest {
  @TempDir Path directory;

  private List<List<Object>> rows(Report report) throws Exception {
    try (CatalogueReader reader = CatalogueReader.open(directory).orElseThrow()) {
      List<List<Object>> rows = new Reports(reader).rows(report);
      assertThat(rows).allSatisfy(row -> assertThat(row).hasSameSizeAs(report.columns()));
      return rows;
    }
  }

  @Test
  void withoutACatalogueThereIsNothingToRead() throws Exception {
    assertThat(CatalogueReader.open(directory)).isEmpty();
  }

  @Test
  void eachReportTellsWhatItIsFor() throws Exception {
    try (TestLibrary library = new TestLibrary(directory)) {
      for (Report report : EnumSet.complementOf(EnumSet.of(Report.DUPLICATES))) {
        assertThat(rows(report)).as("%s", report).isEmpty();
      }
      library.put("in/1.flac", "A/B/C");
      library.put("in/2.flac", "A/B/C");
      library.companion("in/cover.jpg");
      library.companion("loose/notes.txt");
      library.other("in/film.mp4", new FoundContent.NoMusic("a film"));
      library.apply(
          List.of(
              library.found(
                  "bad/x.flac", Tags.EMPTY, Optional.empty(), Optional.of("damaged FLAC file")),
              library.found(
                  "bad/y.flac",
                  Tags.of(Map.of(TagField.TITLE, List.of(" "), TagField.ARTIST, List.of("A"))),
                  Optional.empty(),
                  Optional.empty())),
          List.of());

      assertThat(rows(Report.UNREADABLE))
          .containsExactly(List.of("/music/bad/x.flac", "damaged FLAC file"));
      assertThat(rows(Report.SKIPPED))
          .hasSize(2)
          .contains(List.of("/music/in/film.mp4", "a film"))
          .anyMatch(row -> row.getFirst().equals("/music/loose/notes.txt"));
      assertThat(rows(Report.MISSING_TAGS))
          .containsExactly(
              List.of("/music/bad/x.flac", "title, artist, album"),
              List.of("/music/bad/y.flac", "title, album"),
              List.of("/music/in/1.flac", "artist"),
              List.of("/music/in/2.flac", "artist"));
      List<List<Object>> collisions = rows(Report.COLLISIONS);
      assertThat(collisions).hasSize(1);
      assertThat(collisions.getFirst().getFirst().toString())
          .matches("A/B/C \\[[0-9a-f]{4}]\\.flac");
      assertThat(collisions.getFirst().getLast()).isEqualTo("/music/in/2.flac");
      long bytes =
          library.known("in/1.flac").orElseThrow().stamp().sizeBytes()
              + library.known("in/2.flac").orElseThrow().stamp().sizeBytes();
      assertThat(rows(Report.ALBUMS)).contains(List.of("A/B", 2L, bytes, 400_000L, true));
    }
  }
}
