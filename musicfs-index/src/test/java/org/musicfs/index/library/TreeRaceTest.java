package org.musicfs.index.library;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.musicfs.core.tree.FileTree;
import org.musicfs.core.tree.Node;

/** Answers read before a commit and kept after it must not be handed out again. */
@Timeout(120)
final class TreeRaceTest {
  private static final int COMMITS = 400;

  /** Where a listing may begin: twice as many as the tree keeps listings. */
  private static final int PLACES = 128;

  @TempDir Path directory;

  @Test
  void whoIsToldOfACommitIsNeverAnsweredFromBeforeIt() throws Exception {
    try (TestLibrary library = new TestLibrary(directory);
        ExecutorService readers = Executors.newFixedThreadPool(2)) {
      library.put("1.flac", "A/B/One");
      FileTree tree = library.tree();
      long album = library.walk().get("A/B").id();
      long file = library.walk().get("A/B/One.flac").id();
      AtomicBoolean stop = new AtomicBoolean();
      List<Future<?>> reading = new ArrayList<>();
      for (int reader = 0; reader < 2; reader++) {
        long seed = reader;
        reading.add(
            readers.submit(
                () -> {
                  Random random = new Random(seed);
                  while (!stop.get()) {
                    // Others in the same slots of the caches, so that queries go on all the time.
                    tree.node(file + 1_024L * random.nextInt(1, 9));
                    tree.node(file);
                    tree.lookup(album, "One.flac");
                    tree.list(album, -random.nextInt(PLACES), node -> false);
                  }
                  return true;
                }));
      }
      List<String> stale = new ArrayList<>();
      AtomicReference<Long> newest = new AtomicReference<>(0L);
      tree.onChange(
          change -> {
            try {
              long before = newest.get();
              for (int place = 0; place < PLACES; place++) {
                List<Node> seen = new ArrayList<>();
                seen.add(tree.node(file).orElseThrow());
                seen.add(tree.lookup(album, "One.flac").orElseThrow());
                tree.list(album, -place, seen::add);
                for (Node node : seen) {
                  long version = ((Node.File) node).versionId();
                  newest.accumulateAndGet(version, Math::max);
                  if (version <= before) {
                    stale.add(version + " after " + before);
                  }
                }
              }
            } catch (Exception e) {
              stale.add(e.toString());
            }
          });
      for (int commit = 0; commit < COMMITS; commit++) {
        library.put("1.flac", "A/B/One");
      }
      stop.set(true);
      for (Future<?> reader : reading) {
        reader.get();
      }
      assertThat(stale).isEmpty();
    }
  }

  @Test
  void whatAListingReadAheadOfACommitIsNotListedAfterIt() throws Exception {
    try (TestLibrary library = new TestLibrary(directory)) {
      library.put("1.flac", "A/B/One");
      library.put("2.flac", "A/B/Two");
      library.put("3.flac", "A/B/Three");
      long album = library.walk().get("A/B").id();
      List<Node> first = new ArrayList<>();
      library
          .tree()
          .list(
              album,
              0,
              node -> {
                if (!first.isEmpty()) {
                  remove(library, "2.flac");
                  return false;
                }
                return first.add(node);
              });
      List<String> rest = new ArrayList<>();
      library.tree().list(album, first.getFirst().id(), node -> rest.add(node.name()));
      assertThat(rest).containsExactly("Three.flac");
    }
  }

  private static void remove(TestLibrary library, String path) {
    try {
      library.remove(path);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
