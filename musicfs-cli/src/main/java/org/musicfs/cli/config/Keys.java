package org.musicfs.cli.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.musicfs.core.audio.CompanionKind;
import org.musicfs.core.config.CueMode;
import org.musicfs.core.config.FuseBackend;
import org.musicfs.core.config.LogLevel;
import org.musicfs.core.config.MusicfsConfig;
import org.musicfs.core.config.RuleConfig;
import org.musicfs.core.config.ViewConfig;

/** Every key there is. docs/configuration.md lists the same; a test compares the two. */
public final class Keys {
  public static final Key<String> TEMPLATE =
      new Key<>("tree.template", ValueType.string(), c -> c.tree().template());
  public static final Key<Boolean> WINDOWS_SAFE =
      new Key<>("tree.windows_safe", ValueType.bool(), c -> c.tree().windowsSafe());
  public static final Key<String> REPLACEMENT =
      new Key<>("tree.replacement", ValueType.string(), c -> c.tree().replacement());
  public static final Key<Set<CompanionKind>> COMPANIONS =
      new Key<>(
          "tree.companions",
          ValueType.choices(CompanionKind.class, CompanionKind::key),
          c -> c.tree().companions());
  public static final Key<Boolean> TAGS_FROM_PATH =
      new Key<>("tree.tags_from_path", ValueType.bool(), c -> c.tree().tagsFromPath());
  public static final Key<CueMode> CUE =
      new Key<>("tree.cue", ValueType.choice(CueMode.values(), CueMode::key), c -> c.tree().cue());
  public static final Key<List<String>> SEPARATORS =
      new Key<>("tags.separators", ValueType.strings(), c -> c.tags().separators());
  public static final Key<List<String>> KEEP_TOGETHER =
      new Key<>("tags.keep_together", ValueType.strings(), c -> c.tags().keepTogether());
  public static final Key<String> LEGACY_ENCODING =
      new Key<>("tags.legacy_encoding", ValueType.string(), c -> c.tags().legacyEncoding());
  public static final Key<Long> CACHE_LIMIT =
      new Key<>("cache.limit", ValueType.size(), c -> c.cache().limitBytes());
  public static final Key<Long> CACHE_RESERVE =
      new Key<>("cache.reserve", ValueType.size(), c -> c.cache().reserveBytes());
  public static final Key<Integer> CHUNK_SIZE =
      new Key<>("cache.chunk_size", ValueType.smallSize(), c -> c.cache().chunkBytes());
  public static final Key<Duration> CACHE_MAX_AGE =
      new Key<>("cache.max_age", ValueType.duration(), c -> c.cache().maxAge());
  public static final Key<Duration> VERIFY_INTERVAL =
      new Key<>("cache.verify_interval", ValueType.duration(), c -> c.cache().verifyInterval());
  public static final Key<Optional<Path>> CACHE_DIRECTORY =
      new Key<>("cache.directory", ValueType.optionalPath(), c -> c.cache().directory());
  public static final Key<Boolean> ALLOW_OTHER =
      new Key<>("mount.allow_other", ValueType.bool(), c -> c.mount().allowOther());
  public static final Key<OptionalInt> UID =
      new Key<>("mount.uid", ValueType.optionalInteger(), c -> c.mount().uid());
  public static final Key<OptionalInt> GID =
      new Key<>("mount.gid", ValueType.optionalInteger(), c -> c.mount().gid());
  public static final Key<Integer> UMASK =
      new Key<>("mount.umask", ValueType.octal(), c -> c.mount().umask());
  public static final Key<FuseBackend> FUSE_BACKEND =
      new Key<>(
          "fuse.backend",
          ValueType.choice(FuseBackend.values(), FuseBackend::key),
          c -> c.fuse().backend());
  public static final Key<Integer> FUSE_MAX_READ =
      new Key<>("fuse.max_read", ValueType.smallSize(), c -> c.fuse().maxReadBytes());
  public static final Key<Boolean> FUSE_PASSTHROUGH =
      new Key<>("fuse.passthrough", ValueType.bool(), c -> c.fuse().passthrough());
  public static final Key<Boolean> FUSE_PASSTHROUGH_CACHED =
      new Key<>("fuse.passthrough_cached", ValueType.bool(), c -> c.fuse().passthroughCached());
  public static final Key<Duration> READ_TIMEOUT =
      new Key<>("content.read_timeout", ValueType.duration(), c -> c.content().readTimeout());
  public static final Key<Long> READ_AHEAD =
      new Key<>("content.read_ahead", ValueType.size(), c -> c.content().readAheadBytes());
  public static final Key<Boolean> SYNC_ON_MOUNT =
      new Key<>("sync.on_mount", ValueType.bool(), c -> c.sync().onMount());
  public static final Key<Integer> SYNC_THREADS =
      new Key<>("sync.threads", ValueType.integer(), c -> c.sync().threads());
  public static final Key<Boolean> SYNC_WATCH =
      new Key<>("sync.watch", ValueType.bool(), c -> c.sync().watch());
  public static final Key<Duration> POLL_INTERVAL =
      new Key<>("sync.poll_interval", ValueType.duration(), c -> c.sync().pollInterval());
  public static final Key<Duration> RESCAN_INTERVAL =
      new Key<>("sync.rescan_interval", ValueType.duration(), c -> c.sync().rescanInterval());
  public static final Key<Duration> MISSING_GRACE =
      new Key<>("sync.missing_grace", ValueType.duration(), c -> c.sync().missingGrace());
  public static final Key<Integer> METRICS_PORT =
      new Key<>("metrics.port", ValueType.integer(), c -> c.metrics().port());
  public static final Key<LogLevel> LOG_LEVEL =
      new Key<>(
          "log.level", ValueType.choice(LogLevel.values(), LogLevel::key), c -> c.log().level());

  /** In the order they are shown. */
  public static final List<Key<?>> ALL =
      List.of(
          TEMPLATE,
          WINDOWS_SAFE,
          REPLACEMENT,
          COMPANIONS,
          TAGS_FROM_PATH,
          CUE,
          SEPARATORS,
          KEEP_TOGETHER,
          LEGACY_ENCODING,
          CACHE_LIMIT,
          CACHE_RESERVE,
          CHUNK_SIZE,
          CACHE_MAX_AGE,
          VERIFY_INTERVAL,
          CACHE_DIRECTORY,
          ALLOW_OTHER,
          UID,
          GID,
          UMASK,
          FUSE_BACKEND,
          FUSE_MAX_READ,
          FUSE_PASSTHROUGH,
          FUSE_PASSTHROUGH_CACHED,
          READ_TIMEOUT,
          READ_AHEAD,
          SYNC_ON_MOUNT,
          SYNC_THREADS,
          SYNC_WATCH,
          POLL_INTERVAL,
          RESCAN_INTERVAL,
          MISSING_GRACE,
          METRICS_PORT,
          LOG_LEVEL);

  private static final TableList.Field<ViewConfig, String> VIEW_NAME =
      new TableList.Field<>(
          "name", ValueType.string(), ViewConfig::name, Optional.of("name = \"By Genre\""));
  private static final TableList.Field<ViewConfig, String> VIEW_TEMPLATE =
      new TableList.Field<>(
          "template",
          ValueType.string(),
          ViewConfig::template,
          Optional.of("template = \"$genre/$albumartist - $album/$title.$ext\""));
  private static final TableList.Field<ViewConfig, String> VIEW_QUERY =
      new TableList.Field<>("query", ValueType.string(), ViewConfig::query, Optional.empty());
  private static final TableList.Field<ViewConfig, String> VIEW_EACH =
      new TableList.Field<>("each", ValueType.string(), ViewConfig::each, Optional.empty());
  private static final TableList.Field<ViewConfig, Boolean> VIEW_SHOW_IN_ROOT =
      new TableList.Field<>(
          "show_in_root", ValueType.bool(), ViewConfig::showInRoot, Optional.empty());

  /** {@code [[views]]}. */
  static final TableList<ViewConfig> VIEWS =
      new TableList<>(
          "views",
          "a view",
          TableList.Shapes.one(
              List.of(VIEW_NAME, VIEW_TEMPLATE, VIEW_QUERY, VIEW_EACH, VIEW_SHOW_IN_ROOT),
              values ->
                  new ViewConfig(
                      values.required(VIEW_NAME),
                      values.required(VIEW_TEMPLATE),
                      values.get(VIEW_QUERY).orElse(""),
                      values.get(VIEW_EACH).orElse(""),
                      values.get(VIEW_SHOW_IN_ROOT).orElse(false))),
          MusicfsConfig::views);

  private static final TableList.Field<RuleConfig, String> RULE_QUERY =
      new TableList.Field<>(
          "query",
          ValueType.string(),
          RuleConfig::query,
          Optional.of("query = \"genre:soundtrack\""));
  private static final TableList.Field<RuleConfig, String> RULE_TEMPLATE =
      new TableList.Field<>(
          "template",
          ValueType.string(),
          RuleConfig::template,
          Optional.of("template = \"Soundtracks/$album/$title.$ext\""));

  /** {@code [[rules]]}. */
  static final TableList<RuleConfig> RULES =
      new TableList<>(
          "rules",
          "a rule",
          TableList.Shapes.one(
              List.of(RULE_QUERY, RULE_TEMPLATE),
              values ->
                  new RuleConfig(values.required(RULE_QUERY), values.required(RULE_TEMPLATE))),
          MusicfsConfig::rules);

  /** In the order they are shown, behind {@link #ALL}. */
  static final List<TableList<?>> LISTS = List.of(OriginTable.LIST, VIEWS, RULES);

  private Keys() {}

  /** The tables, in order, without {@link #LISTS}. */
  static List<String> tables() {
    return ALL.stream().map(Key::table).distinct().toList();
  }

  static List<String> leavesOf(String table) {
    return ALL.stream().filter(key -> key.table().equals(table)).map(Key::leaf).toList();
  }

  static Optional<Key<?>> find(String table, String leaf) {
    return ALL.stream()
        .filter(key -> key.table().equals(table) && key.leaf().equals(leaf))
        .findFirst();
  }
}
