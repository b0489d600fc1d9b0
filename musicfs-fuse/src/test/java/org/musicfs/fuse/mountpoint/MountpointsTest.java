package org.musicfs.fuse.mountpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.musicfs.core.error.ExitCode;
import org.musicfs.core.error.UserError;

class MountpointsTest {
  private final Mountpoints mountpoints = new Mountpoints(new MountTable());
  @TempDir Path temporary;
  private Path directory;

  @BeforeEach
  void resolve() throws Exception {
    directory = temporary.toRealPath();
  }

  @Test
  void anEmptyDirectoryIsGoodUnderItsRealName() throws Exception {
    Path mnt = Files.createDirectory(directory.resolve("mnt"));
    Path link = Files.createSymbolicLink(directory.resolve("link"), Path.of("mnt"));
    Path origin = Files.createDirectory(directory.resolve("Music"));
    assertThat(mountpoints.check(mnt, List.of(origin))).isEqualTo(mnt);
    assertThat(mountpoints.check(link, List.of(origin))).isEqualTo(mnt);
    assertThat(mountpoints.check(directory.resolve("Music/../mnt/."), List.of())).isEqualTo(mnt);
  }

  @Test
  void everyRefusalSaysWhatAndWhatToDoAndChangesNothing() throws Exception {
    Path file = Files.writeString(directory.resolve("file"), "x");
    Path loop = Files.createSymbolicLink(directory.resolve("loop"), Path.of("loop"));
    Path full = Files.createDirectories(directory.resolve("full/x")).getParent();
    Path origin = Files.createDirectories(directory.resolve("Music"));
    Path inside = Files.createDirectories(origin.resolve("empty"));

    refused(directory.resolve("not there"), "does not exist", "mkdir -p '");
    refused(directory.resolve("a/b"), "does not exist", "mkdir -p ");
    refused(file, "is not a directory", "choose");
    refused(file.resolve("x"), "does not exist", "mkdir");
    refused(full, "is not empty", "choose");
    refused(loop, "loop of symbolic links", "choose");
    refused(inside, "lie in each other", "outside", origin);
    refused(inside, "lie in each other", "outside", inside.resolve("."));
    refused(Path.of("/proc"), "already a mount (proc", "choose");
    assertThat(directory.toFile().list())
        .containsExactlyInAnyOrder("file", "loop", "full", "Music");
  }

  private void refused(Path place, String message, String remedy, Path... origins) {
    assertThatThrownBy(() -> mountpoints.check(place, List.of(origins)))
        .isInstanceOfSatisfying(
            UserError.class,
            e -> {
              assertThat(e.exitCode()).isEqualTo(ExitCode.MOUNTPOINT);
              assertThat(e.getMessage()).contains(message);
              assertThat(e.remedy()).contains(remedy);
            });
  }
}
