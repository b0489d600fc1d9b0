package org.musicfs.cli.demo;

import java.nio.file.Path;
import java.util.Optional;
import org.musicfs.cli.config.Directories;
import org.musicfs.cli.config.UserEnvironment;
import org.musicfs.core.config.LibraryName;

/**
 * Where the demo puts what it makes.
 *
 * @param source the demo library as shipped
 * @param origin its copy
 * @param mountpoint where it is mounted
 * @param directories of the library {@code demo}
 */
record DemoPlaces(Path source, Path origin, Path mountpoint, Directories directories) {
  static final LibraryName LIBRARY = new LibraryName("demo");
  private static final String MARKER = "made-by-musicfs-demo";

  static DemoPlaces of(
      Path source, UserEnvironment environment, Optional<Path> mountpoint, Optional<Path> cache) {
    return new DemoPlaces(
        source,
        environment.base("XDG_DATA_HOME", ".local/share").resolve("musicfs").resolve("demo"),
        mountpoint
            .map(given -> given.toAbsolutePath().normalize())
            .orElse(environment.home().resolve("musicfs-demo")),
        Directories.of(LIBRARY, environment, cache));
  }

  /** Says that the library {@code demo} is the demo's and not a person's; holds the mountpoint. */
  Path marker() {
    return directories.state().resolve(MARKER);
  }
}
