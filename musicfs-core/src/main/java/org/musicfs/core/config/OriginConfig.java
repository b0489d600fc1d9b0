package org.musicfs.core.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.musicfs.core.origin.CachePolicy;
import org.musicfs.core.origin.OriginOptions;
import org.musicfs.core.origin.Secrets;

/**
 * One {@code [[origin]]}.
 *
 * @param place where its files are
 * @param cache whether its files go through the chunk store
 * @param quota how much of the chunk store it may take; empty for as much as there is
 * @param library it belongs to
 */
public record OriginConfig(
    Place place, CachePolicy cache, Optional<CacheQuota> quota, LibraryName library) {
  /** How an origin is cached unless it says otherwise: what was played once plays offline. */
  public static final CachePolicy DEFAULT_CACHE = CachePolicy.TRUE;

  /** Where files are. Two equal identities are one place. */
  public sealed interface Place {
    /** What tells it apart from others, and is shown of it. */
    String identity();

    /** The key that says it: {@code path}. */
    String key();
  }

  /**
   * A directory of this machine.
   *
   * @param path absolute
   */
  public record Directory(Path path) implements Place {
    /**
     * @throws InvalidConfigException if the path is relative
     */
    public Directory {
      Check.that(
          path.isAbsolute(),
          "origin.path",
          "is a relative path",
          "an absolute path, or one that starts with ~/");
      path = path.normalize();
    }

    @Override
    public String identity() {
      return path.toString();
    }

    @Override
    public String key() {
      return "path";
    }
  }

  /**
   * A place that is reached by a protocol.
   *
   * @param location an absolute URI in its type's normalised spelling, without a secret
   * @param values of the keys that its type has, as {@link OriginOptions} wants them
   * @param connections most at once, 1 to 64
   * @param connectTimeout 100 ms to 10 min, as the others; what each is of is said in {@link
   *     OriginOptions.Timeouts}
   */
  public record Remote(
      String location,
      Map<String, String> values,
      int connections,
      Duration connectTimeout,
      Duration metadataTimeout,
      Duration readTimeout)
      implements Place {
    /** As many as read at one origin at a time. */
    public static final int DEFAULT_CONNECTIONS = 8;

    private static final int MOST_CONNECTIONS = 64;
    private static final Duration SHORTEST = Duration.ofMillis(100);
    private static final Duration LONGEST = Duration.ofMinutes(10);

    /**
     * @throws InvalidConfigException if a value is out of its range
     */
    public Remote {
      values = Map.copyOf(values);
      Check.range(connections, 1, MOST_CONNECTIONS, "origin.connections", "1 to 64");
      check(connectTimeout, "origin.connect_timeout");
      check(metadataTimeout, "origin.metadata_timeout");
      check(readTimeout, "origin.read_timeout");
    }

    private static void check(Duration timeout, String key) {
      Check.range(timeout, SHORTEST, LONGEST, key, "100ms to 10m");
    }

    /** What its origin is made with. */
    public OriginOptions options(Secrets secrets) {
      return new OriginOptions(
          values,
          new OriginOptions.Timeouts(connectTimeout, metadataTimeout, readTimeout),
          connections,
          secrets);
    }

    @Override
    public String identity() {
      return location;
    }

    @Override
    public String key() {
      return "url";
    }
  }
}
