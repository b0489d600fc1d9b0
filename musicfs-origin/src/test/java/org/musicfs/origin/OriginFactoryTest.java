package org.musicfs.origin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.musicfs.core.config.LibraryName;
import org.musicfs.core.config.OriginConfig;
import org.musicfs.core.origin.Answer;
import org.musicfs.core.origin.CachePolicy;
import org.musicfs.core.origin.Origin;
import org.musicfs.core.origin.OriginException;
import org.musicfs.core.origin.OriginId;
import org.musicfs.core.origin.OriginOptions;
import org.musicfs.core.origin.OriginPath;
import org.musicfs.core.origin.OriginSpec;

final class OriginFactoryTest {
  private final MemoryProvider memory = new MemoryProvider();
  private final OriginConfig configured =
      new OriginConfig(
          new OriginConfig.Remote(
              "memory://nas/music",
              Map.of("password_from", "env:NAS"),
              3,
              Duration.ofSeconds(1),
              Duration.ofSeconds(2),
              Duration.ofSeconds(3)),
          CachePolicy.TRUE,
          Optional.empty(),
          LibraryName.DEFAULT);
  private final OriginFactory factory =
      new OriginFactory(
          OriginTypes.of(List.of(memory)),
          List.of(configured),
          reference -> Optional.of(("secret of " + reference).toCharArray()));

  private static OriginSpec spec(String type, String location) {
    return new OriginSpec(new OriginId(7), type, location, CachePolicy.AUTO);
  }

  private OriginOptions given(String location) {
    try (Origin origin = factory.create(spec("memory", location))) {
      assertThat(origin.id()).isEqualTo(new OriginId(7));
    }
    return Optional.ofNullable(memory.given.get()).orElseThrow();
  }

  @Test
  void anOriginIsMadeWithWhatIsConfiguredForItsLocation() {
    OriginOptions options = given("memory://nas/music");
    assertThat(options.connections()).isEqualTo(3);
    assertThat(options.timeouts())
        .isEqualTo(
            new OriginOptions.Timeouts(
                Duration.ofSeconds(1), Duration.ofSeconds(2), Duration.ofSeconds(3)));
    assertThat(options.secret("password_from")).contains("secret of env:NAS".toCharArray());
  }

  @Test
  void anOriginNobodyConfiguredIsMadeWithTheDefaults() {
    OriginOptions options = given("memory://other/music");
    assertThat(options.values()).isEmpty();
    assertThat(options.connections()).isEqualTo(8);
    assertThat(options.timeouts()).isEqualTo(OriginOptions.Timeouts.DEFAULT);
  }

  @Test
  void anOriginWhoseTypeIsGoneIsOutOfReachAndSaysWhy() {
    try (Origin origin = factory.create(spec("gone", "gone://nas/music"))) {
      assertThat(origin.displayName()).isEqualTo("gone://nas/music");
      assertThat(origin.localPath(OriginPath.ROOT)).isEmpty();
      assertThat(origin.stat(OriginPath.ROOT)).isInstanceOf(Answer.Unknown.class);
      assertThat(origin.list(OriginPath.ROOT))
          .isInstanceOfSatisfying(
              Answer.Unknown.class,
              unknown ->
                  assertThat(unknown.cause())
                      .hasMessage("gone://nas/music: this musicfs has no origins of type 'gone'"));
      assertThatThrownBy(() -> origin.open(OriginPath.of("a.mp3")))
          .isInstanceOfSatisfying(
              OriginException.class,
              e -> assertThat(e.reason()).isEqualTo(OriginException.Reason.UNREACHABLE));
    }
  }
}
