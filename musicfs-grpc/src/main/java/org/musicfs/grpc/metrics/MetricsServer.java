package org.musicfs.grpc.metrics;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.musicfs.core.error.ExitCode;
import org.musicfs.core.error.UserError;
import org.musicfs.core.metrics.Metric;
import org.musicfs.core.metrics.Metrics;

/**
 * Answers {@code GET /metrics} in Prometheus' text format on 127.0.0.1: every {@link Metric} under
 * its own name, the gauges given, and the JVM's memory and threads. No thread of it keeps the
 * process alive.
 */
public final class MetricsServer implements AutoCloseable {
  private static final String PATH = "/metrics";

  /** Connections the kernel holds while one scrape is answered. */
  private static final int BACKLOG = 4;

  private final PrometheusMeterRegistry registry;
  private final HttpServer http;
  private final ExecutorService thread;

  private MetricsServer(PrometheusMeterRegistry registry, HttpServer http) {
    this.registry = registry;
    this.http = http;
    this.thread =
        Executors.newSingleThreadExecutor(
            Thread.ofPlatform().name("musicfs-metrics").daemon().factory());
  }

  /**
   * Starts to answer.
   *
   * @param loopbackPort 1 to 65535, or 0 for one the system chooses
   * @param gauges what else to show; their names differ
   * @throws UserError CONFIG if the port cannot be bound; names the key {@code metrics.port}
   */
  public static MetricsServer start(int loopbackPort, Metrics metrics, List<Gauge> gauges) {
    HttpServer http;
    try {
      InetAddress loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
      http = HttpServer.create(new InetSocketAddress(loopback, loopbackPort), BACKLOG);
    } catch (IOException e) {
      throw new UserError(
          ExitCode.CONFIG,
          "metrics.port: port %d of 127.0.0.1 cannot be used: %s"
              .formatted(loopbackPort, e.getMessage()),
          "set metrics.port to a free port, or to 0 to show no metrics");
    }
    MetricsServer server = new MetricsServer(register(metrics, gauges), http);
    http.setExecutor(server.thread);
    http.createContext("/", server::answer);
    http.start();
    return server;
  }

  private static PrometheusMeterRegistry register(Metrics metrics, List<Gauge> gauges) {
    PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    for (Metric metric : Metric.values()) {
      FunctionCounter.builder(metric.prometheusName(), metrics, m -> m.get(metric))
          .description(metric.help())
          .register(registry);
    }
    for (Gauge gauge : gauges) {
      io.micrometer.core.instrument.Gauge.builder(gauge.name(), () -> gauge.value().getAsDouble())
          .description(gauge.help())
          .register(registry);
    }
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    return registry;
  }

  /** The port it answers on. */
  public int port() {
    return http.getAddress().getPort();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      if (!exchange.getRequestURI().getPath().equals(PATH)) {
        send(exchange, 404, "text/plain; charset=utf-8", "Metrics are at " + PATH + "\n");
      } else if (!exchange.getRequestMethod().equals("GET")) {
        exchange.getResponseHeaders().set("Allow", "GET");
        send(exchange, 405, "text/plain; charset=utf-8", "Only GET is answered\n");
      } else {
        send(exchange, 200, "text/plain; version=0.0.4; charset=utf-8", registry.scrape());
      }
    }
  }

  private static void send(HttpExchange exchange, int status, String type, String body)
      throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", type);
    exchange.sendResponseHeaders(status, bytes.length);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(bytes);
    }
  }

  /** Frees the port; a scrape under way is cut off. */
  @Override
  public void close() {
    http.stop(0);
    thread.shutdownNow();
    registry.close();
  }
}
