package org.musicfs.index.library;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.musicfs.core.audio.TagField;
import org.musicfs.core.audio.Tags;
import org.musicfs.core.origin.OriginPath;
import org.musicfs.index.catalogue.SyncStore.FoundFile;
import org.musicfs.index.catalogue.SyncStore.KnownFile;
import org.musicfs.index.catalogue.TrackPlace;

/**
 * Random changes of every kind, over so few names that most collide, beside a copy of the tree that
 * drops only what it is told to. What it still has must be right, what it dropped must have
 * changed.
 */
final class TreeCopyModelTest {
  private static final String[] ARTISTS = {"Abba", "ABBA", "Björk"};
  private static final String[] TITLES = {"One", "one", "ONE", "Two", "Zwei/Drei", "..."};
  private static final List<String> TEMPLATES =
      List.of(
          TestLibrary.SIMPLE,
          "%if{$work,$work/}$title%aunique{title,artist}",
          "$album/$albumartist/$title.$ext",
          "$title.$ext");

  /** Names that may come up, asked for in each directory. */
  private static final List<String> OTHERS =
      List.of("Abba", "ABBA", "One", "one", "One.flac", "one.flac", "ONE.flac", "Two", "Two.flac");

  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void aCopyThatDropsWhatItIsToldIsAlwaysTheTree(long seed) throws Exception {
    Random random = new Random(seed);
    String template = TEMPLATES.get((int) (seed % TEMPLATES.size()));
    try (TestLibrary library = new TestLibrary(directory, template)) {
      TreeCopy copy = new TreeCopy();
      library.tree().onChange(copy);
      for (int step = 0; step < 150; step++) {
        copy.fill(library.tree(), OTHERS);
        int what = random.nextInt(30);
        if (what == 0) {
          template = TEMPLATES.get(random.nextInt(TEMPLATES.size()));
          library.reopen(template);
          library.tree().onChange(copy);
          library.library().treeBuilder().replaceAll(() -> false);
        } else if (what < 6) {
          override(library, random);
        } else {
          sync(library, random);
        }
        copy.check("seed " + seed + " step " + step + " " + template, library.tree());
      }
    }
  }

  private static String path(Random random) {
    return "d" + random.nextInt(3) + "/" + random.nextInt(6) + ".flac";
  }

  private static void override(TestLibrary library, Random random) throws Exception {
    OriginPath path = OriginPath.of(path(random));
    if (random.nextInt(3) == 0) {
      library
          .library()
          .removeOverrides(
              new TrackPlace(library.origin(), path), Set.of(TagField.TITLE, TagField.ALBUM));
    } else {
      library
          .library()
          .setOverrides(
              new TrackPlace(library.origin(), path),
              Map.of(
                  random.nextBoolean() ? TagField.TITLE : TagField.ALBUM,
                  List.of(TITLES[random.nextInt(TITLES.length)])));
    }
  }

  /** One batch: files that are new, changed, moved and gone. */
  private static void sync(TestLibrary library, Random random) throws Exception {
    List<FoundFile> found = new ArrayList<>();
    List<Long> removed = new ArrayList<>();
    Set<String> touched = new HashSet<>();
    for (int i = random.nextInt(1, 6); i > 0; i--) {
      String path = path(random);
      if (!touched.add(path)) {
        continue;
      }
      Optional<Long> known = library.known(path).map(KnownFile::id);
      String to = path(random);
      int what = random.nextInt(10);
      if (known.isPresent() && what < 4) {
        removed.add(known.get());
      } else if (known.isPresent() && what < 6 && touched.add(to)) {
        found.add(library.found(to, tags(random), known, Optional.empty()));
      } else {
        found.add(library.found(path, tags(random), known, Optional.empty()));
      }
    }
    library.apply(found, removed);
  }

  private static Tags tags(Random random) {
    String work = random.nextBoolean() ? "" : TITLES[random.nextInt(TITLES.length)];
    String artist = ARTISTS[random.nextInt(ARTISTS.length)];
    return Tags.of(
        Map.of(
            TagField.ALBUMARTIST, List.of(artist),
            TagField.ARTIST, List.of(artist),
            TagField.WORK, List.of(work),
            TagField.ALBUM, List.of(work),
            TagField.TITLE, List.of(TITLES[random.nextInt(TITLES.length)])));
  }
}
