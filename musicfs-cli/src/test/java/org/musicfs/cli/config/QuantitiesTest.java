package org.musicfs.cli.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class QuantitiesTest {
  @ParameterizedTest
  @CsvSource({
    "0, 0, 0",
    "1000001, 1000001, 1000001",
    "10 GiB, 10737418240, 10 GiB",
    "10gib, 10737418240, 10 GiB",
    "500MB, 500000000, 500 MB",
    "1024 KiB, 1048576, 1 MiB",
    "5 B, 5, 5"
  })
  void sizesAreReadExactlyAndPrintedShortestWithoutLoss(String text, long bytes, String printed)
      throws BadValueException {
    assertThat(Quantities.size(text)).isEqualTo(bytes);
    assertThat(Quantities.print(bytes)).isEqualTo(printed);
    assertThat(Quantities.size(printed)).isEqualTo(bytes);
  }

  @ParameterizedTest
  @CsvSource({"15s, 15000, 15s", "120 s, 120000, 2m", "60m, 3600000, 1h", "1500ms, 1500, 1500ms"})
  void durationsAreReadExactlyAndPrintedShortestWithoutLoss(
      String text, long millis, String printed) throws BadValueException {
    assertThat(Quantities.duration(text)).isEqualTo(Duration.ofMillis(millis));
    assertThat(Quantities.print(Duration.ofMillis(millis))).isEqualTo(printed);
    assertThat(Quantities.duration(printed)).isEqualTo(Duration.ofMillis(millis));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " 1", "1 ", "1  GiB", "1.5GiB", "GiB", "1 G", "0x10", "1_000", "+1"})
  void whatIsNotPlainlyASizeIsRefused(String text) {
    assertThatThrownBy(() -> Quantities.size(text)).isInstanceOf(BadValueException.class);
  }
}
