package org.musicfs.index.library;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.musicfs.core.audio.TagField;
import org.musicfs.core.config.TagsConfig;
import org.musicfs.core.content.ContentVersion;
import org.musicfs.core.content.ManifestStore;
import org.musicfs.core.content.Versions;
import org.musicfs.core.error.ExitCode;
import org.musicfs.core.error.UserError;
import org.musicfs.core.hash.Hash128;
import org.musicfs.core.origin.CachePolicy;
import org.musicfs.core.origin.OriginId;
import org.musicfs.core.origin.OriginPath;
import org.musicfs.core.tree.Node;
import org.musicfs.core.tree.TreeChange;
import org.musicfs.core.tree.TreeException;
import org.musicfs.index.catalogue.CatalogueException;
import org.musicfs.index.catalogue.Overrides;
import org.musicfs.index.catalogue.SearchSource;
import org.musicfs.index.catalogue.SyncStore.FoundFile;
import org.musicfs.index.catalogue.TrackPlace;
import org.musicfs.index.catalogue.UserState;

final class LibraryStateTest {
  @TempDir Path directory;

  private Path catalogue() {
    return directory.resolve("catalogue.db");
  }

  private Path user() {
    return directory.resolve("user.db");
  }

  private static void sql(Path database, String sql) throws Exception {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private long number(String sql) throws Exception {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + catalogue());
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getLong(1);
    }
  }

  private static void garbage(Path file, long from, int length) throws IOException {
    try (RandomAccessFile raw = new RandomAccessFile(file.toFile(), "rw")) {
      raw.seek(from);
      for (int i = 0; i < length; i++) {
        raw.write(i * 31 + 7);
      }
    }
  }

  private List<String> namesInDirectory() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(f -> f.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void aCatalogueWithACorruptHeaderIsSetAsideAndReportedAndIdsGoOnAboveTheOldOnes()
      throws Exception {
    long greatestNode;
    long version;
    long sequence;
    try (TestLibrary library = new TestLibrary(directory)) {
      library.put("1.flac", "A/B/C");
      greatestNode = library.walk().values().stream().mapToLong(Node::id).max().orElseThrow();
      version = ((Node.File) library.walk().get("A/B/C.flac")).versionId();
      sequence = library.library().searchSource().lastSequence();
    }
    garbage(catalogue(), 0, 200);
    try (TestLibrary library = new TestLibrary(directory)) {
      assertThat(library.files()).isEmpty();
      assertThat(library.tree().root().id()).isEqualTo(1);
      assertThat(library.library().status().notices(5))
          .hasSize(1)
          .allMatch(n -> n.contains("rebuilt"));
      assertThat(namesInDirectory()).anyMatch(n -> n.startsWith("catalogue.db.damaged-"));
      SearchSource source = library.library().searchSource();
      assertThat(source.oldestSequence())
          .as("an index of the old one is too old")
          .isGreaterThan(sequence + 1);
      library.put("1.flac", "A/B/C");
      library.walk().values().stream()
          .filter(n -> n.id() != 1)
          .forEach(n -> assertThat(n.id()).isGreaterThan(greatestNode));
      assertThat(((Node.File) library.walk().get("A/B/C.flac")).versionId()).isGreaterThan(version);
      assertThat(library.library().origins()).hasSize(1);
    }
  }

  @Test
  void aFileThatIsNoDatabaseOrAnothersIsSetAside() throws Exception {
    new TestLibrary(directory).close();
    Files.writeString(catalogue(), "this is not a database at all, just some text that is long");
    new TestLibrary(directory).close();
    Files.delete(catalogue());
    sql(catalogue(), "CREATE TABLE foreign_table (x)");
    try (TestLibrary library = new TestLibrary(directory)) {
      library.put("1.flac", "A/B/C");
      assertThat(library.files()).hasSize(1);
    }
    assertThat(namesInDirectory())
        .filteredOn(n -> n.startsWith("catalogue.db.damaged-"))
        .hasSize(2);
  }

  @Test
  void aCatalogueMadeBesideAnotherUserStateIsNotUsed() throws Exception {
    try (TestLibrary library = new TestLibrary(directory)) {
      library.put("1.flac", "A/B/C");
    }
    Files.delete(user());
    try (TestLibrary library = new TestLibrary(directory)) {
      assertThat(library.files()).isEmpty();
    }
  }

  @Test
  void garbageFoundWhileRunningIsReportedOnceAndTheCatalogueReplacedWhileInUse() throws Exception {
    try (TestLibrary library = new TestLibrary(directory)) {
      for (int i = 0; i < 30; i++) {
        library.put("d/" + i + ".flac", "Artist " + i + "/" + "x".repeat(200) + "/" + i);
      }
    }
    for (String table : List.of("nodes", "nodes_children", "sqlite_autoindex_nodes_1")) {
      long page = number("SELECT rootpage FROM sqlite_schema WHERE name = '" + table + "'");
      garbage(catalogue(), (page - 1) * 4096, 4096);
    }
    AtomicInteger reports = new AtomicInteger();
    try (TestLibrary library = new TestLibrary(directory)) {
      library.library().onDamage(reports::incrementAndGet);
      assertThatThrownBy(library::walk).isInstanceOf(TreeException.class);
      assertThatThrownBy(library::walk).isInstanceOf(TreeException.class);
      assertThat(library.library().isDamaged()).isTrue();
      assertThat(reports).hasValue(1);
      ToldChanges told = ToldChanges.of(library.tree());
      assertThat(library.library().replaceDamagedCatalogue()).isTrue();
      assertThat(told.take()).containsExactly(new TreeChange.Everything());
      assertThat(library.library().isDamaged()).isFalse();
      library.put("1.flac", "A/B/C");
      assertThat(library.files()).containsExactly("A/B/C.flac");
      assertThat(library.library().replaceDamagedCatalogue()).isFalse();
    }
  }

  @Test
  void garbageEverywhereBehindTheHeaderIsNoticedAtOpen() throws Exception {
    try (TestLibrary library = new TestLibrary(directory)) {
      library.put("1.flac", "A/B/C");
    }
    garbage(catalogue(), 4096, (int) Files.size(catalogue()) - 4096);
    try (TestLibrary library = new TestLibrary(directory)) {
      library.put("1.flac", "A/B/C");
      assertThat(library.files()).containsExactly("A/B/C.flac");
    }
  }

  @Test
  void whatWasFoundDamagedIsSetAsideAtTheNextStartIfNobodyDidBefore() throws Exception {
    try (TestLibrary library = new TestLibrary(directory)) {
      library.put("1.flac", "A/B/C");
    }
    Files.createFile(directory.resolve("catalogue.db.is-damaged"));
    try (TestLibrary library = new TestLibrary(directory)) {
      assertThat(library.files()).isEmpty();
    }
    assertThat(namesInDirectory()).doesNotContain("catalogue.db.is-damaged");
  }

  @Test
  void aNewerSchemaIsRefusedAndNothingChanged() throws Exception {
    for (Path file : List.of(catalogue(), user())) {
      new TestLibrary(directory).close();
      sql(file, "PRAGMA user_version = 999");
      byte[] before = Files.readAllBytes(file);
      assertThatThrownBy(() -> new TestLibrary(directory))
          .isInstanceOfSatisfying(
              UserError.class,
              e -> {
                assertThat(e.exitCode()).isEqualTo(ExitCode.STATE);
                assertThat(e).hasMessageContaining("newer musicfs").hasMessageContaining("999");
              });
      assertThat(Files.readAllBytes(file)).isEqualTo(before);
      sql(file, "PRAGMA user_version = " + (file.equals(catalogue()) ? 13 : 4));
    }
  }

  /** Takes back the steps after the eighth. */
  private void takeBackToEight() throws Exception {
    for (String step :
        List.of(
            "ALTER TABLE manifests DROP COLUMN audio_chunk",
            "ALTER TABLE manifests DROP COLUMN audio_hash",
            "DROP TABLE kept_parts",
            "ALTER TABLE versions DROP COLUMN cover_cut",
            "ALTER TABLE nodes DROP COLUMN thumbnail_of",
            "DROP TABLE splits",
            "DROP INDEX tracks_parts",
            "ALTER TABLE tracks DROP COLUMN part",
            "ALTER TABLE tracks DROP COLUMN split",
            "ALTER TABLE versions DROP COLUMN cut")) {
      sql(catalogue(), step);
    }
  }

  @Test
  void aCatalogueOfTheFirstSchemaIsBroughtUpToDate() throws Exception {
    try (TestLibrary library = new TestLibrary(directory)) {
      library.put("1.flac", "A/B/C");
    }
    takeBackToEight();
    for (String step :
        List.of(
            "DROP TABLE missing_nodes",
            "DROP TABLE missing",
            "ALTER TABLE tracks DROP COLUMN added_ms",
            "ALTER TABLE nodes DROP COLUMN value",
            "ALTER TABLE views DROP COLUMN name",
            "ALTER TABLE locations DROP COLUMN stale",
            "ALTER TABLE versions DROP COLUMN made",
            "DROP TABLE mentions",
            "DROP TABLE texts",
            "DROP INDEX nodes_cover",
            "ALTER TABLE nodes DROP COLUMN cover_of",
            "DROP INDEX versions_base",
            "ALTER TABLE versions DROP COLUMN base",
            "ALTER TABLE versions DROP COLUMN base_offset",
            "ALTER TABLE versions DROP COLUMN cover_type",
            "ALTER TABLE versions DROP COLUMN cover_offset",
            "ALTER TABLE versions DROP COLUMN cover_length",
            "DROP INDEX locations_companions",
            "ALTER TABLE locations DROP COLUMN kind",
            "ALTER TABLE locations DROP COLUMN reason",
            "DROP INDEX nodes_companion",
            "ALTER TABLE nodes DROP COLUMN companion",
            "PRAGMA user_version = 1")) {
      sql(catalogue(), step);
    }
    try (TestLibrary library = new TestLibrary(directory)) {
      assertThat(library.files()).containsExactly("A/B/C.flac");
      assertThat(library.known("1.flac").orElseThrow().stale()).as("its picture").isTrue();
      library.put("1.flac", "A/B/C");
      assertThat(library.known("1.flac").orElseThrow().stale()).isFalse();
      library.companion("cover.jpg");
      library.text("list.m3u", "1.flac");
      assertThat(library.files()).containsExactly("A/B/C.flac", "A/B/cover.jpg", "A/B/list.m3u");
    }
  }

  @Test
  void tracksAreReadAgainWhereMoreIsReadOfThemThanBefore() throws Exception {
    try (TestLibrary library = new TestLibrary(directory)) {
      library.put("1.flac", "A/B/C");
      library.companion("cover.jpg");
    }
    takeBackToEight();
    sql(catalogue(), "PRAGMA user_version = 7");
    try (TestLibrary library = new TestLibrary(directory)) {
      assertThat(library.known("1.flac").orElseThrow().stale()).as("its chapters").isTrue();
      assertThat(library.known("cover.jpg").orElseThrow().stale()).isFalse();
    }
  }

  @Test
  void overridesOfAUserStateOfTheSecondSchemaAreKept() throws Exception {
    try (TestLibrary library = new TestLibrary(directory)) {
      library.put("1.flac", "A/B/C");
      library
          .library()
          .setOverrides(
              new TrackPlace(library.origin(), OriginPath.of("1.flac")),
              Map.of(TagField.TITLE, List.of("Mine")));
    }
    for (String step :
        List.of(
            "DROP INDEX overrides_fingerprint",
            "CREATE TABLE old (origin INTEGER NOT NULL, path BLOB NOT NULL, field TEXT NOT NULL,"
                + " value BLOB NOT NULL, fingerprint BLOB, sequence INTEGER NOT NULL,"
                + " PRIMARY KEY (origin, path, field))",
            "INSERT INTO old SELECT origin, path, field, value, fingerprint, sequence"
                + " FROM overrides",
            "DROP TABLE overrides",
            "ALTER TABLE old RENAME TO overrides",
            "ALTER TABLE override_changes DROP COLUMN part",
            "DROP TABLE pins",
            "PRAGMA user_version = 2")) {
      sql(user(), step);
    }
    try (TestLibrary library = new TestLibrary(directory)) {
      library.put("1.flac", "A/B/C");
      assertThat(library.files()).containsExactly("A/B/Mine.flac");
    }
  }

  @Test
  void tracksAreStaleWhenTheirTagsAreToBeReadByOtherRules() throws Exception {
    TagsConfig first = new TagsConfig(List.of("; "), List.of(), "windows-1252");
    try (TestLibrary library = new TestLibrary(directory)) {
      library.library().readTagsBy(first);
      library.put("1.flac", "A/B/C");
      library.library().readTagsBy(first);
      assertThat(library.known("1.flac").orElseThrow().stale()).isFalse();

      library.library().readTagsBy(new TagsConfig(List.of("; "), List.of(), "windows-1251"));
      assertThat(library.known("1.flac").orElseThrow().stale()).isTrue();
    }
  }

  @Test
  void damagedUserStateIsRefusedWithTheCommandThatRestoresIt() throws Exception {
    try (TestLibrary library = new TestLibrary(directory)) {
      library.put("1.flac", "A/B/C");
      library.library().maintain();
    }
    garbage(user(), 0, 300);
    UserError refused = refusal();
    assertThat(refused.exitCode()).isEqualTo(ExitCode.STATE);
    String command = refused.remedy().substring(refused.remedy().indexOf(": ") + 2);
    Process shell = new ProcessBuilder("sh", "-c", command).inheritIO().start();
    assertThat(shell.waitFor()).isZero();
    try (TestLibrary library = new TestLibrary(directory)) {
      assertThat(library.files()).containsExactly("A/B/C.flac");
    }
    Files.delete(user());
    assertThat(refusal()).hasMessageContaining("is gone");
  }

  @Test
  void garbageInsideTheUserStateIsFoundAtOpen() throws Exception {
    try (TestLibrary library = new TestLibrary(directory)) {
      for (int i = 0; i < 200; i++) {
        library.library().putOrigin("local", "/origin/" + "x".repeat(100) + i, CachePolicy.AUTO);
      }
    }
    garbage(user(), Files.size(user()) / 2, 8192);
    assertThat(refusal().remedy()).contains("there is no daily copy yet");
  }

  private UserError refusal() {
    try {
      new TestLibrary(directory).close();
    } catch (UserError e) {
      return e;
    } catch (CatalogueException e) {
      throw new AssertionError(e);
    }
    throw new AssertionError("opened");
  }

  @Test
  void theDailyCopyIsMadeOncePerDay() throws Exception {
    Path copy = directory.resolve("user.db.daily");
    try (TestLibrary library = new TestLibrary(directory)) {
      library.now.set(System.currentTimeMillis());
      library.library().maintain();
      byte[] first = Files.readAllBytes(copy);
      library.library().putOrigin("local", "/two", CachePolicy.FALSE);
      library.library().maintain();
      assertThat(Files.readAllBytes(copy)).isEqualTo(first);
      library.now.addAndGet(25 * 3_600_000L);
      library.library().maintain();
      assertThat(Files.readAllBytes(copy)).isNotEqualTo(first);
    }
  }

  @Test
  void originIdsAreNeverReusedAndComeBackWithARestoredUserState() throws Exception {
    try (TestLibrary library = new TestLibrary(directory)) {
      library.library().maintain();
      assertThat(library.library().putOrigin("local", "/two", CachePolicy.TRUE).id().value())
          .isEqualTo(2);
    }
    Files.copy(directory.resolve("user.db.daily"), user(), StandardCopyOption.REPLACE_EXISTING);
    try (TestLibrary library = new TestLibrary(directory)) {
      assertThat(library.library().putOrigin("local", "/three", CachePolicy.TRUE).id().value())
          .isEqualTo(3);
      assertThat(library.library().origins()).hasSize(3);
    }
  }

  @Test
  void anOverrideMovesTheTrackSurvivesRescansAndFollowsTheFile() throws Exception {
    try (TestLibrary library = new TestLibrary(directory)) {
      library.put("1.flac", "A/B/C");
      long id = library.walk().get("A/B/C.flac").id();
      library
          .library()
          .setOverrides(
              new TrackPlace(library.origin(), OriginPath.of("1.flac")),
              Map.of(TagField.ALBUM, List.of("Better")));
      assertThat(library.walk().get("A/Better/C.flac").id()).isEqualTo(id);
      library.put("1.flac", "A/B/C");
      assertThat(library.files()).containsExactly("A/Better/C.flac");
      library.move("1.flac", "2.flac", "A/B/C");
      assertThat(library.files()).containsExactly("A/Better/C.flac");
      library
          .library()
          .removeOverrides(
              new TrackPlace(library.origin(), OriginPath.of("2.flac")), Set.of(TagField.ALBUM));
      assertThat(library.files()).containsExactly("A/B/C.flac");
      assertThat(library.library().overrides()).isEmpty();
    }
  }

  @Test
  void anOverrideThatTheCatalogueDidNotSeeBeforeACrashIsReplayedAtOpen() throws Exception {
    var clock = InstantSource.system();
    try (TestLibrary library = new TestLibrary(directory)) {
      library.put("1.flac", "A/B/C");
      library.put("2.flac", "A/B/D");
    }
    long before;
    try (UserState user = UserState.open(directory, clock)) {
      // What setOverrides commits first; the process dies before the catalogue follows.
      new Overrides(user)
          .put(
              new TrackPlace(new OriginId(1), OriginPath.of("1.flac")),
              Optional.empty(),
              Map.of(TagField.TITLE, List.of("New")));
    }
    try (TestLibrary library = new TestLibrary(directory)) {
      assertThat(library.files()).containsExactly("A/B/D.flac", "A/B/New.flac");
      before = library.library().searchSource().lastSequence();
      assertThat(library.library().searchSource().changes(0, 100)).hasSize(2);
    }
    try (TestLibrary library = new TestLibrary(directory)) {
      assertThat(library.library().searchSource().lastSequence()).isEqualTo(before);
    }
  }

  @Test
  void anOverrideIsFoundByTheAudioWhenThePathHasNone() throws Exception {
    try (UserState user = UserState.open(directory, InstantSource.system())) {
      Overrides overrides = new Overrides(user);
      var origin = user.putOrigin("local", "/music", CachePolicy.TRUE).id();
      var audio = new Overrides.Fingerprint(1_000, new Hash128(1, 2));
      var other = new Overrides.Fingerprint(1_001, new Hash128(1, 2));
      var values = Map.of(TagField.TITLE, List.of("T", "U"), TagField.COMMENT, List.<String>of());
      overrides.put(new TrackPlace(origin, OriginPath.of("1")), Optional.of(audio), values);
      assertThat(overrides.find(new TrackPlace(origin, OriginPath.of("2")), Optional.of(audio)))
          .isEqualTo(values);
      assertThat(overrides.find(new TrackPlace(origin, OriginPath.of("2")), Optional.of(other)))
          .isEmpty();
      assertThat(overrides.find(new TrackPlace(origin, OriginPath.of("2")), Optional.empty()))
          .isEmpty();
    }
  }

  @Test
  void aReplacedVersionStaysKnownAndIsLetGoAtALaterStart() throws Exception {
    long old;
    AtomicInteger reported = new AtomicInteger();
    try (TestLibrary library = new TestLibrary(directory)) {
      library.put("d/1.flac", "A/B/C");
      old = ((Node.File) library.walk().get("A/B/C.flac")).versionId();
      Versions versions = library.library().versions((origin, path) -> reported.incrementAndGet());
      ContentVersion first = versions.find(old).orElseThrow();
      ManifestStore manifests = library.library().manifests();
      manifests.save(Map.of(old, new byte[] {1, 2}, 999_999L, new byte[] {3}), Map.of());
      assertThat(manifests.load(old)).contains(new byte[] {1, 2});
      assertThat(manifests.load(999_999L)).isEmpty();
      library.put("d/1.flac", "A/B/C");
      assertThat(versions.find(old)).contains(first);
      library.remove("d/1.flac");
      assertThat(versions.find(old)).contains(first);
      assertThat(first.locations().getFirst().path()).isEqualTo(OriginPath.of("d/1.flac"));
      versions.reportChanged(old);
      assertThat(reported).hasValue(1);
      library.now.addAndGet(48 * 3_600_000L);
      library.library().maintain();
      assertThat(versions.find(old)).isPresent();
    }
    try (TestLibrary library = new TestLibrary(directory)) {
      library.now.addAndGet(96 * 3_600_000L);
      library.library().maintain();
      assertThat(library.library().versions((o, p) -> {}).find(old)).isPresent();
      library.reopen();
      library.library().maintain();
      assertThat(library.library().versions((o, p) -> {}).find(old)).isEmpty();
      AtomicInteger left = new AtomicInteger();
      library.library().manifests().forEach((v, m) -> left.incrementAndGet() >= 0);
      assertThat(left).hasValue(0);
    }
  }

  @Test
  void theOutboxFoldsChangesOfOneTrackAndIsLetGoUpToWhatWasAcknowledged() throws Exception {
    try (TestLibrary library = new TestLibrary(directory)) {
      SearchSource source = library.library().searchSource();
      assertThat(source.oldestSequence()).isEqualTo(source.lastSequence() + 1);
      library.put("1.flac", "A/B/C");
      library.put("2.flac", "A/B/D");
      library.put("1.flac", "A/B/E");
      library.put("1.flac", "A/B/E"); // nothing of what is searched changed
      List<SearchSource.Change> changes = source.changes(0, 100);
      assertThat(changes).hasSize(2);
      assertThat(changes.getLast().sequence()).isEqualTo(source.lastSequence());
      assertThat(changes.getLast().document().orElseThrow().tags().first(TagField.TITLE))
          .contains("E");
      source.acknowledge(changes.getFirst().sequence());
      assertThat(source.oldestSequence()).isEqualTo(changes.getFirst().sequence() + 1);
      assertThat(source.changes(0, 100)).hasSize(1);
      library.remove("2.flac");
      assertThat(source.changes(0, 100).getLast().document()).isEmpty();
      source.acknowledge(Long.MAX_VALUE);
      assertThat(source.changes(0, 100)).isEmpty();
      assertThat(source.oldestSequence()).isEqualTo(source.lastSequence() + 1);
      assertThat(source.documents(0, 10)).hasSize(1);
    }
  }

  @Test
  void anotherTemplateMovesEveryTrackKeepsItsNodeAndGoesOnAfterAnInterruption() throws Exception {
    try (TestLibrary library = new TestLibrary(directory)) {
      List<FoundFile> batch = new ArrayList<>();
      for (int i = 0; i < 1_300; i++) {
        batch.add(library.found("d/" + i + ".flac", "A/B " + i % 10 + "/T" + i));
      }
      library.apply(batch, List.of());
      Map<String, Node> before = library.walk();
      // Under the new one each track wants the name that its neighbour holds under the old one.
      String shifted = "$albumartist/$album/%replace{$title,T,T1}.$ext";
      library.reopen(shifted);
      assertThat(library.library().treeBuilder().isNeeded()).isTrue();
      AtomicInteger batches = new AtomicInteger();
      assertThat(library.library().treeBuilder().replaceAll(() -> batches.incrementAndGet() > 1))
          .isFalse();
      library.reopen(shifted);
      assertThat(library.files()).hasSize(1_300);
      assertThat(library.library().treeBuilder().replaceAll(() -> false)).isTrue();
      assertThat(library.library().treeBuilder().isNeeded()).isFalse();
      Map<String, Node> after = library.walk();
      before.forEach(
          (path, node) -> {
            if (node instanceof Node.File) {
              assertThat(after.get(path.replace("/T", "/T1")).id()).as(path).isEqualTo(node.id());
            }
          });
      assertThat(library.files()).hasSize(1_300).noneMatch(f -> f.contains("["));
      library.reopen(shifted);
      assertThat(library.library().treeBuilder().isNeeded()).isFalse();
    }
  }
}
