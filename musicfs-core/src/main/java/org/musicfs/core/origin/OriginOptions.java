package org.musicfs.core.origin;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What the configuration says of one origin, beyond its location. Immutable.
 *
 * @param values of the keys that its type has, as text: a number in decimal digits, a flag as
 *     {@code true} or {@code false}, a path absolute
 * @param timeouts of its operations
 * @param connections most at once, 1 to 64
 * @param secrets where references to secrets are looked up
 */
public record OriginOptions(
    Map<String, String> values, Timeouts timeouts, int connections, Secrets secrets) {
  private static final int MOST_CONNECTIONS = 64;

  /**
   * How long operations may take.
   *
   * @param connect a connection, log-in included
   * @param metadata one listing or stat, a connection that is needed for it included
   * @param read one ranged read, likewise
   */
  public record Timeouts(Duration connect, Duration metadata, Duration read) {
    /** 5 s, 10 s, 15 s. */
    public static final Timeouts DEFAULT =
        new Timeouts(Duration.ofSeconds(5), Duration.ofSeconds(10), Duration.ofSeconds(15));

    public Timeouts {
      if (!connect.isPositive() || !metadata.isPositive() || !read.isPositive()) {
        throw new IllegalArgumentException(connect + ", " + metadata + ", " + read);
      }
    }
  }

  public OriginOptions {
    values = Map.copyOf(values);
    if (connections < 1 || connections > MOST_CONNECTIONS) {
      throw new IllegalArgumentException(connections + " connections");
    }
  }

  public Optional<String> text(String key) {
    return Optional.ofNullable(values.get(key));
  }

  public OptionalLong number(String key) {
    String value = values.get(key);
    return value == null ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(value));
  }

  /** False if nothing is said. */
  public boolean flag(String key) {
    return Boolean.parseBoolean(values.get(key));
  }

  public Optional<Path> path(String key) {
    return text(key).map(Path::of);
  }

  /** The secret that the key's value refers to; empty if there is no such key or no secret. */
  public Optional<char[]> secret(String key) {
    return text(key).flatMap(secrets::find);
  }
}
