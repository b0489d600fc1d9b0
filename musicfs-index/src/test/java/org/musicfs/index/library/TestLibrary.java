package org.musicfs.index.library;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import org.musicfs.core.audio.AudioFormat;
import org.musicfs.core.audio.AudioProperties;
import org.musicfs.core.audio.CompanionKind;
import org.musicfs.core.audio.CoverPicture;
import org.musicfs.core.audio.ImageType;
import org.musicfs.core.audio.Layout;
import org.musicfs.core.audio.Region;
import org.musicfs.core.audio.TagField;
import org.musicfs.core.audio.Tags;
import org.musicfs.core.audio.TrackMetadata;
import org.musicfs.core.name.NameRules;
import org.musicfs.core.origin.CachePolicy;
import org.musicfs.core.origin.FileStamp;
import org.musicfs.core.origin.OriginId;
import org.musicfs.core.origin.OriginPath;
import org.musicfs.core.template.Template;
import org.musicfs.core.template.TemplateException;
import org.musicfs.core.tree.FileTree;
import org.musicfs.core.tree.Node;
import org.musicfs.core.tree.TreeException;
import org.musicfs.index.catalogue.CatalogueException;
import org.musicfs.index.catalogue.FoundContent;
import org.musicfs.index.catalogue.SyncStore;
import org.musicfs.index.catalogue.SyncStore.FoundFile;
import org.musicfs.index.catalogue.SyncStore.KnownDirectory;
import org.musicfs.index.catalogue.SyncStore.KnownFile;
import org.musicfs.index.catalogue.SyncStore.SyncBatch;
import org.musicfs.index.tree.TreeRules;
import org.musicfs.index.tree.Views;

/** A real library in a directory, a clock that ticks with every look, and short ways to fill it. */
final class TestLibrary implements AutoCloseable {
  static final String SIMPLE = "$albumartist/$album/$title.$ext";

  final AtomicLong now = new AtomicLong(1_700_000_000_000L);
  final InstantSource clock = () -> Instant.ofEpochMilli(now.addAndGet(1_000));
  final Path directory;
  private long nextMtime = 1_600_000_000_123_456_789L;
  private Library library;
  private OriginId origin;

  TestLibrary(Path directory) throws CatalogueException {
    this(directory, SIMPLE);
  }

  TestLibrary(Path directory, String template) throws CatalogueException {
    this.directory = directory;
    this.library = open(directory, template, clock);
    this.origin = library.putOrigin("local", "file:///music", CachePolicy.TRUE).id();
  }

  static Library open(Path directory, String template, InstantSource clock)
      throws CatalogueException {
    return Library.open(directory, Views.only(rules(template)), clock);
  }

  /** With all companions. */
  static TreeRules rules(String template) {
    return new TreeRules(
        Optional.empty(),
        "",
        List.of(),
        template(template),
        NameRules.DEFAULTS,
        EnumSet.allOf(CompanionKind.class),
        true);
  }

  static Template template(String template) {
    try {
      return Template.parse(template);
    } catch (TemplateException e) {
      throw new IllegalArgumentException(e.render(), e);
    }
  }

  void reopen(String template) throws CatalogueException {
    library.close();
    library = open(directory, template, clock);
  }

  /** Opens it with other companions wanted, and makes the tree anew by that. */
  void reopen(Set<CompanionKind> companions) throws CatalogueException {
    TreeRules all = rules(SIMPLE);
    reopen(
        Views.only(
            new TreeRules(
                all.wanted(),
                all.listedUnder(),
                all.choices(),
                all.otherwise(),
                all.names(),
                companions,
                all.tagsFromPath())));
  }

  /** Opens it with other views, and makes them. */
  void reopen(Views views) throws CatalogueException {
    library.close();
    library = Library.open(directory, views, clock);
    library.treeBuilder().replaceAll(() -> false);
  }

  void advance(Duration time) {
    now.addAndGet(time.toMillis());
  }

  /** Closes it and removes its catalogue; the user state stays. */
  void loseCatalogue() throws CatalogueException, IOException {
    library.close();
    for (String name : List.of("catalogue.db", "catalogue.db-wal", "catalogue.db-shm")) {
      Files.deleteIfExists(directory.resolve(name));
    }
    library = open(directory, SIMPLE, clock);
  }

  void reopen() throws CatalogueException {
    reopen(SIMPLE);
  }

  Library library() {
    return library;
  }

  FileTree tree() {
    return library.tree();
  }

  SyncStore store() {
    return library.syncStore();
  }

  OriginId origin() {
    return origin;
  }

  /** Tags from {@code artist/album/title}. */
  static Tags tags(String path) {
    String[] parts = path.split("/", -1);
    Map<TagField, List<String>> tags = new EnumMap<>(TagField.class);
    tags.put(TagField.ALBUMARTIST, List.of(parts[0]));
    tags.put(TagField.ALBUM, List.of(parts[1]));
    tags.put(TagField.TITLE, List.of(parts[2]));
    return Tags.of(tags);
  }

  FoundFile found(String path, Tags tags, Optional<Long> previous, Optional<String> problem) {
    nextMtime += 1_000_000_007L;
    long size = 1_000 + nextMtime % 997;
    FileStamp stamp = new FileStamp(size, nextMtime, nextMtime, 1, 1, "");
    Layout layout =
        problem.isPresent()
            ? Layout.unknown(size)
            : Layout.of(size, List.of(new Region(Region.Kind.AUDIO, 100, size - 150)));
    return new FoundFile(
        OriginPath.of(path),
        stamp,
        false,
        previous,
        new FoundContent.Audio(
            new TrackMetadata(
                AudioFormat.FLAC,
                tags,
                new AudioProperties(200_000, 900_000, 44_100, 2, 16),
                layout,
                Optional.empty(),
                problem)));
  }

  /** Adds or changes a track with a picture in it. */
  void putWithCover(String path, String as, ImageType type, long length) throws CatalogueException {
    FoundFile file = found(path, tags(as), known(path).map(KnownFile::id), Optional.empty());
    apply(List.of(withCover(file, type, length)), List.of());
  }

  /** The same file, of which more was read. */
  FoundFile withCover(FoundFile file, ImageType type, long length) {
    return withCover(file, new CoverPicture(type, 40, length));
  }

  FoundFile withCover(FoundFile file, CoverPicture cover) {
    TrackMetadata plain = file.metadata().orElseThrow();
    TrackMetadata pictured =
        new TrackMetadata(
            plain.format(),
            plain.tags(),
            plain.properties(),
            plain.layout(),
            Optional.of(cover),
            plain.problem());
    return new FoundFile(
        file.path(), file.stamp(), false, file.previous(), new FoundContent.Audio(pictured));
  }

  /** Adds or changes a file with these genres. */
  void putWithGenres(String path, String as, String... genres) throws CatalogueException {
    Tags tags = tags(as).with(Map.of(TagField.GENRE, List.of(genres)));
    apply(List.of(found(path, tags, known(path).map(KnownFile::id), Optional.empty())), List.of());
  }

  FoundFile found(String path, String as) {
    return found(path, tags(as), Optional.empty(), Optional.empty());
  }

  /** Adds or changes a file: its path, and {@code artist/album/title}. */
  void put(String path, String as) throws CatalogueException {
    apply(
        List.of(found(path, tags(as), known(path).map(KnownFile::id), Optional.empty())),
        List.of());
  }

  /** Adds or changes a file that is no track. */
  void other(String path, FoundContent content) throws CatalogueException {
    FoundFile file = found(path, "-/-/-");
    apply(
        List.of(
            new FoundFile(
                file.path(), file.stamp(), false, known(path).map(KnownFile::id), content)),
        List.of());
  }

  void companion(String path) throws CatalogueException {
    other(path, new FoundContent.Companion(Optional.empty()));
  }

  /** Adds or changes a playlist or a cue sheet. */
  void text(String path, String... lines) throws CatalogueException {
    byte[] text = (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8);
    other(path, new FoundContent.Companion(Optional.of(text)));
  }

  void move(String from, String to, String as) throws CatalogueException {
    long id = known(from).orElseThrow().id();
    apply(List.of(found(to, tags(as), Optional.of(id), Optional.empty())), List.of());
  }

  void remove(String path) throws CatalogueException {
    apply(List.of(), List.of(known(path).orElseThrow().id()));
  }

  void apply(List<FoundFile> found, List<Long> removed) throws CatalogueException {
    store().apply(new SyncBatch(origin, List.of(), found, List.of(), removed, List.of()));
  }

  Optional<KnownFile> known(String path) throws CatalogueException {
    OriginPath at = OriginPath.of(path);
    Optional<KnownDirectory> directory = store().directory(origin, at.parent());
    if (directory.isEmpty()) {
      return Optional.empty();
    }
    return store().files(directory.get()).stream().filter(f -> f.path().equals(at)).findFirst();
  }

  /** Every node by its path. */
  Map<String, Node> walk() throws TreeException {
    Map<String, Node> all = new TreeMap<>();
    walk(tree().root(), "", all);
    return all;
  }

  private void walk(Node.Directory directory, String path, Map<String, Node> all)
      throws TreeException {
    all.put(path, directory);
    for (Node child : children(directory.id())) {
      String childPath = path.isEmpty() ? child.name() : path + "/" + child.name();
      if (child instanceof Node.Directory below) {
        walk(below, childPath, all);
      } else if (all.put(childPath, child) != null) {
        throw new AssertionError("twice: " + childPath);
      }
    }
  }

  List<Node> children(long directory) throws TreeException {
    List<Node> children = new ArrayList<>();
    tree().list(directory, 0, children::add);
    return children;
  }

  /** Paths of the files. */
  List<String> files() throws TreeException {
    return walk().entrySet().stream()
        .filter(e -> e.getValue() instanceof Node.File)
        .map(Map.Entry::getKey)
        .toList();
  }

  @Override
  public void close() throws CatalogueException {
    library.close();
  }
}
