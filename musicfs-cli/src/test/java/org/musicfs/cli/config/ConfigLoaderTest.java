package org.musicfs.cli.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.musicfs.core.audio.CompanionKind;
import org.musicfs.core.config.CacheQuota;
import org.musicfs.core.config.CueMode;
import org.musicfs.core.config.FuseBackend;
import org.musicfs.core.config.FuseConfig;
import org.musicfs.core.config.LibraryName;
import org.musicfs.core.config.LogLevel;
import org.musicfs.core.config.MusicfsConfig;
import org.musicfs.core.config.OriginConfig;
import org.musicfs.core.config.RuleConfig;
import org.musicfs.core.config.TagsConfig;
import org.musicfs.core.config.ViewConfig;
import org.musicfs.core.error.ExitCode;
import org.musicfs.core.error.UserError;
import org.musicfs.core.origin.CachePolicy;
import org.musicfs.core.origin.OriginKey;
import org.musicfs.core.origin.OriginKey.Kind;
import org.musicfs.origin.OriginTypes;

final class ConfigLoaderTest {
  private static final OriginTypes TYPES =
      OriginTypes.of(
          List.of(
              new StandInProvider(
                  "nas",
                  List.of(
                      new OriginKey("user", Kind.TEXT, "who"),
                      new OriginKey("port", Kind.NUMBER, "where"),
                      new OriginKey("agent", Kind.FLAG, "by an agent"),
                      new OriginKey("identity", Kind.PATH, "a key"),
                      new OriginKey("password_from", Kind.SECRET, "a password")))));

  @TempDir Path temp;

  @Test
  void withoutAnyFileTheDefaultsHoldAndSayThatTheyAre() {
    LoadedConfig loaded = loader().load(Optional.empty(), Overrides.none());

    assertThat(loaded.config()).isEqualTo(MusicfsConfig.defaults());
    assertThat(loaded.file()).isEmpty();
    assertThat(loaded.rows()).hasSameSizeAs(Keys.ALL);
    assertThat(loaded.rows())
        .allSatisfy(row -> assertThat(row.source()).isEqualTo(new Source.Default()));
  }

  @Test
  void everyKeyOfAFullFileArrivesWithItsLine() throws IOException {
    Path file =
        write(
            """
            [tree]
            template = "$artist/$title.$ext"
            windows_safe = false
            replacement = "-"
            companions = ["image", "lyrics"]
            tags_from_path = false
            cue = "split"
            [tags]
            separators = ["; ", " feat. "]
            keep_together = ["Me; Myself"]
            legacy_encoding = "windows-1251"
            [cache]
            limit = "500MB"
            reserve = 1048576
            chunk_size = "64 KiB"
            max_age = "90d"
            verify_interval = "1h"
            directory = "~/chunks"
            [mount]
            allow_other = true
            uid = 1000
            gid = 100
            umask = "0077"
            [fuse]
            backend = "jnr"
            max_read = "128 KiB"
            passthrough = false
            passthrough_cached = true
            [content]
            read_timeout = "2m"
            read_ahead = "0"
            [sync]
            on_mount = false
            threads = 3
            watch = false
            poll_interval = "90s"
            rescan_interval = "1h"
            missing_grace = "48h"
            [metrics]
            port = 9464
            [log]
            level = "debug"
            [[origin]]
            path = "/music"
            [[origin]]
            path = "~/Other Music"
            cache = false
            cache_limit = "25%"
            library = "second"
            [[origin]]
            url = "NAS://Ada@Host/Music/"
            user = "ada"
            port = 2222
            agent = true
            identity = "~/.ssh/id"
            password_from = "file:~/secret"
            connections = 4
            connect_timeout = "2s"
            metadata_timeout = "3s"
            read_timeout = "4s"
            cache = "auto"
            [[views]]
            name = "By Genre"
            template = "$genre/$title.$ext"
            query = "genre:*"
            each = "genre"
            show_in_root = true
            [[views]]
            name = "Flat"
            template = "$title.$ext"
            [[rules]]
            query = "genre:soundtrack"
            template = "Soundtracks/$title.$ext"
            """);

    LoadedConfig loaded = loader().load(Optional.of(file), Overrides.none());
    MusicfsConfig config = loaded.config();

    assertThat(config.tree().template()).isEqualTo("$artist/$title.$ext");
    assertThat(config.tree().windowsSafe()).isFalse();
    assertThat(config.tree().replacement()).isEqualTo("-");
    assertThat(config.tree().tagsFromPath()).isFalse();
    assertThat(config.tree().cue()).isEqualTo(CueMode.SPLIT);
    assertThat(config.tree().companions())
        .containsExactlyInAnyOrder(CompanionKind.IMAGE, CompanionKind.LYRICS);
    assertThat(config.tags())
        .isEqualTo(new TagsConfig(List.of("; ", " feat. "), List.of("Me; Myself"), "windows-1251"));
    assertThat(config.cache().limitBytes()).isEqualTo(500_000_000L);
    assertThat(config.cache().reserveBytes()).isEqualTo(1 << 20);
    assertThat(config.cache().chunkBytes()).isEqualTo(64 << 10);
    assertThat(config.cache().maxAge()).isEqualTo(Duration.ofDays(90));
    assertThat(config.cache().verifyInterval()).isEqualTo(Duration.ofHours(1));
    assertThat(config.cache().directory()).contains(temp.resolve("home/chunks"));
    assertThat(config.mount().allowOther()).isTrue();
    assertThat(config.mount().uid()).isEqualTo(OptionalInt.of(1000));
    assertThat(config.mount().gid()).isEqualTo(OptionalInt.of(100));
    assertThat(config.mount().umask()).isEqualTo(0077);
    assertThat(config.fuse()).isEqualTo(new FuseConfig(FuseBackend.JNR, 128 << 10, false, true));
    assertThat(config.content().readTimeout()).isEqualTo(Duration.ofMinutes(2));
    assertThat(config.content().readAheadBytes()).isZero();
    assertThat(config.sync().onMount()).isFalse();
    assertThat(config.sync().threads()).isEqualTo(3);
    assertThat(config.sync().watch()).isFalse();
    assertThat(config.sync().pollInterval()).isEqualTo(Duration.ofSeconds(90));
    assertThat(config.sync().rescanInterval()).isEqualTo(Duration.ofHours(1));
    assertThat(config.sync().missingGrace()).isEqualTo(Duration.ofHours(48));
    assertThat(config.metrics().port()).isEqualTo(9464);
    assertThat(config.log().level()).isEqualTo(LogLevel.DEBUG);
    assertThat(config.origins())
        .containsExactly(
            new OriginConfig(
                new OriginConfig.Directory(Path.of("/music")),
                CachePolicy.TRUE,
                Optional.empty(),
                LibraryName.DEFAULT),
            new OriginConfig(
                new OriginConfig.Directory(temp.resolve("home/Other Music")),
                CachePolicy.FALSE,
                Optional.of(new CacheQuota(0, 25)),
                new LibraryName("second")),
            new OriginConfig(
                new OriginConfig.Remote(
                    "nas://ada@host/music",
                    Map.of(
                        "user",
                        "ada",
                        "port",
                        "2222",
                        "agent",
                        "true",
                        "identity",
                        temp + "/home/.ssh/id",
                        "password_from",
                        "file:" + temp + "/home/secret"),
                    4,
                    Duration.ofSeconds(2),
                    Duration.ofSeconds(3),
                    Duration.ofSeconds(4)),
                CachePolicy.AUTO,
                Optional.empty(),
                LibraryName.DEFAULT));
    assertThat(config.origins(new LibraryName("second"))).hasSize(1);
    assertThat(config.views())
        .containsExactly(
            new ViewConfig("By Genre", "$genre/$title.$ext", "genre:*", "genre", true),
            new ViewConfig("Flat", "$title.$ext", "", "", false));
    assertThat(config.rules())
        .containsExactly(new RuleConfig("genre:soundtrack", "Soundtracks/$title.$ext"));
    assertThat(loaded.rows())
        .contains(
            new LoadedConfig.Row(
                "tags.separators", "\"; \", \" feat. \"", new Source.File(file, 9)),
            new LoadedConfig.Row("cache.limit", "500 MB", new Source.File(file, 13)),
            new LoadedConfig.Row("mount.umask", "0077", new Source.File(file, 23)),
            new LoadedConfig.Row(
                "origin[1].path", temp + "/home/Other Music", new Source.File(file, 46)),
            new LoadedConfig.Row("origin[0].cache", "true", new Source.Default()),
            new LoadedConfig.Row(
                "origin[2].url", "nas://ada@host/music", new Source.File(file, 51)),
            new LoadedConfig.Row("origin[2].port", "2222", new Source.File(file, 53)),
            new LoadedConfig.Row(
                "origin[2].password_from",
                "file:" + temp + "/home/secret",
                new Source.File(file, 56)),
            new LoadedConfig.Row("origin[2].read_timeout", "4s", new Source.File(file, 60)),
            new LoadedConfig.Row("origin[2].library", "default", new Source.Default()),
            new LoadedConfig.Row("views[0].query", "genre:*", new Source.File(file, 65)),
            new LoadedConfig.Row("views[1].show_in_root", "false", new Source.Default()));
    assertThat(loaded.rows().stream().limit(Keys.ALL.size()))
        .allSatisfy(row -> assertThat(row.source()).isInstanceOf(Source.File.class));
  }

  /** TOML, with ~ for a line's end; where; part of what is said; part of the remedy. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "[cahce]|1:1|unknown table: cahce|did you mean \"cache\"? known: tree, tags, cache, mount",
        "limit = 1|1:1|unknown key: limit|known: tree, tags, cache",
        "[cache]~  limt = 5|2:3|unknown key in [cache]: limt|did you mean \"limit\"? known: limit, reserve, chunk_size, max_age, verify_interval, directory",
        "[mount]~allow-other = true|2:1|unknown key in [mount]: allow-other|did you mean \"allow_other\"?",
        "[cache]~zzz = 5|2:1|unknown key in [cache]: zzz|known: limit",
        "cache = 5|1:1|cache is a whole number, not a table|write [cache]",
        "[cache]~limit = true|2:1|cache.limit is true or false, not a string|a whole number of bytes",
        "[cache]~limit = \"10 Gigs\"|2:1|cache.limit \"10 Gigs\" has an unknown unit \"Gigs\"|KiB",
        "[cache]~limit = \"lots\"|2:1|cache.limit \"lots\" is not a size|GiB",
        "[cache]~limit = \"1.5 GiB\"|2:1|is not a size|a whole number",
        "[cache]~limit = \"9999999999 TiB\"|2:1|is too large a size|TiB",
        "[cache]~limit = 5|2:1|cache.limit is out of range|room for 16 chunks",
        "[cache]~reserve = -1|2:1|cache.reserve is out of range|0 or more",
        "[cache]~chunk_size = \"100 KiB\"|2:1|cache.chunk_size is not a size chunks can have|a power of two from 64 KiB to 4 MiB",
        "[cache]~max_age = \"30m\"|2:1|cache.max_age is out of range|0s for never",
        "[cache]~verify_interval = \"4000d\"|2:1|cache.verify_interval is out of range|3650d",
        "[[origin]]~path = \"/m\"~cache_limit = \"0\"|3:1|is no part of a cache|1% to 100%",
        "[[origin]]~path = \"/m\"~cache_limit = \"x%\"|3:1|is not a whole number of percent|1% to 100%",
        "[cache]~directory = \"chunks\"|2:1|cache.directory is a relative path|an absolute path",
        "[cache]~directory = \"\"|2:1|cache.directory \"\" is empty|a path",
        "[mount]~umask = 22|2:1|mount.umask is a whole number, not a string|octal digits in quotes",
        "[mount]~umask = \"0999\"|2:1|mount.umask \"0999\" is not an octal number|octal",
        "[mount]~umask = \"1000\"|2:1|mount.umask is out of range|\"0777\"",
        "[mount]~uid = -1|2:1|mount.uid is out of range|0 or more",
        "[mount]~uid = 5000000000|2:1|mount.uid is too large|a whole number",
        "[mount]~allow_other = \"yes\"|2:1|mount.allow_other \"yes\" is a string, not true or false|true or false",
        "[content]~read_timeout = 15|2:1|content.read_timeout has no unit|ms, s, m, h or d",
        "[content]~read_timeout = \"15\"|2:1|content.read_timeout \"15\" has no unit|ms, s, m, h or d",
        "[content]~read_timeout = \"0s\"|2:1|content.read_timeout is out of range|1s to 10m",
        "[content]~read_timeout = \"15 sec\"|2:1|unknown unit \"sec\"|ms, s, m, h or d",
        "[sync]~threads = 0|2:1|sync.threads is out of range|1 to 64",
        "[sync]~threads = 1.5|2:1|sync.threads is a fraction, not a whole number|a whole number",
        "[sync]~on_mount = 1979-05-27|2:1|sync.on_mount is a date or time|true or false",
        "[sync]~on_mount = []|2:1|sync.on_mount is an array|true or false",
        "[metrics]~port = 70000|2:1|metrics.port is out of range|1 to 65535",
        "[log]~level = \"loud\"|2:1|log.level \"loud\" is not one of error, warn, info, debug, trace|one of",
        "[tree]~template = \"  \"|2:1|tree.template is empty|a template",
        "[tree]~replacement = \":\"|2:1|tree.replacement cannot stand in a file name|none of",
        "[[origin]]~cache = \"auto\"|1:1|an origin has no path|add path =",
        "[[origin]]~path = \"music\"|2:1|origin.path is a relative path|an absolute path",
        "[[origin]]~path = 3|2:1|origin.path is a whole number, not a string|a path",
        "[[origin]]~path = \"/m\"~cache = \"sometimes\"|3:1|origin.cache \"sometimes\" is not one of true, false, auto|one of",
        "[[origin]]~path = \"/m\"~library = \"../x\"|3:1|library cannot be called \"../x\"|1 to 64 of a-z",
        "[[origin]]~path = \"/m\"~pth = \"/n\"|3:1|unknown key in [[origin]]: pth|did you mean \"path\"?",
        "[[origin]]~path = \"/m\"~connections = 3|3:1|unknown key in [[origin]]: connections|known: path, cache, cache_limit, library",
        "[[origin]]~url = \"nas://h\"~prot = 3|3:1|unknown key in [[origin]]: prot|did you mean \"port\"? known: url, user, port",
        "[[origin]]~url = \"nas://h\"~path = \"/m\"|2:1|origin.url names a second place beside path|leave one",
        "[[origin]]~url = 3|2:1|origin.url is a whole number, not a string|a URL",
        "[[origin]]~url = \"/music\"|2:1|origin.url is no URL of another machine|write path =",
        "[[origin]]~url = \"file:///music\"|2:1|origin.url is no URL of another machine|write path =",
        "[[origin]]~url = \"nsa://h\"|2:1|origin.url cannot be: there is no type of origins 'nsa'|did you mean nas://?",
        "[[origin]]~url = \"nas://\"|2:1|origin.url cannot be: 'nas://' names no host|write nas://HOST",
        "[[origin]]~url = \"nas://h\"~port = \"22\"|3:1|origin.port \"22\" is a string|a whole number",
        "[[origin]]~url = \"nas://h\"~agent = 1|3:1|origin.agent is a whole number|true or false",
        "[[origin]]~url = \"nas://h\"~identity = \"id\"|3:1|origin.identity \"id\" is a relative path|an absolute path",
        "[[origin]]~url = \"nas://h\"~user = 1|3:1|origin.user is a whole number, not a string|a string",
        "[[origin]]~url = \"nas://h\"~connections = 65|3:1|origin.connections is out of range|1 to 64",
        "[[origin]]~url = \"nas://h\"~connect_timeout = \"0s\"|3:1|origin.connect_timeout is out of range|100ms to 10m",
        "[[origin]]~url = \"nas://h\"~read_timeout = \"1h\"|3:1|origin.read_timeout is out of range|100ms to 10m",
        "[[origin]]~url = \"nas://h\"~[[origin]]~url = \"NAS://H/\"|4:1|a second origin at nas://h in library default|one [[origin]] for each",
        "[origin]~path = \"/m\"|1:1|origin is a table, not a list of tables|write [[origin]]",
        "[[views]]~name = \"x\"|1:1|a view has no template|add template = \"$genre/",
        "[[views]]~name = \"a/b\"~template = \"$title\"|2:1|views.name cannot be the name of a directory|1 to 64",
        "[[views]]~name = \"x\"~template = \"$title\"~[[views]]~name = \"X\"~template = \"$title\"|5:1|a second view called X|names that differ",
        "[[views]]~name = \"x\"~template = \"$title\"~show_in_root = \"yes\"|4:1|views.show_in_root \"yes\" is a string|true or false",
        "[[rules]]~query = \" \"~template = \"$title\"|2:1|rules.query is empty|a query",
        "[[origin]]~path = \"/m\"~[[origin]]~path = \"/m/\"|4:1|a second origin at /m in library default|one [[origin]] for each",
        "[cache|1:7|unexpected end of|docs/configuration.md",
        "[cache]~limit = 1~limit = 2|3:1|previously defined|docs/configuration.md",
      })
  void everyMistakeIsToldWithItsPlaceAndWhatWouldBeRight(
      String toml, String place, String message, String remedy) throws IOException {
    Path file = write(toml.replace('~', '\n') + "\n");

    assertThatThrownBy(() -> loader().load(Optional.of(file), Overrides.none()))
        .isInstanceOfSatisfying(
            UserError.class,
            error -> {
              assertThat(error.exitCode()).isEqualTo(ExitCode.CONFIG);
              assertThat(error).hasMessageStartingWith(file + ":" + place + ": ");
              assertThat(error).hasMessageContaining(message);
              assertThat(error.remedy()).contains(remedy).doesNotContain("more:");
              assertThat(error.getMessage() + error.remedy()).doesNotContain("\n");
            });
  }

  @Test
  void aSecretWrittenWhereItDoesNotBelongIsRefusedAndNotRepeated() throws IOException {
    for (String line : List.of("url = 'nas://ada:geheim@h'", "password_from = 'geheim'")) {
      String other = line.startsWith("url") ? "" : "url = 'nas://h'\n";
      Path file = write("[[origin]]\n" + other + line + "\n");

      assertThatThrownBy(() -> loader().load(Optional.of(file), Overrides.none()))
          .isInstanceOfSatisfying(
              UserError.class,
              e -> {
                assertThat(e).hasMessageContaining("origin." + line.replaceFirst(" .*", ""));
                assertThat(e.getMessage() + e.remedy()).doesNotContain("geheim");
              });
    }
  }

  @Test
  void allMistakesAreFoundInOneGoInTheOrderOfTheFile() throws IOException {
    Path file = write("[cache]\nlimt = 1\nlimit = 'x'\n[lgo]\n");

    ConfigLoader.Outcome outcome = loader().examine(Optional.of(file), Overrides.none());

    assertThat(outcome.problems().stream().map(Problem::place))
        .containsExactly(file + ":2:1", file + ":3:1", file + ":4:1");
    assertThatThrownBy(() -> loader().load(Optional.of(file), Overrides.none()))
        .isInstanceOfSatisfying(
            UserError.class,
            e -> assertThat(e.remedy()).endsWith("(2 more: see musicfs config check)"));
  }

  @Test
  void aFlagWinsOverTheFileAndIsBlamedByItsName() throws IOException {
    Path file = write("[sync]\nthreads = 4\n");
    Overrides good = Overrides.none().with(Keys.SYNC_THREADS, "--threads", "9");
    Overrides wrongType = Overrides.none().with(Keys.SYNC_THREADS, "--threads", "many");
    Overrides outOfRange = Overrides.none().with(Keys.SYNC_THREADS, "--threads", Optional.of("65"));

    LoadedConfig loaded = loader().load(Optional.of(file), good);

    assertThat(loaded.config().sync().threads()).isEqualTo(9);
    assertThat(loaded.rows())
        .contains(new LoadedConfig.Row("sync.threads", "9", new Source.Flag("--threads")));
    for (Overrides wrong : List.of(wrongType, outOfRange)) {
      assertThatThrownBy(() -> loader().load(Optional.of(file), wrong))
          .isInstanceOfSatisfying(
              UserError.class,
              error -> {
                assertThat(error.exitCode()).isEqualTo(ExitCode.USAGE);
                assertThat(error).hasMessageStartingWith("--threads: ");
              });
    }
  }

  @Test
  void theFirstFileOfTheSearchOrderIsReadAndNoOther() throws IOException {
    Path system = Files.writeString(temp.resolve("system.toml"), "[sync]\nthreads = 1\n");
    Path byDefault = temp.resolve("home/.config/musicfs/config.toml");
    Path xdg = temp.resolve("xdg/musicfs/config.toml");
    Path explicit = Files.writeString(temp.resolve("explicit.toml"), "[sync]\nthreads = 4\n");
    Map<String, String> variables = Map.of("XDG_CONFIG_HOME", temp.resolve("xdg").toString());

    assertThat(threads(Map.of(), system, Optional.empty())).isEqualTo(1);
    Files.createDirectories(byDefault.getParent());
    Files.writeString(byDefault, "[sync]\nthreads = 2\n");
    assertThat(threads(Map.of(), system, Optional.empty())).isEqualTo(2);
    assertThat(threads(variables, system, Optional.empty())).isEqualTo(1);
    Files.createDirectories(xdg.getParent());
    Files.writeString(xdg, "[sync]\nthreads = 3\n");
    assertThat(threads(variables, system, Optional.empty())).isEqualTo(3);
    assertThat(threads(variables, system, Optional.of(explicit))).isEqualTo(4);
    assertThat(threads(Map.of("XDG_CONFIG_HOME", "relative"), system, Optional.empty()))
        .as("relative XDG paths are ignored")
        .isEqualTo(2);
  }

  @Test
  void aFileThatIsNotThereOrNoFileIsRefused() throws IOException {
    for (Path path : List.of(temp.resolve("none.toml"), temp)) {
      assertThatThrownBy(() -> loader().load(Optional.of(path), Overrides.none()))
          .isInstanceOfSatisfying(
              UserError.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.CONFIG))
          .hasMessageStartingWith(path + ": ");
    }
  }

  private int threads(Map<String, String> variables, Path system, Optional<Path> explicit) {
    return new ConfigLoader(environment(variables), system, TYPES)
        .load(explicit, Overrides.none())
        .config()
        .sync()
        .threads();
  }

  private ConfigLoader loader() {
    return new ConfigLoader(environment(Map.of()), temp.resolve("no-system.toml"), TYPES);
  }

  private UserEnvironment environment(Map<String, String> variables) {
    return new UserEnvironment(variables, temp.resolve("home"), 1000);
  }

  private Path write(String toml) throws IOException {
    return Files.writeString(temp.resolve("config.toml"), toml);
  }
}
