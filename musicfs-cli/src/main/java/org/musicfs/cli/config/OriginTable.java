package org.musicfs.cli.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.musicfs.cli.config.TableList.Field;
import org.musicfs.cli.config.TableList.Shape;
import org.musicfs.cli.config.TableList.Values;
import org.musicfs.core.config.CacheQuota;
import org.musicfs.core.config.LibraryName;
import org.musicfs.core.config.MusicfsConfig;
import org.musicfs.core.config.OriginConfig;
import org.musicfs.core.error.UserError;
import org.musicfs.core.origin.CachePolicy;
import org.musicfs.core.origin.OriginKey;
import org.musicfs.core.origin.OriginOptions;
import org.musicfs.origin.OriginTypes;
import org.tomlj.TomlTable;

/**
 * {@code [[origin]]}: a directory with {@code path}, or else a place that {@code url} names. The
 * second kind has keys of its own, and those of the type that is the URL's scheme.
 */
final class OriginTable implements TableList.Shapes<OriginConfig> {
  /** All of them. */
  static final TableList<OriginConfig> LIST =
      new TableList<>("origin", "an origin", new OriginTable(), MusicfsConfig::origins);

  private static final String URL_EXAMPLE = "url = \"sftp://you@host/music\"";

  private static final Field<OriginConfig, Path> PATH =
      new Field<>(
          "path",
          ValueType.path(),
          origin -> ((OriginConfig.Directory) origin.place()).path(),
          Optional.of("path = \"/where/your/music/is\" or " + URL_EXAMPLE));
  private static final Field<OriginConfig, String> URL =
      new Field<>(
          "url", ValueType.string(), origin -> origin.place().identity(), Optional.of(URL_EXAMPLE));
  private static final Field<OriginConfig, Integer> CONNECTIONS =
      optional("connections", ValueType.integer(), origin -> remote(origin).connections());
  private static final Field<OriginConfig, Duration> CONNECT_TIMEOUT =
      optional("connect_timeout", ValueType.duration(), origin -> remote(origin).connectTimeout());
  private static final Field<OriginConfig, Duration> METADATA_TIMEOUT =
      optional(
          "metadata_timeout", ValueType.duration(), origin -> remote(origin).metadataTimeout());
  private static final Field<OriginConfig, Duration> READ_TIMEOUT =
      optional("read_timeout", ValueType.duration(), origin -> remote(origin).readTimeout());
  private static final Field<OriginConfig, CachePolicy> CACHE =
      optional(
          "cache", ValueType.choice(CachePolicy.values(), CachePolicy::key), OriginConfig::cache);
  private static final Field<OriginConfig, Optional<CacheQuota>> QUOTA =
      optional("cache_limit", ValueType.quota(), OriginConfig::quota);
  private static final Field<OriginConfig, String> LIBRARY =
      optional("library", ValueType.string(), origin -> origin.library().value());

  private OriginTable() {}

  private static <T> Field<OriginConfig, T> optional(
      String leaf, ValueType<T> type, Function<OriginConfig, T> value) {
    return new Field<>(leaf, type, value, Optional.empty());
  }

  private static OriginConfig.Remote remote(OriginConfig origin) {
    return (OriginConfig.Remote) origin.place();
  }

  @Override
  public Shape<OriginConfig> of(TomlTable table, OriginTypes types) throws BadTableException {
    Object url = table.get(List.of(URL.leaf()));
    if (url == null) {
      return directory();
    }
    if (!(url instanceof String typed)) {
      throw new BadTableException(
          URL.leaf(), "is " + ValueType.nameOf(url) + ", not a string", "allowed: a URL");
    }
    if (table.contains(List.of(PATH.leaf()))) {
      throw new BadTableException(
          URL.leaf(),
          "names a second place beside " + PATH.leaf(),
          "one [[origin]] for each place: leave one of the two out");
    }
    if (OriginTypes.isLocalPlace(typed)) {
      throw new BadTableException(
          URL.leaf(),
          "is no URL of another machine",
          "for a directory of this one write path = \"/where/your/music/is\"");
    }
    try {
      List<OriginKey> keys = types.providerOf(typed).keys();
      return remote(types.location(typed), keys);
    } catch (UserError e) {
      throw new BadTableException(URL.leaf(), "cannot be: " + e.getMessage(), e.remedy());
    }
  }

  @Override
  public Shape<OriginConfig> of(OriginConfig origin) {
    return switch (origin.place()) {
      case OriginConfig.Directory directory -> directory();
      case OriginConfig.Remote remote ->
          remote(
              remote.location(),
              remote.values().keySet().stream()
                  .sorted()
                  .map(name -> new OriginKey(name, kind(name), ""))
                  .toList());
    };
  }

  /** Enough to print a value, which is text already. */
  private static OriginKey.Kind kind(String name) {
    return name.endsWith("_from") ? OriginKey.Kind.SECRET : OriginKey.Kind.TEXT;
  }

  @Override
  public List<Shape<OriginConfig>> described() {
    return List.of(directory(), remote("", List.of()));
  }

  private static Shape<OriginConfig> directory() {
    return new Shape<>(
        List.of(PATH, CACHE, QUOTA, LIBRARY),
        values -> origin(new OriginConfig.Directory(values.required(PATH)), values));
  }

  private static Shape<OriginConfig> remote(String location, List<OriginKey> keys) {
    List<Field<OriginConfig, String>> own = keys.stream().map(OriginTable::field).toList();
    List<Field<OriginConfig, ?>> all = new ArrayList<>();
    all.add(URL);
    all.addAll(own);
    all.addAll(
        List.of(
            CONNECTIONS, CONNECT_TIMEOUT, METADATA_TIMEOUT, READ_TIMEOUT, CACHE, QUOTA, LIBRARY));
    return new Shape<>(
        List.copyOf(all), values -> origin(remotePlace(location, own, values), values));
  }

  private static Field<OriginConfig, String> field(OriginKey key) {
    return optional(
        key.name(),
        OriginKeyType.of(key.kind()),
        origin -> remote(origin).values().getOrDefault(key.name(), ""));
  }

  private static OriginConfig.Remote remotePlace(
      String location, List<Field<OriginConfig, String>> own, Values values) {
    Map<String, String> set = new LinkedHashMap<>();
    own.forEach(field -> values.get(field).ifPresent(value -> set.put(field.leaf(), value)));
    OriginOptions.Timeouts usual = OriginOptions.Timeouts.DEFAULT;
    return new OriginConfig.Remote(
        location,
        set,
        values.get(CONNECTIONS).orElse(OriginConfig.Remote.DEFAULT_CONNECTIONS),
        values.get(CONNECT_TIMEOUT).orElse(usual.connect()),
        values.get(METADATA_TIMEOUT).orElse(usual.metadata()),
        values.get(READ_TIMEOUT).orElse(usual.read()));
  }

  private static OriginConfig origin(OriginConfig.Place place, Values values) {
    return new OriginConfig(
        place,
        values.get(CACHE).orElse(OriginConfig.DEFAULT_CACHE),
        values.get(QUOTA).orElse(Optional.empty()),
        values.get(LIBRARY).map(LibraryName::new).orElse(LibraryName.DEFAULT));
  }
}
