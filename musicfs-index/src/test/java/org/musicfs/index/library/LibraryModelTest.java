package org.musicfs.index.library;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.musicfs.core.audio.TagField;
import org.musicfs.core.audio.Tags;
import org.musicfs.core.name.NameRules;
import org.musicfs.core.origin.OriginPath;
import org.musicfs.core.tree.Node;
import org.musicfs.core.tree.NodeAttributes;
import org.musicfs.index.catalogue.SearchSource;
import org.musicfs.index.catalogue.SyncStore.FoundFile;
import org.musicfs.index.catalogue.SyncStore.KnownDirectory;
import org.musicfs.index.catalogue.SyncStore.KnownFile;

/**
 * Random additions, changes, moves and removals, several to a transaction, over so few names that
 * most of them collide; after each transaction the library is compared with a map from original
 * path to tags, and with what it was before.
 */
final class LibraryModelTest {
  private static final String[] ARTISTS = {"Abba", "ABBA", "Björk"};
  private static final String[] TITLES = {"One", "one", "ONE", "Two", "Zwei/Drei", "..."};

  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void anySequenceLeavesATreeThatKeepsItsPromises(long seed) throws Exception {
    // In the second, files and directories meet in one parent, and albums compete for texts.
    String template =
        seed % 2 == 0 ? TestLibrary.SIMPLE : "%if{$work,$work/}$title%aunique{title,artist}";
    Random random = new Random(seed);
    Map<String, String> model = new HashMap<>();
    try (TestLibrary library = new TestLibrary(directory, template)) {
      for (int step = 0; step < 120; step++) {
        Map<String, Node> before = library.walk();
        Map<String, Place> placesBefore = places(library);
        Set<String> touched = step(library, model, random);
        String context = "seed " + seed + " step " + step;
        check(context, library, model);
        Map<String, Place> places = places(library);
        assertThat(places.keySet()).as(context).isEqualTo(model.keySet());
        placesBefore.keySet().removeAll(touched);
        assertThat(places).as(context).containsAllEntriesOf(placesBefore);
        checkDirectoryTimes(context, before, library.walk());
        if (step % 40 == 39) {
          Map<String, Node> last = library.walk();
          library.reopen(template);
          assertThat(library.walk()).as(context).isEqualTo(last);
        }
      }
    }
  }

  /** One transaction. Returns the original paths it touched. */
  private Set<String> step(TestLibrary library, Map<String, String> model, Random random)
      throws Exception {
    List<FoundFile> found = new ArrayList<>();
    List<Long> removed = new ArrayList<>();
    Set<String> touched = new HashSet<>();
    Map<String, String> next = new HashMap<>(model);
    for (int i = random.nextInt(1, 5); i > 0; i--) {
      String path = "d" + random.nextInt(3) + "/" + random.nextInt(6) + ".flac";
      if (!touched.add(path)) {
        continue;
      }
      String as =
          ARTISTS[random.nextInt(ARTISTS.length)]
              + "|"
              + (random.nextBoolean() ? "" : TITLES[random.nextInt(TITLES.length)])
              + "|"
              + TITLES[random.nextInt(TITLES.length)];
      Optional<KnownFile> known = library.known(path);
      int what = random.nextInt(10);
      if (known.isPresent() && what < 3) {
        removed.add(known.get().id());
        next.remove(path);
      } else if (known.isPresent() && what < 5) {
        String to = "d" + random.nextInt(3) + "/" + random.nextInt(6) + ".flac";
        if (touched.add(to)) {
          String kept = random.nextBoolean() ? as : String.valueOf(model.get(path));
          found.add(found(library, to, kept, Optional.of(known.get().id())));
          next.remove(path);
          next.put(to, kept);
        }
      } else {
        String kept = known.isPresent() && what == 5 ? String.valueOf(model.get(path)) : as;
        found.add(found(library, path, kept, known.map(KnownFile::id)));
        next.put(path, kept);
      }
    }
    library.apply(found, removed);
    model.clear();
    model.putAll(next);
    return touched;
  }

  private static FoundFile found(
      TestLibrary library, String path, String as, Optional<Long> previous) {
    String[] parts = as.split("\\|", -1);
    Map<TagField, List<String>> tags = new HashMap<>();
    tags.put(TagField.ALBUMARTIST, List.of(parts[0]));
    tags.put(TagField.ARTIST, List.of(parts[0]));
    tags.put(TagField.WORK, List.of(parts[1]));
    tags.put(TagField.ALBUM, List.of(parts[1]));
    tags.put(TagField.TITLE, List.of(parts[2]));
    return library.found(path, Tags.of(tags), previous, Optional.empty());
  }

  /** Path in the tree by track. */
  private static Map<Long, String> listed(TestLibrary library) throws Exception {
    SearchSource source = library.library().searchSource();
    Map<Long, String> paths = new TreeMap<>();
    for (SearchSource.Document track : source.documents(0, 1_000)) {
      paths.put(track.trackId(), source.path(track.trackId()).orElseThrow());
    }
    return paths;
  }

  private static void check(String context, TestLibrary library, Map<String, String> model)
      throws Exception {
    Map<String, Node> nodes = library.walk();
    Map<Long, String> paths = listed(library);
    assertThat(paths).as(context).hasSize(model.size());
    assertThat(new HashSet<>(paths.values())).as(context).hasSize(model.size());
    assertThat(new HashSet<>(library.files())).as(context).isEqualTo(new HashSet<>(paths.values()));
    assertThat(nodes.values().stream().map(Node::id).distinct().count())
        .as(context)
        .isEqualTo(nodes.size());
    long bytes = 0;
    int files = 0;
    for (Map.Entry<String, Node> entry : nodes.entrySet()) {
      Node node = entry.getValue();
      if (node instanceof Node.File file) {
        bytes += file.sizeBytes();
        files++;
        continue;
      }
      List<Node> children = library.children(node.id());
      assertThat(children.isEmpty() && !entry.getKey().isEmpty()).as(context).isFalse();
      assertThat(children.stream().map(c -> NameRules.collisionKey(c.name())).distinct().count())
          .as(context)
          .isEqualTo(children.size());
      assertThat(children.stream().filter(Node.Directory.class::isInstance).count())
          .as(context)
          .isEqualTo(((Node.Directory) node).subdirectories());
      for (Node child : children) {
        assertThat(library.tree().lookup(node.id(), child.name())).as(context).contains(child);
      }
    }
    var counts = library.tree().counts();
    assertThat(counts.files()).as(context).isEqualTo(files);
    assertThat(counts.bytes()).as(context).isEqualTo(bytes);
    assertThat(counts.directories()).as(context).isEqualTo(nodes.size() - files);
    assertThat(library.library().status().totals().albums())
        .as(context)
        .isEqualTo(
            nodes.values().stream()
                .filter(Node.File.class::isInstance)
                .map(Node::parentId)
                .distinct()
                .count());
    Set<String> known = new HashSet<>();
    for (int d = 0; d < 3; d++) {
      Optional<KnownDirectory> at =
          library.store().directory(library.origin(), OriginPath.of("d" + d));
      if (at.isPresent()) {
        library.store().files(at.get()).forEach(f -> known.add(f.path().toString()));
      }
    }
    assertThat(known).as(context).isEqualTo(model.keySet());
    assertThat(library.store().trackCount(library.origin())).as(context).isEqualTo(model.size());
  }

  /** Where each original is listed, and its node. */
  private record Place(String path, long node) {}

  private static Map<String, Place> places(TestLibrary library) throws Exception {
    NodeAttributes attributes = library.library().attributes(new TenBytesCached());
    Map<String, Place> places = new HashMap<>();
    for (Map.Entry<String, Node> entry : library.walk().entrySet()) {
      byte[] original = attributes.attributes(entry.getValue()).get("user.musicfs.path");
      if (original != null) {
        places.put(
            new String(original, StandardCharsets.UTF_8),
            new Place(entry.getKey(), entry.getValue().id()));
      }
    }
    return places;
  }

  private static void checkDirectoryTimes(
      String context, Map<String, Node> before, Map<String, Node> after) {
    Map<Long, Set<String>> membersBefore = members(before);
    Map<Long, Set<String>> membersAfter = members(after);
    Map<Long, Node> old = new HashMap<>();
    before.values().forEach(n -> old.put(n.id(), n));
    for (Node node : after.values()) {
      if (node instanceof Node.Directory && old.get(node.id()) instanceof Node.Directory was) {
        boolean same = membersBefore.get(node.id()).equals(membersAfter.get(node.id()));
        if (same) {
          assertThat(node.mtimeNanos()).as(context + " " + node).isEqualTo(was.mtimeNanos());
        } else {
          assertThat(node.mtimeNanos()).as(context + " " + node).isGreaterThan(was.mtimeNanos());
        }
      }
    }
  }

  private static Map<Long, Set<String>> members(Map<String, Node> nodes) {
    Map<Long, Set<String>> members = new HashMap<>();
    nodes.values().forEach(n -> members.computeIfAbsent(n.id(), id -> new HashSet<>()));
    for (Node node : nodes.values()) {
      if (node.id() != node.parentId()) {
        members
            .computeIfAbsent(node.parentId(), id -> new HashSet<>())
            .add(node.id() + node.name());
      }
    }
    return members;
  }
}
