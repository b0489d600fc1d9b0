package org.musicfs.cas;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.AbstractMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/** Manifests in a file each, written whole or not at all: they outlive the process. */
public class ManifestFiles extends AbstractMap<Long, byte[]> {
  private static final String PART = "part";

  private final Path directory;

  public ManifestFiles(Path directory) throws IOException {
    this.directory = Files.createDirectories(directory);
  }

  @Override
  public byte[] get(Object version) {
    try {
      Path file = directory.resolve(version.toString());
      return Files.exists(file) ? Files.readAllBytes(file) : null;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public byte[] put(Long version, byte[] manifest) {
    try {
      Path part = Files.write(directory.resolve(PART), manifest);
      Files.move(part, directory.resolve(version.toString()), StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return null;
  }

  @Override
  public Set<Map.Entry<Long, byte[]>> entrySet() {
    Set<Map.Entry<Long, byte[]>> all = new LinkedHashSet<>();
    for (Path file : Fixture.files(directory)) {
      String name = file.getFileName().toString();
      if (!name.equals(PART)) {
        long version = Long.parseLong(name);
        all.add(Map.entry(version, get(version)));
      }
    }
    return all;
  }
}
