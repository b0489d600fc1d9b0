package org.musicfs.cli.demo;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.musicfs.cli.config.UserEnvironment;
import org.musicfs.core.error.ExitCode;
import org.musicfs.core.error.UserError;

/**
 * Makes the demo and removes it. A marker in the library's state directory, written before anything
 * else, says that the library is the demo's. Removal deletes the shipped files by name and the
 * directories that are then empty; of the library's own directories all, because nothing in them is
 * a person's.
 */
final class Demo {
  private final DemoPlaces places;
  private final Mounter mounter;
  private final UserEnvironment environment;

  Demo(DemoPlaces places, Mounter mounter, UserEnvironment environment) {
    this.places = places;
    this.mounter = mounter;
    this.environment = environment;
  }

  /**
   * Copies the library and mounts it. Does again whatever is missing if it was done before.
   *
   * @throws UserError if the library {@code demo} or the mountpoint is already somebody's
   */
  void make() throws IOException, InterruptedException {
    boolean ours = Files.exists(places.marker());
    if (!ours && Files.exists(places.directories().state())) {
      throw new UserError(
          ExitCode.STATE,
          "there is a library called demo that this command did not make",
          "it lies in " + places.directories().state() + "; move it away to use the demo");
    }
    if (!ours && Files.exists(places.origin(), LinkOption.NOFOLLOW_LINKS)) {
      throw new UserError(
          ExitCode.ORIGIN,
          places.origin() + " exists and was not made by this command",
          "move it away to use the demo");
    }
    if (ours && !Files.readString(places.marker()).equals(places.mountpoint().toString())) {
      throw new UserError(
          ExitCode.MOUNTPOINT,
          "the demo is already at " + Files.readString(places.marker()),
          "musicfs demo --clean");
    }
    if (!ours) {
      checkMountpoint();
      places.directories().create(environment);
      Files.writeString(places.marker(), places.mountpoint().toString(), StandardCharsets.UTF_8);
    }
    copy();
    try {
      Files.createDirectories(places.mountpoint());
    } catch (FileAlreadyExistsException e) {
      // A mount that nobody serves any more looks like this, too; mounting cleans or refuses it.
    }
    mounter.mount(DemoPlaces.LIBRARY, places.origin(), places.mountpoint());
  }

  /**
   * Unmounts and removes what {@link #make} made.
   *
   * @return what was left because it is not the demo's; empty if nothing was
   */
  List<Path> clean() throws IOException, InterruptedException {
    if (!Files.exists(places.marker())) {
      throw new UserError(
          ExitCode.NOT_RUNNING, "there is no demo to remove", "musicfs demo makes one");
    }
    Path mountpoint = Path.of(Files.readString(places.marker()));
    mounter.unmount(DemoPlaces.LIBRARY, mountpoint);
    List<Path> left = new ArrayList<>();
    removeIfEmpty(mountpoint, left);
    removeCopy(left);
    Files.deleteIfExists(places.directories().socket()); // of a daemon that was killed
    // The marker goes last: after an interruption the demo can still be removed.
    removeTree(places.directories().cache(), places.directories().cache());
    removeTree(places.directories().state(), places.marker());
    return left;
  }

  private void checkMountpoint() throws IOException {
    Path mountpoint = places.mountpoint();
    if (!Files.exists(mountpoint, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    boolean empty = false;
    if (Files.isDirectory(mountpoint)) {
      try (Stream<Path> entries = Files.list(mountpoint)) {
        empty = entries.findAny().isEmpty();
      }
    }
    if (!empty) {
      throw new UserError(
          ExitCode.MOUNTPOINT,
          mountpoint + " is not an empty directory",
          "musicfs demo --at /another/directory");
    }
  }

  private List<Path> shipped() throws IOException {
    if (!Files.isDirectory(places.source())) {
      throw new UserError(
          ExitCode.ENVIRONMENT,
          "the demo library is not at " + places.source(),
          "run the demo with the musicfs script of a source tree or from a package");
    }
    try (Stream<Path> paths = Files.walk(places.source())) {
      return paths.map(places.source()::relativize).filter(p -> !p.toString().isEmpty()).toList();
    }
  }

  private void copy() throws IOException {
    Files.createDirectories(places.origin());
    for (Path relative : shipped()) {
      Path from = places.source().resolve(relative);
      Path to = places.origin().resolve(relative);
      if (Files.isDirectory(from)) {
        Files.createDirectories(to);
      } else if (!Files.exists(to)) {
        Path partial = partial(to);
        Files.copy(from, partial, StandardCopyOption.REPLACE_EXISTING);
        Files.move(partial, to, StandardCopyOption.ATOMIC_MOVE);
      }
    }
  }

  /** A copy that is not whole yet, and stays so if this process is ended. */
  private static Path partial(Path copy) {
    return copy.resolveSibling("." + copy.getFileName() + ".part");
  }

  private void removeCopy(List<Path> left) throws IOException {
    if (!Files.isDirectory(places.origin(), LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    for (Path relative : shipped().stream().sorted(Comparator.reverseOrder()).toList()) {
      Path path = places.origin().resolve(relative);
      if (Files.isDirectory(places.source().resolve(relative))) {
        removeIfEmpty(path, left);
      } else {
        Files.deleteIfExists(path);
        Files.deleteIfExists(partial(path));
      }
    }
    removeIfEmpty(places.origin(), left);
  }

  private static void removeIfEmpty(Path directory, List<Path> left) throws IOException {
    try {
      Files.delete(directory);
    } catch (NoSuchFileException e) {
      // Gone already: as asked.
    } catch (DirectoryNotEmptyException e) {
      left.add(directory);
    }
  }

  /**
   * Deepest first, links themselves and not what they point to; {@code last} after all the rest.
   */
  private static void removeTree(Path root, Path last) throws IOException {
    if (!Files.isDirectory(root, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    List<Path> paths;
    try (Stream<Path> all = Files.walk(root)) {
      paths = all.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path path : paths) {
      if (!path.equals(root) && !path.equals(last)) { // A directory's children come before it.
        Files.delete(path);
      }
    }
    Files.deleteIfExists(last);
    Files.deleteIfExists(root);
  }
}
