package org.musicfs.origin.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.musicfs.core.error.ExitCode;
import org.musicfs.core.error.UserError;
import org.musicfs.core.origin.Answer;
import org.musicfs.core.origin.CachePolicy;
import org.musicfs.core.origin.Origin;
import org.musicfs.core.origin.OriginId;
import org.musicfs.core.origin.OriginPath;
import org.musicfs.core.origin.OriginSpec;
import org.musicfs.origin.OriginRegistry;

final class LocalOriginsTest {
  @TempDir Path temp;
  private final LocalOrigins origins = new LocalOrigins();

  private static OriginSpec spec(String location) {
    return new OriginSpec(new OriginId(7), LocalOrigins.TYPE, location, CachePolicy.AUTO);
  }

  @Test
  void oneDirectoryHasOneLocationHoweverItIsTyped() throws Exception {
    Path music = Files.createDirectory(temp.resolve("My Müsic"));
    Files.createSymbolicLink(temp.resolve("link"), music);
    String location = origins.location(music.toString());
    assertThat(location).startsWith("file:///").endsWith("/My%20M%C3%BCsic");
    assertThat(origins.location(music + "/")).isEqualTo(location);
    assertThat(origins.location(music + "/../link")).isEqualTo(location);
    assertThat(origins.location(location + "/")).isEqualTo(location);
  }

  @Test
  void aDirectoryThatCannotServeIsRefusedWithWhatToDo() throws Exception {
    Path file = Files.createFile(temp.resolve("file"));
    for (String wrong : new String[] {temp + "/missing", file.toString()}) {
      assertThatThrownBy(() -> origins.location(wrong))
          .isInstanceOfSatisfying(
              UserError.class,
              e -> {
                assertThat(e.exitCode()).isEqualTo(ExitCode.ORIGIN);
                assertThat(e.getMessage()).contains(wrong);
                assertThat(e.remedy()).isNotEmpty();
              });
    }
  }

  @Test
  void withoutAUtf8LocaleATypedNameIsRefusedAndAUriIsNot() throws Exception {
    LocalOrigins ascii = new LocalOrigins("ANSI_X3.4-1968");
    Path music = Files.createDirectory(temp.resolve("Björk"));
    assertThatThrownBy(() -> ascii.location(music.toString()))
        .isInstanceOfSatisfying(
            UserError.class,
            e -> {
              assertThat(e.exitCode()).isEqualTo(ExitCode.ENVIRONMENT);
              assertThat(e.remedy()).contains("LC_ALL=C.UTF-8");
            });
    assertThat(ascii.location(music.toUri().toString())).endsWith("/Bj%C3%B6rk");
    assertThat(ascii.location(temp.toString())).isEqualTo(origins.location(temp.toString()));
  }

  @Test
  void anOriginUnderANameOfAnyBytesWorks() throws Exception {
    String location = origins.location(temp.toString()) + "/%FF%0A%25";
    Path root = Files.createDirectory(Path.of(URI.create(location)));
    Files.createFile(root.resolve("a.mp3"));
    assertThat(origins.location(location)).isEqualTo(location);
    try (Origin origin = origins.create(spec(location))) {
      assertThat(origin.stat(OriginPath.of("a.mp3"))).isInstanceOf(Answer.Present.class);
      assertThat(origin.localPath(OriginPath.of("a.mp3"))).contains(root.resolve("a.mp3"));
    }
  }

  @Test
  void anOriginOfTheLibraryThatIsGoneIsMadeAndAnswersUnknown() {
    try (OriginRegistry registry = new OriginRegistry()) {
      registry.add(origins.create(spec("file:///no/such/disk")));
      Origin origin = registry.find(new OriginId(7)).orElseThrow();
      assertThat(origin.list(OriginPath.ROOT)).isInstanceOf(Answer.Unknown.class);
      assertThat(origin.displayName()).isEqualTo("/no/such/disk");
      assertThatThrownBy(() -> registry.add(origins.create(spec("file:///other"))))
          .isInstanceOf(IllegalStateException.class);
    }
    assertThatThrownBy(() -> origins.create(spec("/not/a/uri"))).isInstanceOf(UserError.class);
  }

  @Test
  void aPathBelowAnOriginIsFoundAsTypedThroughLinksAndWhenItIsGone() throws Exception {
    Path music = Files.createDirectories(temp.resolve("music/a"));
    Files.createSymbolicLink(temp.resolve("link"), temp.resolve("music"));
    OriginSpec spec = spec(origins.location(temp.resolve("music").toString()));
    assertThat(origins.locate(spec, music.toString())).contains(OriginPath.of("a"));
    assertThat(origins.locate(spec, temp + "/link/a/gone.mp3"))
        .contains(OriginPath.of("a/gone.mp3"));
    assertThat(origins.locate(spec, temp + "/music/")).contains(OriginPath.ROOT);
    assertThat(origins.locate(spec, temp + "/musicality")).isEmpty();
    assertThat(origins.locate(spec("file:///"), "/etc/x")).contains(OriginPath.of("etc/x"));
  }

  @Test
  void itIsKnownWhetherOriginAndCacheShareAFileSystem() throws Exception {
    OriginSpec spec = spec(origins.location(temp.toString()));
    assertThat(origins.sameFileSystem(spec, temp.resolve("not/yet/made"))).isTrue();
    assertThat(origins.sameFileSystem(spec, Path.of("/proc"))).isFalse();
    assertThat(origins.sameFileSystem(spec("file:///no/such/disk"), temp)).isFalse();
  }
}
