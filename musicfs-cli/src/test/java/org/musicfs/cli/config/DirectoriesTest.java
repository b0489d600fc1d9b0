package org.musicfs.cli.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.musicfs.core.config.InvalidConfigException;
import org.musicfs.core.config.LibraryName;
import org.musicfs.core.error.ExitCode;
import org.musicfs.core.error.UserError;

final class DirectoriesTest {
  private static final LibraryName JAZZ = new LibraryName("jazz");
  private static final int NOBODY_HAS_THIS_UID = 1_234_567;

  @TempDir Path temp;

  @Test
  void theXdgVariablesNameThePlaces() {
    Directories directories =
        of(Map.of("XDG_STATE_HOME", "/s", "XDG_CACHE_HOME", "/c", "XDG_RUNTIME_DIR", "/r"));

    assertThat(directories.state()).isEqualTo(Path.of("/s/musicfs/jazz"));
    assertThat(directories.cache()).isEqualTo(Path.of("/c/musicfs/jazz"));
    assertThat(directories.runtime()).isEqualTo(Path.of("/r/musicfs"));
    assertThat(directories.socket()).isEqualTo(Path.of("/r/musicfs/jazz.sock"));
    assertThat(directories.log()).isEqualTo(Path.of("/s/musicfs/jazz/musicfs.log"));
  }

  @Test
  void withoutVariablesTheyLieBelowHomeAndTmp() {
    Directories directories = of(Map.of("XDG_STATE_HOME", "", "XDG_CACHE_HOME", "relative"));

    assertThat(directories.state()).isEqualTo(temp.resolve(".local/state/musicfs/jazz"));
    assertThat(directories.cache()).isEqualTo(temp.resolve(".cache/musicfs/jazz"));
    assertThat(directories.runtime()).isEqualTo(Path.of("/tmp/musicfs-" + NOBODY_HAS_THIS_UID));
  }

  @Test
  void whatSystemdHandsToAServiceWins() {
    Map<String, String> variables =
        Map.of(
            "STATE_DIRECTORY", "/var/lib/musicfs:/var/lib/other",
            "CACHE_DIRECTORY", "/var/cache/musicfs",
            "RUNTIME_DIRECTORY", "/run/musicfs",
            "XDG_STATE_HOME", "/s");

    assertThat(of(variables)).isEqualTo(Directories.system(JAZZ, Optional.empty()));
  }

  @Test
  void theConfiguredCacheDirectoryWinsOverAll() {
    Optional<Path> configured = Optional.of(Path.of("/big/disk"));
    Directories directories =
        Directories.of(JAZZ, environment(Map.of("CACHE_DIRECTORY", "/c"), 1), configured);

    assertThat(directories.cache()).isEqualTo(Path.of("/big/disk/jazz"));
    assertThat(Directories.system(JAZZ, configured).cache()).isEqualTo(Path.of("/big/disk/jazz"));
  }

  @Test
  void theyAreMadeForTheirUserOnly() throws IOException {
    Directories directories = here();
    directories.create(me()).create(me());

    for (Path path : new Path[] {directories.state(), directories.cache(), directories.runtime()}) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
          .isEqualTo("rwx------");
    }
  }

  @Test
  void aRuntimeDirectoryOfAnotherUserIsRefused() throws IOException {
    Directories directories = here();
    Files.createDirectories(directories.runtime());

    assertThatThrownBy(() -> directories.create(environment(Map.of(), NOBODY_HAS_THIS_UID)))
        .isInstanceOfSatisfying(
            UserError.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.ENVIRONMENT))
        .hasMessageContaining("belongs to another user");
  }

  @Test
  void aRuntimeDirectoryThatIsALinkIsRefused() throws IOException {
    Directories directories = here();
    Files.createDirectories(directories.runtime().getParent());
    Files.createSymbolicLink(
        directories.runtime(), Files.createDirectory(temp.resolve("elsewhere")));

    assertThatThrownBy(() -> directories.create(me()))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("is a symbolic link");
  }

  @Test
  void anOpenRuntimeDirectoryIsClosedToOthers() throws IOException {
    Directories directories = here();
    Files.createDirectories(directories.runtime());
    Files.setPosixFilePermissions(
        directories.runtime(), PosixFilePermissions.fromString("rwxrwxrwx"));

    directories.create(me());

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directories.runtime())))
        .isEqualTo("rwx------");
  }

  @Test
  void aFileInTheWayIsNamed() throws IOException {
    Directories directories = here();
    Files.createDirectories(directories.state().getParent());
    Files.createFile(directories.state());

    assertThatThrownBy(() -> directories.create(me()))
        .isInstanceOf(UserError.class)
        .hasMessageContaining(directories.state().toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".", "..", "a/b", "A", "-a", "ä", "a b", "a\n"})
  void aLibraryCannotBeCalledWhatIsNoPlainName(String name) {
    org.assertj.core.api.Assertions.assertThatThrownBy(() -> new LibraryName(name))
        .isInstanceOf(InvalidConfigException.class);
  }

  private Directories here() {
    return Directories.of(
        JAZZ,
        environment(
            Map.of(
                "XDG_STATE_HOME", temp + "/s",
                "XDG_CACHE_HOME", temp + "/c",
                "XDG_RUNTIME_DIR", temp + "/r"),
            1),
        Optional.empty());
  }

  private static UserEnvironment me() {
    return UserEnvironment.ofThisProcess();
  }

  private Directories of(Map<String, String> variables) {
    return Directories.of(JAZZ, environment(variables, NOBODY_HAS_THIS_UID), Optional.empty());
  }

  private UserEnvironment environment(Map<String, String> variables, int uid) {
    return new UserEnvironment(variables, temp, uid);
  }
}
