package org.musicfs.grpc.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.musicfs.core.error.ExitCode;
import org.musicfs.core.error.UserError;
import org.musicfs.core.metrics.Metric;
import org.musicfs.core.metrics.Metrics;

@Timeout(60)
class MetricsServerTest {
  private static final Pattern SAMPLE = Pattern.compile("(?m)^(\\w+)(?:\\{[^}]*\\})? (\\S+)$");

  @Test
  void everyMetricIsShownUnderItsNameAndNoOther() throws Exception {
    Metrics metrics = new Metrics();
    for (Metric metric : Metric.values()) {
      metrics.add(metric, 1_000 + metric.ordinal());
    }
    AtomicLong tracks = new AtomicLong(5);
    var gauge = new Gauge("musicfs_tracks", "Tracks listed in the tree", tracks::get);
    try (MetricsServer server = MetricsServer.start(0, metrics, List.of(gauge))) {
      String text = get(server, "/metrics").body();
      Map<String, Double> samples = samples(text);
      for (Metric metric : Metric.values()) {
        assertThat(samples).containsEntry(metric.prometheusName(), 1_000.0 + metric.ordinal());
        assertThat(text).contains("# HELP " + metric.prometheusName() + " " + metric.help());
        assertThat(text).contains("# TYPE " + metric.prometheusName() + " counter");
      }
      assertThat(samples.keySet().stream().filter(name -> !name.startsWith("jvm_")))
          .containsExactlyInAnyOrderElementsOf(
              Stream.concat(
                      Arrays.stream(Metric.values()).map(Metric::prometheusName),
                      Stream.of("musicfs_tracks"))
                  .toList());
      assertThat(samples).containsKeys("jvm_memory_used_bytes", "jvm_threads_live_threads");

      tracks.set(7);
      metrics.add(Metric.READ_BYTES, 9_000_000_000L);
      Map<String, Double> later = samples(get(server, "/metrics").body());
      assertThat(later).containsEntry("musicfs_tracks", 7.0);
      assertThat(later)
          .containsEntry(
              Metric.READ_BYTES.prometheusName(), 9_000_001_000.0 + Metric.READ_BYTES.ordinal());
    }
  }

  @Test
  void onlyMetricsAreServed() throws Exception {
    try (MetricsServer server = MetricsServer.start(0, new Metrics(), List.of())) {
      assertThat(get(server, "/").statusCode()).isEqualTo(404);
      assertThat(get(server, "/metrics/x").statusCode()).isEqualTo(404);
    }
  }

  @Test
  void aPortThatIsTakenIsRefusedByTheKeysName() {
    try (MetricsServer first = MetricsServer.start(0, new Metrics(), List.of())) {
      UserError e =
          catchThrowableOfType(
              UserError.class,
              () -> MetricsServer.start(first.port(), new Metrics(), List.of()).close());
      assertThat(e.exitCode()).isEqualTo(ExitCode.CONFIG);
      assertThat(e).hasMessageContaining("metrics.port").hasMessageContaining("in use");
    }
  }

  private static HttpResponse<String> get(MetricsServer server, String path)
      throws IOException, InterruptedException {
    URI uri = URI.create("http://127.0.0.1:" + server.port() + path);
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
    }
  }

  private static Map<String, Double> samples(String text) {
    Map<String, Double> samples = new TreeMap<>();
    SAMPLE
        .matcher(text)
        .results()
        .forEach(line -> samples.put(line.group(1), Double.valueOf(line.group(2))));
    return samples;
  }
}
