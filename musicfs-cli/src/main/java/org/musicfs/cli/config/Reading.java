package org.musicfs.cli.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.musicfs.core.config.CacheConfig;
import org.musicfs.core.config.ContentConfig;
import org.musicfs.core.config.FuseConfig;
import org.musicfs.core.config.InvalidConfigException;
import org.musicfs.core.config.LibraryName;
import org.musicfs.core.config.LogConfig;
import org.musicfs.core.config.MetricsConfig;
import org.musicfs.core.config.MountConfig;
import org.musicfs.core.config.MusicfsConfig;
import org.musicfs.core.config.OriginConfig;
import org.musicfs.core.config.SyncConfig;
import org.musicfs.core.config.TagsConfig;
import org.musicfs.core.config.TreeConfig;
import org.musicfs.core.error.Nearest;
import org.tomlj.TomlArray;
import org.tomlj.TomlParseError;
import org.tomlj.TomlPosition;
import org.tomlj.TomlTable;

/**
 * One reading of one configuration: takes the file's values by hand, lays the flags over them and
 * makes the records. Whatever is wrong becomes a {@link Problem} and the default takes its place,
 * so that all problems are found in one go. Confined to one thread, used once.
 */
final class Reading {
  private final Path home;
  private final MusicfsConfig defaults = MusicfsConfig.defaults();
  private final Map<Key<?>, Object> values = new HashMap<>();
  private final Map<String, Source> sources = new HashMap<>();
  private final Map<String, String> places = new HashMap<>();
  private final List<Problem> problems = new ArrayList<>();
  private final List<OriginConfig> origins = new ArrayList<>();

  Reading(Path home, Overrides overrides) {
    this.home = home;
    Keys.ALL.forEach(key -> override(key, overrides));
  }

  private <T> void override(Key<T> key, Overrides overrides) {
    overrides
        .get(key)
        .ifPresent(
            flag -> {
              try {
                values.put(key, key.type().fromText(flag.text(), home));
                sources.put(key.name(), new Source.Flag(flag.option()));
                places.put(key.name(), flag.option());
              } catch (BadValueException e) {
                problem(
                    flag.option(),
                    "\"" + flag.text() + "\" " + e.getMessage(),
                    "allowed: " + key.type().allowed());
              }
            });
  }

  void syntaxError(Path file, TomlParseError error) {
    String message = String.valueOf(error.getMessage());
    problem(
        place(file, error.position()),
        message.isEmpty()
            ? "not TOML"
            : message.substring(0, 1).toLowerCase(Locale.ROOT) + message.substring(1),
        "see docs/configuration.md for the form of the file");
  }

  void file(Path file, TomlTable root) {
    for (String name : root.keySet()) {
      String place = place(file, root.inputPositionOf(List.of(name)));
      Object value = root.get(List.of(name));
      if (name.equals(Keys.ORIGIN)) {
        readOrigins(file, place, value);
      } else if (!Keys.tables().contains(name)) {
        List<String> known = new ArrayList<>(Keys.tables());
        known.add(Keys.ORIGIN);
        unknown(place, value instanceof TomlTable ? "table" : "key", name, known);
      } else if (value instanceof TomlTable table) {
        readTable(file, name, table);
      } else {
        problem(
            place,
            name + " is " + ValueType.nameOf(orEmpty(value)) + ", not a table",
            "write [" + name + "]");
      }
    }
  }

  private void readTable(Path file, String tableName, TomlTable table) {
    for (String leaf : table.keySet()) {
      TomlPosition position = table.inputPositionOf(List.of(leaf));
      Optional<Key<?>> key = Keys.find(tableName, leaf);
      if (key.isEmpty()) {
        unknown(
            place(file, position), "key in [" + tableName + "]", leaf, Keys.leavesOf(tableName));
      } else {
        readValue(file, position, key.get(), orEmpty(table.get(List.of(leaf))));
      }
    }
  }

  private <T> void readValue(Path file, @Nullable TomlPosition position, Key<T> key, Object toml) {
    try {
      T value = key.type().fromToml(toml, home);
      if (values.containsKey(key)) {
        return; // A flag has said otherwise.
      }
      values.put(key, value);
      sources.put(key.name(), new Source.File(file, line(position)));
      places.put(key.name(), place(file, position));
    } catch (BadValueException e) {
      problem(
          place(file, position),
          key.name() + quoted(toml) + " " + e.getMessage(),
          "allowed: " + key.type().allowed());
    }
  }

  private void readOrigins(Path file, String place, @Nullable Object value) {
    if (!(value instanceof TomlArray array)) {
      problem(
          place,
          "origin is " + ValueType.nameOf(orEmpty(value)) + ", not a list of tables",
          "write [[origin]]");
      return;
    }
    for (int i = 0; i < array.size(); i++) {
      String at = place(file, array.inputPositionOf(i));
      if (array.get(i) instanceof TomlTable table) {
        readOrigin(file, at, i, table);
      } else {
        problem(at, "origin is not a list of tables", "write [[origin]]");
      }
    }
  }

  private void readOrigin(Path file, String place, int index, TomlTable table) {
    int before = problems.size();
    for (String key : table.keySet()) {
      TomlPosition position = table.inputPositionOf(List.of(key));
      if (!Keys.ORIGIN_KEYS.contains(key)) {
        unknown(place(file, position), "key in [[origin]]", key, Keys.ORIGIN_KEYS);
      }
      sources.put(originKey(index, key), new Source.File(file, line(position)));
      places.put(originKey(index, key), place(file, position));
    }
    places.put(originKey(index, ""), place);
    Optional<Path> path = originValue(index, table, Keys.ORIGIN_PATH, ValueType.path());
    Optional<String> library = originValue(index, table, Keys.ORIGIN_LIBRARY, ValueType.string());
    var cache = originValue(index, table, Keys.ORIGIN_CACHE, Keys.CACHE_POLICY);
    if (path.isEmpty() && !table.contains(List.of(Keys.ORIGIN_PATH))) {
      problem(place, "an origin has no path", "add path = \"/where/your/music/is\"");
    }
    if (path.isEmpty() || problems.size() > before) {
      return;
    }
    String current = Keys.ORIGIN_LIBRARY;
    try {
      LibraryName name = library.map(LibraryName::new).orElse(LibraryName.DEFAULT);
      current = Keys.ORIGIN_PATH;
      origins.add(new OriginConfig(path.get(), cache.orElse(OriginConfig.DEFAULT_CACHE), name));
    } catch (InvalidConfigException e) {
      invalid(places.getOrDefault(originKey(index, current), place), e);
    }
  }

  private <T> Optional<T> originValue(int index, TomlTable table, String key, ValueType<T> type) {
    Object toml = table.get(List.of(key));
    if (toml == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(type.fromToml(toml, home));
    } catch (BadValueException e) {
      problem(
          places.getOrDefault(originKey(index, key), ""),
          "origin." + key + quoted(toml) + " " + e.getMessage(),
          "allowed: " + type.allowed());
      return Optional.empty();
    }
  }

  ConfigLoader.Outcome finish(Optional<Path> file) {
    MusicfsConfig config =
        new MusicfsConfig(
            make(
                () ->
                    new TreeConfig(
                        get(Keys.TEMPLATE),
                        get(Keys.WINDOWS_SAFE),
                        get(Keys.REPLACEMENT),
                        get(Keys.COMPANIONS),
                        get(Keys.TAGS_FROM_PATH)),
                defaults.tree()),
            make(
                () ->
                    new TagsConfig(
                        get(Keys.SEPARATORS), get(Keys.KEEP_TOGETHER), get(Keys.LEGACY_ENCODING)),
                defaults.tags()),
            make(
                () ->
                    new CacheConfig(
                        get(Keys.CACHE_LIMIT),
                        get(Keys.CACHE_RESERVE),
                        get(Keys.CHUNK_SIZE),
                        get(Keys.CACHE_DIRECTORY)),
                defaults.cache()),
            make(
                () ->
                    new MountConfig(
                        get(Keys.ALLOW_OTHER), get(Keys.UID), get(Keys.GID), get(Keys.UMASK)),
                defaults.mount()),
            make(
                () ->
                    new FuseConfig(
                        get(Keys.FUSE_BACKEND),
                        get(Keys.FUSE_MAX_READ),
                        get(Keys.FUSE_PASSTHROUGH),
                        get(Keys.FUSE_PASSTHROUGH_CACHED)),
                defaults.fuse()),
            make(
                () -> new ContentConfig(get(Keys.READ_TIMEOUT), get(Keys.READ_AHEAD)),
                defaults.content()),
            make(
                () ->
                    new SyncConfig(
                        get(Keys.SYNC_ON_MOUNT),
                        get(Keys.SYNC_THREADS),
                        get(Keys.SYNC_WATCH),
                        get(Keys.POLL_INTERVAL),
                        get(Keys.RESCAN_INTERVAL)),
                defaults.sync()),
            make(() -> new MetricsConfig(get(Keys.METRICS_PORT)), defaults.metrics()),
            make(() -> new LogConfig(get(Keys.LOG_LEVEL)), defaults.log()),
            List.of());
    MusicfsConfig whole = make(() -> withOrigins(config, origins), config);
    return new ConfigLoader.Outcome(file, problems, new LoadedConfig(whole, file, sources));
  }

  private static MusicfsConfig withOrigins(MusicfsConfig config, List<OriginConfig> origins) {
    return new MusicfsConfig(
        config.tree(),
        config.tags(),
        config.cache(),
        config.mount(),
        config.fuse(),
        config.content(),
        config.sync(),
        config.metrics(),
        config.log(),
        origins);
  }

  private <R> R make(Supplier<R> constructor, R instead) {
    try {
      return constructor.get();
    } catch (InvalidConfigException e) {
      invalid(places.getOrDefault(e.key(), "defaults"), e);
      return instead;
    }
  }

  @SuppressWarnings(
      "unchecked") // Only readValue and override put, and they put a T under a Key<T>.
  private <T> T get(Key<T> key) {
    return (T) values.getOrDefault(key, key.in(defaults));
  }

  private void invalid(String place, InvalidConfigException e) {
    problem(place, String.valueOf(e.getMessage()), "allowed: " + e.allowed());
  }

  private void unknown(String place, String kind, String name, Collection<String> known) {
    String guess =
        Nearest.to(name, known).map(near -> "did you mean \"" + near + "\"? ").orElse("");
    problem(place, "unknown " + kind + ": " + name, guess + "known: " + String.join(", ", known));
  }

  private void problem(String place, String message, String remedy) {
    problems.add(new Problem(place, message, remedy));
  }

  private static String originKey(int index, String key) {
    return Keys.ORIGIN + "[" + index + "]." + key;
  }

  private static String quoted(Object toml) {
    return toml instanceof String text ? " \"" + text + "\"" : "";
  }

  /** NullAway's peace: a key that the table lists has a value. */
  private static Object orEmpty(@Nullable Object value) {
    return value == null ? "" : value;
  }

  private static int line(@Nullable TomlPosition position) {
    return position == null ? 1 : position.line();
  }

  private static String place(Path file, @Nullable TomlPosition position) {
    return position == null
        ? file.toString()
        : file + ":" + position.line() + ":" + position.column();
  }
}
