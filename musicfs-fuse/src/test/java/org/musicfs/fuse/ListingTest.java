package org.musicfs.fuse;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.musicfs.core.tree.Node;

/** Listings are complete, without repeats, whoever else walks or changes the tree. */
class ListingTest extends MountedTest {
  @Test
  void aDirectoryOfAHundredThousandEntriesIsListedWhole() throws Exception {
    int count = 100_000;
    IntStream.range(0, count).forEach(i -> tree.add("all/Ünï-%06d.mp3".formatted(i), i + 1, i));
    mount();

    Set<String> names = new HashSet<>();
    int seen = 0;
    try (DirectoryStream<Path> files = Files.newDirectoryStream(root.resolve("all"))) {
      for (Path file : files) {
        names.add(file.getFileName().toString());
        seen++;
      }
    }
    assertThat(seen).isEqualTo(count);
    assertThat(names).hasSize(count).contains("Ünï-000000.mp3", "Ünï-099999.mp3");
  }

  @Test
  void parallelWalkersSeeEveryNameOnce() throws Exception {
    for (int i = 0; i < 3000; i++) {
      tree.add("artist %d/album %d/track %d.flac".formatted(i % 7, i % 31, i), i + 1, i);
    }
    mount();
    Callable<List<Path>> walk =
        () -> {
          try (var files = Files.walk(root)) {
            return files.filter(Files::isRegularFile).toList();
          }
        };
    try (var pool = Executors.newFixedThreadPool(8)) {
      for (Future<List<Path>> walked : pool.invokeAll(java.util.Collections.nCopies(8, walk))) {
        assertThat(walked.get()).hasSize(3000).doesNotHaveDuplicates();
      }
    }
  }

  @Test
  void aListingPassesWhatStaysExactlyOnceWhileOthersComeAndGo() throws Exception {
    List<Node.File> going = new ArrayList<>();
    for (int i = 0; i < 4000; i++) {
      Node.File file = tree.add("d/" + (i % 2 == 0 ? "stays " : "goes ") + i, i + 1, i);
      if (i % 2 == 1) {
        going.add(file);
      }
    }
    mount();
    List<String> stayed = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(root.resolve("d"))) {
      Iterator<Path> all = files.iterator();
      for (int i = 0; all.hasNext(); i++) {
        String name = all.next().getFileName().toString();
        if (name.startsWith("stays")) {
          stayed.add(name);
        }
        if (i % 3 == 0 && !going.isEmpty()) {
          tree.remove(going.removeLast());
          tree.add("d/comes " + i, 100_000 + i, 1);
        }
      }
    }
    assertThat(stayed).hasSize(2000).doesNotHaveDuplicates();
  }
}
