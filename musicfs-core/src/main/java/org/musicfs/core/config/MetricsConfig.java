package org.musicfs.core.config;

/**
 * Prometheus metrics: {@code [metrics]}.
 *
 * @param port on the loopback interface; 0 for none, else 1 to 65535
 */
public record MetricsConfig(int port) {
  private static final int LAST_PORT = 65535;

  /**
   * @throws InvalidConfigException if {@code port} is out of its range
   */
  public MetricsConfig {
    Check.range(port, 0, LAST_PORT, "metrics.port", "0 (off) or 1 to " + LAST_PORT);
  }
}
