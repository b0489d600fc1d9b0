package org.musicfs.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.musicfs.cli.config.UserEnvironment;
import org.musicfs.core.config.LibraryName;
import org.musicfs.core.error.ExitCode;
import org.musicfs.core.error.UserError;

final class DemoTest {
  private static final Path SHIPPED = Path.of("..", "packaging", "demo", "library");
  private static final long MOST_BYTES = 1_500_000;

  @TempDir Path home;
  private final List<String> calls = new ArrayList<>();
  private DemoPlaces places;
  private Demo demo;

  /** Writes down what it was asked for. */
  private final class RecordingMounter implements Mounter {
    @Override
    public void mount(LibraryName library, Path origin, Path mountpoint) {
      calls.add("mount " + library + " " + origin + " " + mountpoint);
    }

    @Override
    public void unmount(LibraryName library, Path mountpoint) {
      calls.add("unmount " + library + " " + mountpoint);
    }
  }

  @BeforeEach
  void places() {
    int uid = UserEnvironment.ofThisProcess().uid();
    UserEnvironment environment =
        new UserEnvironment(Map.of("XDG_RUNTIME_DIR", home + "/run"), home, uid);
    places = DemoPlaces.of(SHIPPED, environment, Optional.empty(), Optional.empty());
    demo = new Demo(places, new RecordingMounter(), environment);
  }

  @Test
  void makingAndCleaningLeavesTheHomeAsItWas() throws Exception {
    Files.writeString(home.resolve("mine.txt"), "mine");

    demo.make();
    demo.make();
    try (Stream<Path> copied = Files.walk(places.origin());
        Stream<Path> shipped = Files.walk(SHIPPED)) {
      assertThat(copied.map(p -> places.origin().relativize(p).toString()))
          .containsExactlyInAnyOrderElementsOf(
              shipped.map(p -> SHIPPED.relativize(p).toString()).toList());
    }
    Files.createDirectories(places.directories().cache().resolve("chunks/ab"));
    Files.createFile(places.directories().cache().resolve("chunks/ab/cdef"));
    Files.createFile(places.directories().state().resolve("catalogue.db"));

    assertThat(demo.clean()).isEmpty();

    String mount = "mount demo " + places.origin() + " " + places.mountpoint();
    assertThat(calls).containsExactly(mount, mount, "unmount demo " + places.mountpoint());
    assertThat(filesBelow(home)).containsExactly("mine.txt");
    assertThat(places.mountpoint()).doesNotExist();
    assertThat(places.origin()).doesNotExist();
    assertThat(places.directories().state()).doesNotExist();
    assertThat(places.directories().cache()).doesNotExist();
  }

  @Test
  void filesThatAPersonAddedStayAndAreNamed() throws Exception {
    demo.make();
    Path added = Files.createFile(places.origin().resolve("misc").resolve("my own.flac"));
    Path inMountpoint = Files.createFile(places.mountpoint().resolve("note"));

    List<Path> left = demo.clean();

    assertThat(added).exists();
    assertThat(inMountpoint).exists();
    assertThat(left)
        .containsExactly(places.mountpoint(), places.origin().resolve("misc"), places.origin());
  }

  @Test
  void cleaningFollowsNoLinks() throws Exception {
    demo.make();
    Path outside = Files.createDirectory(home.resolve("outside"));
    Files.createFile(outside.resolve("keep"));
    Files.createDirectories(places.directories().cache());
    Files.createSymbolicLink(places.directories().cache().resolve("link"), outside);

    demo.clean();

    assertThat(outside.resolve("keep")).exists();
  }

  @Test
  void aLibraryCalledDemoThatIsAPersonsIsNotTouched() throws Exception {
    Files.createDirectories(places.directories().state());

    refused(ExitCode.STATE, demo::make);
    refused(ExitCode.NOT_RUNNING, demo::clean);
    assertThat(places.origin()).doesNotExist();
    assertThat(calls).isEmpty();
  }

  @Test
  void anOriginOrMountpointThatIsInUseIsRefusedBeforeAnythingIsMade() throws Exception {
    Files.createDirectories(places.mountpoint());
    Files.createFile(places.mountpoint().resolve("x"));
    refused(ExitCode.MOUNTPOINT, demo::make);

    Files.delete(places.mountpoint().resolve("x"));
    Files.createDirectories(places.origin());
    refused(ExitCode.ORIGIN, demo::make);

    assertThat(places.directories().state()).doesNotExist();
    assertThat(calls).isEmpty();
  }

  @Test
  void theShippedLibraryIsSmallAndHasEveryFormatItPromises() throws IOException {
    try (Stream<Path> files = Files.walk(SHIPPED).filter(Files::isRegularFile)) {
      List<Path> all = files.toList();
      long bytes = 0;
      for (Path path : all) {
        bytes += Files.size(path);
      }
      assertThat(bytes).isLessThan(MOST_BYTES);
      for (String extension : List.of(".flac", ".mp3", ".ogg", ".opus", ".m4a", ".wav", ".jpg")) {
        assertThat(all).anyMatch(path -> path.toString().endsWith(extension));
      }
    }
  }

  @Test
  void theListingIsIndentedAndSortedAndNamesTheFirstTrack() throws IOException {
    Path root = Files.createDirectory(home.resolve("tree"));
    Files.createDirectories(root.resolve("B/夜"));
    Files.createFile(root.resolve("B/夜/2.mp3"));
    Files.createFile(root.resolve("B/夜/1\u001b.mp3"));
    Files.createDirectory(root.resolve("A"));

    Listing listing = Listing.of(root);

    assertThat(listing).hasToString("  A/\n  B/\n    夜/\n      1?.mp3\n      2.mp3\n");
    assertThat(listing.files()).hasSize(2).first().isEqualTo(root.resolve("B/夜/1\u001b.mp3"));
  }

  private static void refused(
      ExitCode code, org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(UserError.class, e -> assertThat(e.exitCode()).isEqualTo(code));
  }

  private static List<String> filesBelow(Path root) throws IOException {
    try (Stream<Path> files = Files.walk(root).filter(Files::isRegularFile)) {
      return files.map(path -> root.relativize(path).toString()).toList();
    }
  }
}
