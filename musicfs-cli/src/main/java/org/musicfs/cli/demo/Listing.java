package org.musicfs.cli.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.musicfs.cli.output.Human;

/** An indented listing of a small tree. */
final class Listing {
  private static final String STEP = "  ";

  private final StringBuilder text = new StringBuilder();
  private final List<Path> files = new ArrayList<>();

  private Listing() {}

  /** Of everything below {@code root}, sorted by name, directories marked with a slash. */
  static Listing of(Path root) throws IOException {
    Listing listing = new Listing();
    listing.add(root, STEP);
    return listing;
  }

  /** The files, in the order of the listing. */
  List<Path> files() {
    return List.copyOf(files);
  }

  private void add(Path directory, String indent) throws IOException {
    List<Path> entries;
    try (Stream<Path> stream = Files.list(directory)) {
      entries = stream.sorted().toList();
    }
    for (Path entry : entries) {
      boolean isDirectory = Files.isDirectory(entry);
      text.append(indent).append(Human.printable(String.valueOf(entry.getFileName())));
      text.append(isDirectory ? "/\n" : "\n");
      if (isDirectory) {
        add(entry, indent + STEP);
      } else {
        files.add(entry);
      }
    }
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
