package org.musicfs.cli.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.musicfs.core.metrics.Metric;

/** docs/metrics.md lists every counter with its unit, and every gauge. */
final class MetricsPageTest {
  private static final Path PAGE = Path.of("..", "docs", "metrics.md");
  private static final Path GAUGES =
      Path.of("src", "main", "java", "org", "musicfs", "cli", "daemon", "StatusReport.java");

  @Test
  void thePageListsEveryCounterWithItsUnit() throws IOException {
    Map<String, String> documented = new TreeMap<>();
    Pattern.compile("^\\| `(musicfs_\\w+)` \\| (\\w+) \\| [^|]+ \\|$", Pattern.MULTILINE)
        .matcher(Files.readString(PAGE))
        .results()
        .forEach(row -> documented.put(row.group(1), row.group(2)));
    Map<String, String> actual = new TreeMap<>();
    for (Metric metric : Metric.values()) {
      actual.put(metric.prometheusName(), metric.unit());
    }

    assertThat(documented).isEqualTo(actual);
  }

  @Test
  void thePageListsEveryGauge() throws IOException {
    assertThat(names("^\\| `(musicfs_\\w+)` \\| [^|]+ \\|$", PAGE))
        .isEqualTo(names("\"(musicfs_\\w+)\"", GAUGES));
  }

  private static TreeSet<String> names(String pattern, Path file) throws IOException {
    return Pattern.compile(pattern, Pattern.MULTILINE)
        .matcher(Files.readString(file))
        .results()
        .map(match -> match.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
