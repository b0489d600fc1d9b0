package org.musicfs.origin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.musicfs.core.error.ExitCode;
import org.musicfs.core.error.UserError;
import org.musicfs.core.origin.CachePolicy;
import org.musicfs.core.origin.OriginId;
import org.musicfs.core.origin.OriginPath;
import org.musicfs.core.origin.OriginProvider;
import org.musicfs.core.origin.OriginSpec;

final class OriginTypesTest {
  @TempDir Path temp;
  private final OriginTypes types = OriginTypes.of(List.of(new MemoryProvider()));

  private static OriginSpec spec(String type, String location) {
    return new OriginSpec(new OriginId(1), type, location, CachePolicy.TRUE);
  }

  @Test
  void aPathIsADirectoryOfThisMachineAndAUrlIsOfTheTypeOfItsScheme() {
    String music = types.local().location(temp.toString());
    assertThat(types.location(temp.toString())).isEqualTo(music);
    assertThat(types.location(music)).isEqualTo(music);
    assertThat(OriginTypes.typeOf(music)).isEqualTo("local");
    assertThat(types.location("Memory://Ada@Nas/Music/")).isEqualTo("memory://ada@nas/music");
    assertThat(OriginTypes.typeOf("memory://ada@nas/music")).isEqualTo("memory");
    assertThat(types.provider("local")).isEmpty();
    assertThat(types.remote()).containsExactly("memory");
  }

  @Test
  void aUrlIsToldFromAPath() {
    assertThat(List.of("sftp://nas/m", "S3://b", "file:///m", "file:/m"))
        .allMatch(OriginTypes::isUri);
    assertThat(List.of("/m", "m", "m:n", "a/b://c", "2://x", "")).noneMatch(OriginTypes::isUri);
    assertThat(List.of("/m", "file:///m", "file:/m", "FILE:///m"))
        .allMatch(OriginTypes::isLocalPlace);
    assertThat(List.of("sftp://nas/m", "S3://b")).noneMatch(OriginTypes::isLocalPlace);
  }

  @Test
  void anUnknownSchemeIsToldWithThoseThereAreAndTheNearest() {
    assertThatThrownBy(() -> types.location("memroy://nas/music"))
        .isInstanceOfSatisfying(
            UserError.class,
            e -> {
              assertThat(e.exitCode()).isEqualTo(ExitCode.ORIGIN);
              assertThat(e).hasMessage("there is no type of origins 'memroy'");
              assertThat(e.remedy())
                  .isEqualTo(
                      "did you mean memory://? an origin is a directory, or a URL of"
                          + " memory://, file://");
            });
  }

  @Test
  void aPasswordInAUrlIsRefusedAndNotRepeated() {
    assertThatThrownBy(() -> types.location("memory://ada:geheim@nas/music"))
        .isInstanceOfSatisfying(
            UserError.class,
            e -> {
              assertThat(e.exitCode()).isEqualTo(ExitCode.ORIGIN);
              assertThat(e).hasMessageContaining("holds a password");
              assertThat(e.getMessage() + e.remedy()).doesNotContain("geheim");
            });
  }

  @Test
  void aPlaceBelowAnOriginIsFoundByItsUrl() {
    OriginSpec nas = spec("memory", "memory://nas/music");
    assertThat(types.locate(nas, "memory://NAS/music/")).contains(OriginPath.ROOT);
    assertThat(types.locate(nas, "memory://nas/music/a%20b/%ff"))
        .contains(OriginPath.of(new byte[] {'a', ' ', 'b', '/', (byte) 0xff}));
    assertThat(types.locate(nas, "memory://nas/musical")).isEmpty();
    assertThat(types.locate(nas, "memory://nas")).isEmpty();
    assertThat(types.locate(nas, "/music")).isEmpty();
    assertThat(types.locate(nas, "memory://nas/music/a//b")).isEmpty();
    assertThat(types.locate(spec("local", "file:///music"), "memory://nas/music")).isEmpty();
    assertThat(types.locate(spec("local", "file:///music"), "/music/a"))
        .contains(OriginPath.of("a"));
    assertThatThrownBy(() -> types.locate(nas, "memory://")).isInstanceOf(UserError.class);
  }

  @Test
  void anOriginWhoseTypeIsGoneIsStillFoundByItsLocation() {
    OriginSpec gone = spec("gone", "gone://nas/Music");
    assertThat(types.locate(gone, "gone://nas/Music")).contains(OriginPath.ROOT);
    assertThat(types.locate(gone, "gone://nas/Other")).isEmpty();
  }

  @Test
  void whatIsBrokenOrOfAnotherInterfaceIsLeftOutAndTheRestServes() throws Exception {
    Path services =
        Files.createDirectories(temp.resolve("META-INF/services"))
            .resolve(OriginProvider.class.getName());
    Files.writeString(services, "org.example.Missing\n" + Broken.class.getName() + "\n" + names());
    try (URLClassLoader loader =
        new URLClassLoader(
            new URL[] {temp.toUri().toURL()}, OriginTypesTest.class.getClassLoader())) {
      assertThat(OriginTypes.of(loader).remote()).contains("memory");
    }
    assertThat(
            OriginTypes.of(
                    List.of(
                        new MemoryProvider("old", 0),
                        new MemoryProvider("local", 1),
                        new MemoryProvider("file", 1),
                        new MemoryProvider("Not A Type", 1),
                        new MemoryProvider("memory", 1),
                        new MemoryProvider("memory", 1)))
                .remote())
        .containsExactly("memory");
  }

  private static String names() {
    return MemoryProvider.class.getName() + "\n";
  }

  /** Cannot be made. */
  public static final class Broken {
    public Broken() {
      throw new IllegalStateException("broken");
    }
  }
}
