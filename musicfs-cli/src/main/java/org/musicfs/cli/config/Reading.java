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
import org.musicfs.core.config.LogConfig;
import org.musicfs.core.config.MetricsConfig;
import org.musicfs.core.config.MountConfig;
import org.musicfs.core.config.MusicfsConfig;
import org.musicfs.core.config.SyncConfig;
import org.musicfs.core.config.TagsConfig;
import org.musicfs.core.config.TreeConfig;
import org.musicfs.core.error.Nearest;
import org.musicfs.origin.OriginTypes;
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
  private final OriginTypes types;
  private final MusicfsConfig defaults = MusicfsConfig.defaults();
  private final Map<Key<?>, Object> values = new HashMap<>();
  private final Map<String, Source> sources = new HashMap<>();
  private final Map<String, String> places = new HashMap<>();
  private final List<Problem> problems = new ArrayList<>();
  private final Map<TableList<?>, List<Object>> lists = new HashMap<>();

  Reading(Path home, Overrides overrides, OriginTypes types) {
    this.home = home;
    this.types = types;
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
      Optional<TableList<?>> list =
          Keys.LISTS.stream().filter(known -> known.name().equals(name)).findFirst();
      if (list.isPresent()) {
        readList(file, place, list.get(), value);
      } else if (!Keys.tables().contains(name)) {
        List<String> names = new ArrayList<>(Keys.tables());
        Keys.LISTS.forEach(known -> names.add(known.name()));
        unknown(place, value instanceof TomlTable ? "table" : "key", name, names);
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

  private void readList(Path file, String place, TableList<?> list, @Nullable Object value) {
    String form = "write [[" + list.name() + "]]";
    if (!(value instanceof TomlArray array)) {
      String is = ValueType.nameOf(orEmpty(value));
      problem(place, list.name() + " is " + is + ", not a list of tables", form);
      return;
    }
    for (int i = 0; i < array.size(); i++) {
      String at = place(file, array.inputPositionOf(i));
      if (array.get(i) instanceof TomlTable table) {
        readElement(file, at, list, i, table);
      } else {
        problem(at, list.name() + " is not a list of tables", form);
      }
    }
  }

  private <E> void readElement(
      Path file, String place, TableList<E> list, int index, TomlTable table) {
    int before = problems.size();
    for (String leaf : table.keySet()) {
      TomlPosition position = table.inputPositionOf(List.of(leaf));
      sources.put(list.key(index, leaf), new Source.File(file, line(position)));
      places.put(list.key(index, leaf), place(file, position));
    }
    TableList.Shape<E> shape;
    try {
      shape = list.shapes().of(table, types);
    } catch (BadTableException e) {
      problem(
          places.getOrDefault(list.key(index, e.leaf()), place),
          list.name() + "." + e.leaf() + " " + e.getMessage(),
          e.remedy());
      return;
    }
    for (String leaf : table.keySet()) {
      if (!shape.leaves().contains(leaf)) {
        String at = places.getOrDefault(list.key(index, leaf), place);
        unknown(at, "key in [[" + list.name() + "]]", leaf, shape.leaves());
      }
    }
    Map<TableList.Field<?, ?>, Object> read = new HashMap<>();
    for (TableList.Field<E, ?> field : shape.fields()) {
      Object toml = table.get(List.of(field.leaf()));
      if (toml != null) {
        readField(list, index, field, toml, read);
      } else if (field.example().isPresent()) {
        problem(place, list.one() + " has no " + field.leaf(), "add " + field.example().get());
      }
    }
    if (problems.size() > before) {
      return;
    }
    try {
      E element = shape.maker().apply(new FieldValues(read));
      lists.computeIfAbsent(list, l -> new ArrayList<>()).add(element);
    } catch (InvalidConfigException e) {
      String leaf = e.key().substring(e.key().lastIndexOf('.') + 1);
      invalid(places.getOrDefault(list.key(index, leaf), place), e);
    }
  }

  private void readField(
      TableList<?> list,
      int index,
      TableList.Field<?, ?> field,
      Object toml,
      Map<TableList.Field<?, ?>, Object> read) {
    try {
      read.put(field, field.type().fromToml(toml, home));
    } catch (BadValueException e) {
      problem(
          places.getOrDefault(list.key(index, field.leaf()), ""),
          list.name()
              + "."
              + field.leaf()
              + (field.type().isRepeated() ? quoted(toml) : "")
              + " "
              + e.getMessage(),
          "allowed: " + field.type().allowed());
    }
  }

  /** What was read of one table. Only readField puts, and it puts a T under a field of T. */
  private record FieldValues(Map<TableList.Field<?, ?>, Object> read) implements TableList.Values {
    @Override
    @SuppressWarnings("unchecked")
    public <T> Optional<T> get(TableList.Field<?, T> field) {
      return Optional.ofNullable((T) read.get(field));
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
                        get(Keys.TAGS_FROM_PATH),
                        get(Keys.CUE)),
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
                        get(Keys.CACHE_MAX_AGE),
                        get(Keys.VERIFY_INTERVAL),
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
                        get(Keys.RESCAN_INTERVAL),
                        get(Keys.MISSING_GRACE)),
                defaults.sync()),
            make(() -> new MetricsConfig(get(Keys.METRICS_PORT)), defaults.metrics()),
            make(() -> new LogConfig(get(Keys.LOG_LEVEL)), defaults.log()),
            List.of(),
            List.of(),
            List.of());
    MusicfsConfig whole = make(() -> withLists(config), config);
    return new ConfigLoader.Outcome(file, problems, new LoadedConfig(whole, file, sources));
  }

  private MusicfsConfig withLists(MusicfsConfig config) {
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
        list(OriginTable.LIST),
        list(Keys.VIEWS),
        list(Keys.RULES));
  }

  @SuppressWarnings("unchecked") // Only readElement puts, and it puts an E under a list of E.
  private <E> List<E> list(TableList<E> list) {
    return (List<E>) lists.getOrDefault(list, List.of());
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
