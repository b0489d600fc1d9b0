package org.musicfs.cli.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.musicfs.core.error.Nearest;

final class OutputTest {
  @Test
  void jsonEscapesWhatWouldBreakIt() {
    String nasty = "a\"b\\c/\n\r\t\b\u0001é夜😀<&>";

    String json = new JsonWriter().value(nasty).toString();

    assertThat(json).isEqualTo("\"a\\\"b\\\\c/\\n\\r\\t\\b\\u0001é夜😀<&>\"");
  }

  @Test
  void jsonNestsObjectsAndArraysWithCommasWhereTheyBelong() {
    JsonWriter json = new JsonWriter().beginObject();
    json.name("empty").beginArray().endArray();
    json.name("none").beginObject().endObject();
    json.name("list").beginArray().value(1).value(true).value(1.5).value("x").endArray();
    json.name("inner").beginObject().name("a").value(-2).endObject();
    json.endObject();

    assertThat(json)
        .hasToString(
            """
            {
              "empty": [],
              "none": {},
              "list": [
                1,
                true,
                1.5,
                "x"
              ],
              "inner": {
                "a": -2
              }
            }""");
  }

  @Test
  void jsonRefusesCallsThatWouldNotMakeJson() {
    List<Runnable> wrong =
        List.of(
            () -> new JsonWriter().name("a"),
            () -> new JsonWriter().beginObject().value(1),
            () -> new JsonWriter().beginArray().name("a"),
            () -> new JsonWriter().beginObject().name("a").name("b"),
            () -> new JsonWriter().beginObject().name("a").endObject(),
            () -> new JsonWriter().beginObject().endArray(),
            () -> new JsonWriter().value(1).value(2),
            () -> new JsonWriter().beginArray().toString());

    assertThat(wrong)
        .allSatisfy(
            call -> assertThatThrownBy(call::run).isInstanceOf(IllegalStateException.class));
    assertThatThrownBy(() -> new JsonWriter().value(Double.NaN))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void tableColumnsAreAsWideAsTheirWidestCellOnTheScreen() {
    Table table = new Table("NAME", "SIZE", "NOTE");
    table.row("夜の雨", "7", "").row("e\u0301", "12345", "end\u001b[31m");

    assertThat(table)
        .hasToString(
            """
            NAME    SIZE   NOTE
            夜の雨  7
            e\u0301       12345  end?[31m
            """);
    assertThatThrownBy(() -> table.row("too few")).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void numbersStandAtTheRight() {
    Table table = new Table("SIZE", "NAME");
    table.alignRight(0);
    table.row("7", "a").row("12345", "b");

    assertThat(table).hasToString(" SIZE  NAME\n    7  a\n12345  b\n");
  }

  @ParameterizedTest
  @CsvSource({"0, 0:00", "499, 0:00", "500, 0:01", "185000, 3:05", "3723000, 1:02:03"})
  void playingTimeIsAsPlayersShowIt(long millis, String text) {
    assertThat(Human.playingTime(Duration.ofMillis(millis))).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0 B",
    "1023, 1023 B",
    "1024, 1.0 KiB",
    "1536, 1.5 KiB",
    "10188, 9.9 KiB",
    "10240, 10 KiB",
    "1048575, 1.0 MiB",
    "10737418240, 10 GiB",
    "-2048, -2.0 KiB",
    "9223372036854775807, 8.0 EiB"
  })
  void sizesHaveBinaryUnits(long bytes, String text) {
    assertThat(Human.bytes(bytes)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0ms",
    "999, 999ms",
    "1000, 1.0s",
    "59999, 59.9s",
    "60000, 1m 00s",
    "3599999, 59m 59s",
    "3600000, 1h 00m",
    "86400000, 1d 0h",
    "273600000, 3d 4h"
  })
  void durationsHaveTheirTwoLargestUnits(long millis, String text) {
    assertThat(Human.duration(Duration.ofMillis(millis))).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({
    "limt, limit",
    "LIMIT, limit",
    "read-timeout, read_timeout",
    "lmiit, limit",
    "xyz, ''",
    "a, ''",
    "chunksize, chunk_size"
  })
  void theNearestNameIsFoundOnlyIfItIsNear(String typed, String expected) {
    assertThat(Nearest.to(typed, List.of("limit", "reserve", "chunk_size", "read_timeout")))
        .isEqualTo(java.util.Optional.of(expected).filter(name -> !name.isEmpty()));
  }
}
